"""Expressions as compiled code: NumPy's numbers to the last bit, only in long runs, and nothing is lost without it."""

import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest

from gradschool import optim
from gradschool.backend import threads
from gradschool.backend.elementwise import by_numpy, compiled, run, sign, sqrt
from gradschool.backend.elementwise.trace import Expression

RULES = {
    "sgd": optim.SGD(lr=0.05),
    "momentum": optim.Momentum(lr=0.05),
    "momentum of descent": optim.Momentum(lr=0.05, convention="descent"),
    "nesterov": optim.Nesterov(lr=0.05),
    "look-ahead": optim.Nesterov(lr=0.05, form="look-ahead"),
    "adagrad": optim.AdaGrad(lr=0.05),
    "rmsprop": optim.RMSProp(lr=0.05),
    "adadelta": optim.Adadelta(),
    "adam": optim.Adam(lr=0.05),
    "adamw": optim.AdamW(lr=0.05),
    "lion": optim.Lion(lr=0.05, weight_decay=0.1),
}
every = pytest.mark.parametrize("name", RULES)


@pytest.fixture(autouse=True)
def _no_work_done_yet(monkeypatch):
    monkeypatch.setattr(compiled, "_done", Counter())


@pytest.fixture
def numba():
    """Skip where Numba is not installed; the library does without it."""
    return pytest.importorskip("numba", reason="compiled steps need Numba: pip install numba")


@pytest.fixture
def at_once(monkeypatch):
    """Compile with the first step, if Numba is there."""
    monkeypatch.setattr(compiled, "COMPILE_AFTER", 0)


def walk(optimizer, dtype, size=1000, steps=3):
    rng = np.random.default_rng(0)
    w, state = rng.standard_normal(size).astype(dtype), None
    state = optimizer.start(w)
    for _ in range(steps):
        optimizer.step_in_place(w, rng.standard_normal(size).astype(dtype), state)
    return [w, *(state[slot] for slot in optimizer.slots)]


def expression_of(optimizer):
    given = optimizer.numbers(1)
    settings = {name: value for name, value in given.items() if isinstance(value, str)}
    numbers = [name for name in given if name not in settings]
    return Expression(
        optimizer.rule, 2 + len(optimizer.slots), [0, *range(2, 2 + len(optimizer.slots))], numbers, settings
    )


@every
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_compiled_step_gives_the_numbers_of_numpy_to_the_last_bit(name, dtype, numba, monkeypatch):
    by_numpy = walk(RULES[name], dtype)
    monkeypatch.setattr(compiled, "COMPILE_AFTER", 0)
    monkeypatch.setattr("gradschool.backend.elementwise.by_numpy.run", None)
    for found, expected in zip(walk(RULES[name], dtype), by_numpy, strict=True):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("size", [0, 1, 7])
def test_a_compiled_rule_reads_before_it_writes(size, at_once):
    a, b = np.random.default_rng(0).standard_normal((2, size))
    expected = a + 0.5 * b, b - 0.5 * a
    run(lambda a, b, *, c: (a + c * b, b - c * a), {"a": a, "b": b}, {"c": 0.5}, written=("a", "b"))
    np.testing.assert_allclose((a, b), expected, rtol=1e-15)


def test_a_gradient_that_may_not_be_written_is_read(at_once):
    w, gradient, optimizer = np.ones(5), np.ones(5), optim.SGD(lr=0.5)
    gradient.flags.writeable = False
    optimizer.step_in_place(w, gradient, optimizer.start(w))
    np.testing.assert_array_equal(w, 0.5)


@pytest.mark.filterwarnings("error")
def test_half_precision_stays_with_numpy(at_once):
    a = np.ones(5, "float16")
    run(lambda a, *, c: (a * c,), {"a": a}, {"c": 0.5}, written=("a",))
    np.testing.assert_array_equal(a, np.full(5, 0.5, "float16"))


@pytest.mark.parametrize(("ours", "numpys"), [(sign, np.sign), (abs, np.abs), (sqrt, np.sqrt)])
def test_a_compiled_function_is_that_of_numpy(ours, numpys, numba, at_once):
    a = np.array([-2.0, -0.0, 0.0, 1e-300, np.inf, np.nan])
    with np.errstate(invalid="ignore"):
        expected = numpys(a)
    run(lambda a: (ours(a),), {"a": a}, {}, written=("a",))
    np.testing.assert_array_equal(np.copysign(1, a[:-1]), np.copysign(1, expected[:-1]))
    np.testing.assert_array_equal(a, expected)


def test_a_rule_is_compiled_once_it_has_done_enough_work(numba, monkeypatch):
    expression, arrays = expression_of(RULES["sgd"]), [np.ones(100), np.ones(100)]
    monkeypatch.setattr(compiled, "COMPILE_AFTER", 3 * 100 * len(expression.lines))
    assert [compiled.loop(expression, arrays) is not None for _ in range(4)] == [False, False, True, True]


def test_cores_share_a_compiled_step(at_once, monkeypatch):
    expected = walk(RULES["adam"], "float32", size=10_001)
    monkeypatch.setattr(threads, "SHARED_FROM", 1)
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    for shared, alone in zip(walk(RULES["adam"], "float32", size=10_001), expected, strict=True):
        np.testing.assert_array_equal(shared, alone)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_of_a_process_that_has_compiled_takes_steps_too(at_once, monkeypatch):
    monkeypatch.setattr(threads, "SHARED_FROM", 1)
    expected = walk(RULES["adam"], "float32")
    child = os.fork()
    if child == 0:
        same = all(map(np.array_equal, walk(RULES["adam"], "float32"), expected))
        os._exit(0 if same else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_without_numba_numpy_takes_the_step(at_once, monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    compiled._compiled.cache_clear()
    expression, x = expression_of(RULES["sgd"]), np.ones(3)
    try:
        assert compiled.loop(expression, [x, x]) is None
    finally:
        compiled._compiled.cache_clear()


def test_what_numba_cannot_compile_numpy_computes_and_says_so(numba, at_once, monkeypatch):
    monkeypatch.setattr(compiled, "loop_source", lambda expression: "def loop(*anything): return open")
    a, b = np.ones(3), np.ones(3)
    with pytest.warns(UserWarning, match="Numba could not compile a step, NumPy takes it"):
        run(lambda a, b: (a + b,), {"a": a, "b": b}, {}, written=("a",))
    np.testing.assert_array_equal(a, 2)


def test_by_numpy_adam_s_results_land_where_they_belong_over_two_scratch_arrays():
    plan = by_numpy._plan(expression_of(RULES["adam"]))
    assert plan.moves == []
    assert plan.scratch <= 2


@pytest.mark.programs
def test_the_library_alone_does_not_load_numba():
    code = "import gradschool.optim, gradschool.train, sys; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@every
def test_the_gpu_kernel_says_the_same_arithmetic(name):
    """No GPU is needed: the kernel's body is C that Python understands once its types are gone."""
    optimizer, rng = RULES[name], np.random.default_rng(0)
    w, g = rng.standard_normal((2, 6))
    state = optimizer.start(w) | {slot: np.abs(rng.standard_normal(6)) for slot in optimizer.slots}
    expected, after = optimizer.step(w, g, state)
    expression = expression_of(optimizer)
    inputs, outputs, body = compiled.cuda_source(expression)
    values = [w, g, *(state[slot] for slot in optimizer.slots), *expression.number_values(**optimizer.numbers(1))]
    scope = {
        "sqrt": np.sqrt,
        "sign": np.sign,
        "fabs": np.fabs,
        **dict(zip(inputs.replace("T ", "").split(", "), values, strict=True)),
    }
    exec(body.replace("T ", "").replace(";", ""), scope)
    results = [scope[out] for out in outputs.replace("T ", "").split(", ")]
    for result, right in zip(results, [expected, *(after[slot] for slot in optimizer.slots)], strict=True):
        np.testing.assert_allclose(result, right, rtol=1e-12)
