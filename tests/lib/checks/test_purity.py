"""A function leaves its arguments as they were: who changes one fails the probe, and is told which."""

import array_api_strict
import numpy as np
import pytest

from gradschool.checks import diagnose, judge, observe, probe
from gradschool.checks.cases import FrozenExercise
from gradschool.checks.check import grade
from gradschool.checks.observe import public_seed
from gradschool.checks.purity import is_same
from gradschool.checks.values import map_arrays


@probe("step", points=1)
def one_step(student, rng):
    """One step of a matrix."""
    w, batches = np.asfortranarray(rng.standard_normal((3, 2))), [np.arange(3), np.arange(2)]
    return {"w": student.step(w, batches=batches, names={"w": 1}, state={"v": np.zeros(2)})}


@probe("step", points=1, changes="w")
def one_step_in_place(student, rng):
    """One step of a matrix, which the function is meant to write into."""
    return one_step.run(student, rng)


def pure(w, batches, names, state):
    return 2 * w


def changing(line):
    """The same step with one more line, which changes something."""
    space = {}
    exec(f"def step(w, batches, names, state):\n    result = 2 * w\n    {line}\n    return result", {"np": np}, space)
    return space["step"]


def seen(step, by=one_step):
    return observe(by, {"step": step}, seed=3)


def verdict(step):
    (said,) = diagnose([one_step], {"one_step": seen(step)}, {"one_step": seen(pure)}, {}, {})
    return said


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("w -= 1", "array w"),
        ("w[0, 0] = np.nextafter(w[0, 0], 9)", "array w"),
        ("w.dtype = 'int64'", "array w"),
        ("w[...] = -0.0 * w", "array w"),
        ("batches[1][0] = 7", "array batches"),
        ("batches.pop()", "list batches"),
        ("batches.reverse()", "list batches"),
        ("names['b'] = 2", "dict names"),
    ],
)
def test_a_right_answer_that_changes_an_argument_is_wrong_and_names_it(line, what):
    said = verdict(changing(line))
    assert not said.passed
    assert said.message == f"step changed its caller's {what}: leave what you are given as it was"
    assert what.split()[1] in said.hint


@pytest.mark.parametrize("line", ["w = w - 1", "state['v'] += 1", "batches = batches[1:]", "w = w.copy(); w += 1"])
def test_its_own_state_and_new_values_are_a_functions_own(line):
    assert verdict(changing(line)).passed


def test_a_state_that_holds_itself_is_no_trouble():
    ring = []
    ring.append(ring)
    assert is_same(ring, map_arrays(ring, np.copy))


def test_a_probe_may_say_that_an_argument_is_meant_to_change():
    assert seen(changing("w -= 1"), one_step_in_place).changed is None
    assert seen(changing("batches.pop()"), one_step_in_place).changed.argument == "batches"


def test_a_wrong_answer_is_told_before_the_change():
    message = judge(one_step, seen(lambda w, batches, names, state: w.__imul__(3)), seen(pure)).message
    assert message.index("expected") < message.index("Besides, step changed its caller's array w")


def tripled(w, batches, names, state):
    return 3 * w


def tripled_in_place(w, batches, names, state):
    w *= 3
    return w


@pytest.mark.parametrize(("mistake", "named"), [(tripled, None), (tripled_in_place, "tripled")])
def test_a_known_mistake_explains_a_change_only_if_it_makes_it_too(mistake, named):
    answers, known = {"one_step": seen(tripled_in_place)}, {"tripled": {"one_step": seen(mistake)}}
    (said,) = diagnose([one_step], answers, {"one_step": seen(pure)}, known, {"tripled": "Not three times."})
    assert said.mistake == named
    assert said.hint == "Not three times." if named else "belongs to its caller" in said.hint


@probe("walk", points=1)
def three_steps(student, rng):
    """Three steps from rest; the state comes back as it was."""
    state, seen = None, []
    for _ in range(3):
        w, state = student.walk(rng.standard_normal(2), state)
        seen.append(w)
    return {"w": seen}


@pytest.mark.parametrize(
    ("first", "changed"),
    [("g", "g"), ("g.T", "g"), ("{'v': g}", "g"), ("g.copy()", None), ("{'v': g + 0}", None), ("0 * g", None)],
)
def test_a_state_that_is_the_callers_array_is_not_its_own(first, changed):
    space = {}
    exec(
        f"def walk(g, state):\n    state = {first} if state is None else state\n"
        "    v = state['v'] if isinstance(state, dict) else state\n    v *= 0.9\n    return 2 * v, state",
        space,
    )
    found = observe(three_steps, {"walk": space["walk"]}, seed=3).changed
    assert (found and found.argument) == changed


def test_who_writes_into_a_kept_argument_later_is_told_where_it_came_from():
    def walk(g, state):
        if state is None:
            return g * 1, g
        state *= 0.9
        return state * 1, state

    changed = observe(three_steps, {"walk": walk}, seed=3).changed
    assert changed.words == "walk changed its caller's array g kept in its state: leave what you are given as it was"
    assert "keep `g.copy()`" in changed.hint


def test_a_kept_argument_that_nobody_writes_into_is_fine():
    def walk(g, state):
        return (g * 1, g) if state is None else (g + state, g)

    assert observe(three_steps, {"walk": walk}, seed=3).changed is None


def test_arrays_come_in_the_memory_order_that_the_probe_made():
    order = []
    seen(lambda w, batches, names, state: order.append(w.flags.f_contiguous) or w)
    assert order == [True]


def test_an_array_of_another_library_is_compared_too():
    @probe("step", points=1)
    def elsewhere(student, rng):
        """An array that NumPy can't read."""
        x = array_api_strict.asarray([1.0, 2.0], device=array_api_strict.Device("device1"))
        student.step(x)
        return {}

    def writes(x):
        x[0] = 5.0

    assert observe(elsewhere, {"step": writes}, seed=1).changed.argument == "x"
    assert observe(elsewhere, {"step": lambda x: x + 1}, seed=1).changed is None


class Store:
    """Keeps the newest array, and writes into its own."""

    def __init__(self, first):
        self.kept = first.copy()

    def keep(self, x):
        self._write(self.kept, x)

    def spoil(self, x):
        x *= 0

    def _write(self, kept, x):
        kept[...] = x


@pytest.mark.parametrize(("method", "changed"), [("keep", None), ("spoil", "x")])
def test_a_method_leaves_its_arguments_alone_and_may_write_into_its_own(method, changed):
    @probe("Store", points=1)
    def stored(student, rng):
        """One array after another."""
        store = student.Store(np.zeros(2))
        getattr(store, method)(np.ones(2))
        return {"is one": isinstance(store, Store), "kept": store.kept}

    found = observe(stored, {"Store": Store}, seed=1)
    assert found.outputs["is one"]
    assert (found.changed and found.changed.argument) == changed


def test_a_check_in_the_notebook_takes_the_points_away():
    frozen = FrozenExercise(1.0, {"one_step": observe(one_step, {"step": pure}, public_seed(*one_step.key))})
    assert float(grade([one_step], frozen, {"step": pure})) == 1.0
    assert float(grade([one_step], frozen, {"step": changing("w -= 1")})) == 0.0
