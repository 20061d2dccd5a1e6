"""What NVIDIA's driver says, asked without CuPy: how many GPUs there are, and which CuPy fits it.

It needs Python alone, so that a machine with nothing else can run it as a script; it then prints the extra of the
library that installs this CuPy:

    python lib/gradschool/backend/driver.py      # gpu13
"""

import ctypes
import sys
from collections.abc import Callable
from typing import Any

EXTRAS = {12: "gpu", 13: "gpu13"}
"""CUDA's major version to the library's extra."""


def gpu_count() -> int:
    """Ask how many GPUs there are; 0 where there is no driver."""
    driver = _driver()
    if driver is None or driver.cuInit(0) != 0:
        return 0
    return _number(driver.cuDeviceGetCount)


def cuda_version() -> int:
    """Ask for the newest major version of CUDA that the driver can run; 0 where there is no driver."""
    driver = _driver()
    return 0 if driver is None else _number(driver.cuDriverGetVersion) // 1000


def fitting_extra() -> str:
    """Name the library's extra whose CuPy this driver can run: the newest, or "gpu" where the driver does not say."""
    fitting = [extra for version, extra in EXTRAS.items() if version <= cuda_version()]
    return fitting[-1] if fitting else EXTRAS[12]


def fitting_package() -> str:
    """Name CuPy's package that fits the driver, with the parts of CUDA that it needs, as pip takes it."""
    (version,) = (version for version, extra in EXTRAS.items() if extra == fitting_extra())
    return f'"cupy-cuda{version}x[ctk]"'


def _driver() -> Any:
    try:
        return ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return None


def _number(question: Callable[[Any], int]) -> int:
    """Ask a question that answers with an error code and writes a number."""
    answer = ctypes.c_int(0)
    return answer.value if question(ctypes.byref(answer)) == 0 else 0


if __name__ == "__main__":
    if not gpu_count():
        sys.exit("no NVIDIA GPU answers: see that `nvidia-smi` lists one")
    print(fitting_extra())
