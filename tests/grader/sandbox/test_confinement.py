"""What an examinee finds itself to be: each limit, mount and mark of its confinement, asked for from inside."""

import os
from pathlib import Path
from time import monotonic

import pytest

from grader.examinee.confine import NICENESS
from grader.examinee.memory import descendants
from grader.sandbox import Limits
from grader.sandbox.bubblewrap import writable_folders
from grader.sandbox.model import MiB

pytestmark = pytest.mark.sandbox

ASK = """
import ctypes, os, resource, signal
libc = ctypes.CDLL(None)
def limit(name): return resource.getrlimit(getattr(resource, "RLIMIT_" + name))
def flags(folder): return os.statvfs(folder).f_flag & (os.ST_NOSUID | os.ST_NODEV | os.ST_RDONLY)
def default(name): return signal.getsignal(getattr(signal, name)) == signal.SIG_DFL
"""
WRITABLE = os.ST_NOSUID | os.ST_NODEV
LIMITS = Limits()
FACTS = {
    "limit('NOFILE')": (256, 256),
    "limit('CORE')": (0, 0),
    "limit('MSGQUEUE')": (0, 0),
    "limit('MEMLOCK')": (0, 0),
    "limit('SIGPENDING')": (256, 256),
    "limit('NPROC')": (LIMITS.processes, LIMITS.processes),
    "limit('FSIZE')": (LIMITS.file_bytes, LIMITS.file_bytes),
    "limit('CPU')[1] <= 70": True,
    "2**31 < limit('AS')[1] < 2**34": True,
    "os.nice(0)": min(19, os.nice(0) + NICENESS),
    "os.getcwd()": "/student",
    "os.getuid(), os.geteuid(), os.getgid()": (1000, 1000, 1000),
    "os.getpid(), os.getsid(0), os.getpgid(0)": (1, 1, 1),
    "default('SIGINT'), default('SIGTERM'), default('SIGHUP')": (True, True, True),
    "libc.prctl(39, 0, 0, 0, 0)": 1,  # PR_GET_NO_NEW_PRIVS
    "libc.prctl(21, 0, 0, 0, 0)": 2,  # PR_GET_SECCOMP: a filter
    "flags('/proc')": WRITABLE | os.ST_RDONLY,
    "os.listdir('/proc')": [],
}
FACTS |= {f"flags({folder!r})": WRITABLE for folder in writable_folders()}
FACTS |= {f"os.statvfs({folder!r}).f_files": 4096 for folder in writable_folders()}
FACTS |= {
    f"os.statvfs({folder!r}).f_blocks * os.statvfs({folder!r}).f_frsize": 128 * MiB for folder in writable_folders()
}


@pytest.fixture(scope="module")
def found(examine):
    """What an examinee says of each fact."""
    lines = "".join(f"print(repr(({expression})))\n" for expression in FACTS)
    said = "".join(output.text for output in examine(ASK + lines).cells[0].outputs)
    return dict(zip(FACTS, said.splitlines(), strict=True))


@pytest.mark.parametrize("fact", FACTS)
def test_it_is_so(found, fact):
    assert found[fact] == repr(FACTS[fact])


def test_when_memory_runs_out_the_kernel_ends_an_examinee_first(examiner):
    examiner.start()
    examinee = examiner._fork(monotonic() + 20)
    try:
        exposed, until = [], monotonic() + 20
        while not exposed and monotonic() < until:
            exposed = [pid for pid in descendants(examiner._warm._process.pid) if _score(pid) == "1000"]
        assert len(exposed) == 1
    finally:
        examiner._warm.end(examinee)


def _score(pid):
    try:
        return Path(f"/proc/{pid}/oom_score_adj").read_text().strip()
    except OSError:
        return ""
