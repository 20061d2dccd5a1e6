"""What asks for a CUDA device runs on a stand-in of CuPy too, which refuses what CuPy refuses (`tests/standin`)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.programs

ROOT = Path(__file__).parents[3]
STAND_IN = ROOT / "tests" / "standin"


def on_the_stand_in(*command: str, said: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python where `import cupy` finds the stand-in, and "auto" therefore means it."""
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    environment |= {"PYTHONPATH": f"{STAND_IN}{os.pathsep}{ROOT / 'lib'}", "GRADSCHOOL_BACKEND": "cupy"}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, input=said, capture_output=True, text=True, timeout=300
    )


def test_the_tests_for_a_gpu_pass_on_the_stand_in(places: list[str]) -> None:
    ran = on_the_stand_in("-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-m", "gpu", *places)
    assert ran.returncode == 0, ran.stdout
    assert "skipped" not in ran.stdout


ASK = """
import json, sys
import cupy, numpy as np

def answer(code):
    x, n = cupy.asarray(np.arange(12.0).reshape(3, 4)), np.ones(4)
    try:
        return str(eval(code, globals(), {"x": x, "n": n}))
    except (TypeError, ValueError, AttributeError):
        return "refused"

print(json.dumps([answer(code) for code in json.load(sys.stdin)]))
"""
REFUSED = {
    "a conversion that nobody asked for": "np.asarray(x)",
    "a list of device numbers as an array": "np.array([x[0, 0], x[0, 1]])",
    "an operator between here and there": "x + n",
    "an operator between there and here": "n + x",
    "a ufunc of NumPy on both": "np.maximum(x, n)",
    "a function of CuPy on NumPy's array": "cupy.sum(n)",
    "a function of NumPy that CuPy lacks": "np.vecdot(x, x)",
    "a method of a ufunc": "np.add.at(x, 0, 1.0)",
    "NumPy's numbers written into a device array": "x.__setitem__(0, n)",
    "a list written into a device array": "x.__setitem__(0, [1.0, 2.0, 3.0, 4.0])",
    "a device number as a length": "range(x[0, 1])",
    "a masked ufunc": "cupy.add(x, x, where=x > 0)",
    "a method that CuPy lacks": "x.__array_namespace__()",
}
ALLOWED = {
    "NumPy's ufunc on device arrays alone": "type(np.exp(x)) is cupy.ndarray",
    "NumPy's function on device arrays alone": "type(np.linalg.norm(x)) is cupy.ndarray",
    "a sum stays an array with no axes": "type(x.sum()) is cupy.ndarray and x.sum().shape == ()",
    "one element stays an array": "type(x[1, 2]) is cupy.ndarray and float(x[1, 2]) == 6.0",
    "one element is a view": "x[1, 2].fill(0.0) is None and float(x.sum()) == 60.0",
    "positions of NumPy are taken": "x[np.array([0, 2])].shape == (2, 4)",
    "positions out of range wrap around": "float(x[cupy.asarray([4])][0, 0]) == float(x[1, 0])",
    "take wraps around": "float(cupy.take(x, cupy.asarray(13))) == 1.0",
    "a write out of range wraps around": "x.__setitem__(cupy.asarray([3]), -1.0) is None and float(x[0, 0]) == -1.0",
    "a mask is no list of positions": "x[x > 5.0].shape == (6,)",
    "results of ufuncs are in C order": "(x.T * 2).flags.c_contiguous and x.T.flags.f_contiguous",
    "a singular system is solved silently": "np.isinf(cupy.linalg.solve(cupy.ones((2, 2)), cupy.ones(2)).get()).all()",
    "float32 and a number stay float32": "(x.astype('float32') * 2.0).dtype == np.float32",
}


@pytest.fixture(scope="module")
def judged() -> dict[str, str]:
    """What Python says of each expression, all asked in one process."""
    asked = {**REFUSED, **ALLOWED}
    ran = on_the_stand_in("-c", ASK, said=json.dumps([*asked.values()]))
    assert ran.returncode == 0, ran.stderr
    return dict(zip(asked, json.loads(ran.stdout), strict=True))


@pytest.mark.parametrize("what", REFUSED)
def test_the_stand_in_refuses(what: str, judged: dict[str, str]) -> None:
    assert judged[what] == "refused"


@pytest.mark.parametrize("what", ALLOWED)
def test_the_stand_in_has_it_that(what: str, judged: dict[str, str]) -> None:
    assert judged[what] == "True"
