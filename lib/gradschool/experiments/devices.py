"""The same work on the CPU and on the GPU, if one answers, with its time on both: units 13, 15 and 17.

>>> import numpy as np
>>> from gradschool import backend
>>> from gradschool.experiments import devices
>>> def product():
...     x = backend.to_device(np.ones((20, 20)))
...     return lambda: x @ x
>>> with backend.use("numpy"):
...     seconds = devices.race({"a product of 20 by 20": product})  # doctest: +ELLIPSIS
a product of 20 by 20     CPU  ... ms
...
>>> seconds["a product of 20 by 20"]["CPU"] > 0
True
"""

import os
from collections.abc import Callable, Mapping
from time import perf_counter

from gradschool import backend
from gradschool.backend.selection import VARIABLE, resolve

Work = Callable[[], Callable[[], object]]
KINDS = {"numpy": "CPU", "cupy": "GPU"}
HELD = "The environment variable {} holds all work on the CPU here."
WITHOUT = (
    "No GPU answers here. With one, each line would say a second time. environment-gpu.yml sets the course up\n"
    "on a machine with an NVIDIA GPU; Google Colab lends one (Runtime, Change runtime type)."
)


def race(works: Mapping[str, Work], repeats: int = 3) -> dict[str, dict[str, float]]:
    """Time the same work on the CPU and on the device that "auto" finds, and print a line for each.

    Parameters
    ----------
    works : dict of callable
        For each name a function without arguments. It is called once for each device, with that device's backend in
        use, makes its arrays there, and returns the function to be timed.
    repeats : int, default 3
        The shortest of so many times counts. One call more comes first: it compiles kernels and fetches memory.

    Returns
    -------
    dict of dict of float
        For each name, the seconds on ``"CPU"`` and, if a GPU answers, on ``"GPU"``. The work is waited for.
    """
    names = list(dict.fromkeys(("numpy", resolve("auto").name)))
    seconds = {}
    for title, work in works.items():
        seconds[title] = {KINDS.get(name, name): _shortest(work, name, repeats) for name in names}
        told = (f"{place} {1e3 * took:9.2f} ms" for place, took in seconds[title].items())
        print(f"{title:24}", *told, sep="  ")
    if len(names) == 1:
        print(HELD.format(VARIABLE) if os.environ.get(VARIABLE) else WITHOUT)
    return seconds


def _shortest(work: Work, name: str, repeats: int) -> float:
    with backend.use(name):
        timed, took = work(), []
        for _ in range(repeats + 1):
            began = perf_counter()
            timed()
            backend.synchronize()
            took.append(perf_counter() - began)
    return min(took[1:])
