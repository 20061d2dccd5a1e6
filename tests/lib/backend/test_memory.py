"""Freed memory stays with the process, measured by the pages that the system has to clear."""

import platform
import subprocess
import sys

import pytest

FAULTS = """
import resource
import numpy as np
from gradschool.backend.memory import keep_freed_memory

def a_step():
    kept = [np.ones(700_000, "float32") for _ in range(8)]  # 2.7 MiB each: too small for huge pages

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(5):
        a_step()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

a_step()
first = faults()
keep_freed_memory()
a_step()
print(first, faults())
"""


@pytest.mark.programs
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have rules of their own")
def test_a_step_finds_the_memory_of_the_one_before():
    done = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True)
    without, kept = map(int, done.stdout.split())
    assert without > 5000  # 5 steps of 22 MiB in pages of 4 KiB: the measure measures
    assert kept < 500
