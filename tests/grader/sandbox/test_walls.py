"""Nothing of the machine, of the instructor or of another submission can be seen or reached from inside."""

import os
import re
import sys
from pathlib import Path

import pyseccomp
import pytest

import grader
from grader.sandbox import Cell, Examiner, Job, Limits

pytestmark = pytest.mark.sandbox


def test_there_is_no_network(examine):
    source = "import socket\ns = socket.socket()\ns.settimeout(1)\ns.connect(('127.0.0.1', 22))"
    assert "not permitted" in examine(source).problems[0].message


def test_proc_is_empty(examine, text_of):
    assert text_of(examine("import os\nprint(os.listdir('/proc'))"), 0) == "[]\n"


def test_the_root_holds_a_system_and_nothing_else(examine, text_of):
    shown = set(eval(text_of(examine("import os\nprint(os.listdir('/'))"), 0)))
    system = {"bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "dev", "proc", "tmp", "student", "warm"}
    assert shown - system <= {Path(sys.prefix).parts[1], Path(sys.base_prefix).parts[1], Path.home().parts[1]} | {
        Path(grader.__file__).parts[1]
    }


def test_home_shows_nothing_but_the_way_to_python(examine, text_of):
    result = examine(f"import os\nprint(sorted(os.listdir({str(Path.home())!r})))")
    assert not {".bashrc", ".ssh", ".profile", ".bash_history"} & set(text_of(result, 0).split("'"))


def test_the_course_folder_is_not_there(examine, text_of):
    root = Path(grader.__file__).parents[2]
    hidden = [str(root / name) for name in ("solutions", "notebooks", "tests", "nbgrader_config.py", ".git", ".grader")]
    assert text_of(examine(f"import os\nprint([p for p in {hidden} if os.path.exists(p)])"), 0) == "[]\n"


def test_the_environment_is_clear(examine, text_of, monkeypatch):
    monkeypatch.setenv("DATABASE_PASSWORD", "sesame")
    text = text_of(examine("import os\nprint(dict(os.environ))"), 0)
    assert "sesame" not in text
    assert os.environ.get("USER", "root") not in text.replace("/root", "")


def test_the_grader_shows_its_examinee_alone(examine, text_of):
    folder = str(Path(grader.__file__).parent)
    text = text_of(examine(f"import os\nprint(sorted(os.listdir({folder!r})))"), 0)
    assert text == "['__init__.py', 'examinee']\n"


@pytest.mark.parametrize("name", ["gradschool.optim", "scipy", "nbgrader", "grader.sandbox", "torch.nn"])
def test_what_would_do_the_work_is_not_there_even_without_the_hook(examine, name):
    source = "import sys\nsys.meta_path[:] = [f for f in sys.meta_path if 'examinee' not in type(f).__module__]\n"
    result = examine(source + f"import {name}\n{name}.__file__ + 'x'")
    assert not result.cells[0].ok


def test_no_absent_module_is_loaded_already(examine, text_of):
    source = "import sys\nprint([m for m in sys.modules if m.startswith(('gradschool.optim', 'scipy', 'nbgrader'))])"
    assert text_of(examine(source), 0) == "[]\n"


@pytest.mark.parametrize(
    "folder", ["/", "/usr", "/etc", "/dev", "/proc", sys.prefix, str(Path(grader.__file__).parent)]
)
def test_the_system_can_not_be_written_to(examine, folder):
    assert not examine(f"open({folder!r} + '/mark', 'w')").cells[0].ok


@pytest.mark.parametrize("folder", ["/student", "/tmp", "/dev/shm", "/warm"])
def test_nothing_is_left_for_the_next_submission(examine, text_of, folder):
    examine(f"open('{folder}/mark', 'w').write('for a friend')")
    assert "mark" not in text_of(examine(f"import os\nprint(os.listdir('{folder}'))"), 0)


def test_a_process_left_behind_does_not_outlive_its_submission(examine, text_of):
    source = "import subprocess, socket\nsubprocess.Popen(['sleep', '300'], start_new_session=True)"
    assert examine(source).cells[0].ok
    result = examine("import os\npid = os.fork()\nif pid == 0: os._exit(0)\nprint(pid)")
    assert int(text_of(result, 0)) < 10


def test_nothing_of_one_submission_is_in_the_memory_of_the_next(examine, text_of):
    needle = "'quite ' + 'unmistak' + 'able'"
    examine(f"word = {needle}; import sys; sys.needle = word; import numpy; numpy.needle = word")
    source = "import gc, sys, numpy\nprint(hasattr(sys, 'needle'), hasattr(numpy, 'needle'), "
    source += f"any({needle} in thing.values() for thing in gc.get_objects() if type(thing) is dict))"
    assert text_of(examine(source), 0) == "False False False\n"


def test_open_descriptors_are_the_line_and_three_that_lead_nowhere(examine, text_of):
    source = "import os\nfound = []\nfor n in range(256):\n    try: os.fstat(n); found.append(n)\n"
    source += "    except OSError: pass\nprint(len(found))"
    assert text_of(examine(source), 0) == "4\n"


def test_no_capability_is_left(examine, text_of):
    source = "import ctypes, struct\nhead = ctypes.create_string_buffer(struct.pack('Ii', 0x20080522, 0))\n"
    source += "data = ctypes.create_string_buffer(24)\nctypes.CDLL(None).capget(head, data)\nprint(any(data.raw))"
    assert text_of(examine(source), 0) == "False\n"


@pytest.mark.parametrize(
    "call",
    [
        "unshare(0x10000000)",
        "mount(b'tmpfs', b'/usr', b'tmpfs', 0, None)",
        "umount2(b'/proc', 2)",
        "ptrace(16, 1, 0, 0)",
        "memfd_create(b'x', 0)",
        "shmget(0, 4096, 0o1600)",
        "socket(1, 1, 0)",
        "setns(0, 0)",
        "keyctl(0, 0)",
        "syscall(425, 1, 0)",
        "syscall(321, 0, 0, 0)",
        "syscall(56, 0x10000011, 0, 0, 0, 0)",
        "fcntl(sys, 1024, 0)",
        "syscall(72, sys, 1 << 32 | 1024, 0)",
        "fcntl(sys, 1026, 1)",
        "fcntl(os.pipe()[1], 1031, 2**20)",
        "mmap(None, 4096, 3, 0x21, -1, 0)",
        "mmap(None, 4096, 3, 0x23, -1, 0)",
        "madvise(page, 4096, 12)",
        "madvise(page, 4096, 20)",
        "syscall(28, page, 4096, 1 << 40 | 21)",
        "syscall(221, sys, 0, 0, 4)",
        "prctl(62, 1, 0, 0, 0)",
        "syscall(157, 1 << 32 | 62, 1, 0, 0, 0)",
        "inotify_init1(0)",
        "syncfs(sys)",
        "syscall(162)",
        "syscall(27, page, 4096, page)",
        "syscall(206, 60000, page)",
        "syscall(324, 1, 0, 0)",
    ],
)
def test_system_calls_that_lead_out_are_refused(examine, text_of, call):
    source = "import ctypes, errno, os\nlibc = ctypes.CDLL(None, use_errno=True)\nsys = os.open(os.__file__, 0)\n"
    source += "libc.mmap.restype = ctypes.c_void_p\npage = ctypes.c_void_p(libc.mmap(None, 4096, 3, 0x22, -1, 0))\n"
    source += f"libc.mmap.restype = ctypes.c_int\nctypes.set_errno(0)\nresult = libc.{_with_longs(call)}\n"
    text = text_of(examine(source + "print(result, errno.errorcode.get(ctypes.get_errno()))"), 0)
    assert text == "-1 EPERM\n" or "undefined symbol" in text


CLOSED = (
    *("unshare", "setns", "pivot_root", "chroot", "mount", "umount2", "open_tree", "move_mount", "fsopen", "fsconfig"),
    *("fsmount", "fspick", "mount_setattr", "name_to_handle_at", "open_by_handle_at", "fanotify_init", "quotactl"),
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd", "memfd_create"),
    *("memfd_secret", "shmget", "shmat", "shmctl", "msgget", "msgsnd", "semget", "mq_open", "add_key", "request_key"),
    *("keyctl", "sched_setaffinity", "sync", "syncfs", "inotify_init", "inotify_init1", "mincore", "cachestat"),
    *("io_setup", "io_submit", "membarrier", "sendmsg", "sendmmsg", "bpf", "perf_event_open", "userfaultfd"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register", "init_module", "finit_module", "delete_module"),
    *("kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff", "syslog", "acct", "settimeofday"),
    *("clock_settime", "adjtimex", "clock_adjtime", "sethostname", "setdomainname", "iopl", "ioperm", "modify_ldt"),
    *("lookup_dcookie", "vhangup", "vmsplice", "mbind", "set_mempolicy", "migrate_pages", "move_pages", "personality"),
    "socket",
)
"""All that must be refused, whatever its arguments: said a second time, since a call that falls out of the list
is seen nowhere else."""


def test_no_door_is_open_by_oversight(examine, text_of):
    numbers = {name: pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) for name in CLOSED}
    known = {name: number for name, number in numbers.items() if number >= 0}
    assert len(known) > 70
    source = f"import ctypes, errno\nlibc = ctypes.CDLL(None, use_errno=True)\nfor name, number in {known}.items():\n"
    source += "    ctypes.set_errno(0)\n    result = libc.syscall(number, -1, -1, -1, -1, -1)\n"
    source += "    if (result, ctypes.get_errno()) != (-1, errno.EPERM): print(name, result)"
    record = examine(source)
    assert record.problems == []
    assert text_of(record, 0) == ""


def _with_longs(call):
    """The call with its large numbers as the kernel's registers hold them."""
    return re.sub(r"1 << \d+ \| \d+|2\*\*20", r"ctypes.c_long(\g<0>)", call)


@pytest.mark.parametrize("call", ["fcntl.flock(file, fcntl.LOCK_EX)", "fcntl.lockf(file, fcntl.LOCK_SH)"])
def test_no_file_can_be_locked_since_some_are_the_graders(examine, text_of, call):
    source = (
        f"import fcntl, os\nwith open(os.__file__) as file:\n    try: {call}\n    except OSError as error: print(error)"
    )
    assert "No locks available" in text_of(examine(source), 0)


@pytest.mark.parametrize("command", [6, 7, 37, 38], ids=["F_SETLK", "F_SETLKW", "F_OFD_SETLK", "F_OFD_SETLKW"])
def test_nor_by_any_of_the_kernels_own_words(examine, text_of, command):
    source = (
        "import ctypes, errno, os\nlibc, lock = ctypes.CDLL(None, use_errno=True), ctypes.create_string_buffer(64)\n"
    )
    source += f"result = libc.fcntl(os.open(os.__file__, 0), {command}, lock)\n"
    assert text_of(examine(source + "print(result, errno.errorcode.get(ctypes.get_errno()))"), 0) == "-1 ENOLCK\n"


def test_there_is_no_device_whose_shared_mapping_nobody_counts(examine, text_of):
    assert (
        text_of(examine("import os\nprint(sorted(os.listdir('/dev')))"), 0) == "['null', 'random', 'shm', 'urandom']\n"
    )


def test_timers_are_few(examine, text_of):
    source = "import ctypes\nlibc, held = ctypes.CDLL(None), 0\n"
    source += (
        "while held < 1000 and libc.timer_create(0, None, ctypes.byref(ctypes.c_void_p())) == 0: held += 1\nprint(held)"
    )
    assert 0 < int(text_of(examine(source), 0)) <= 256


def test_other_processes_can_not_be_signalled(examine, text_of):
    source = "import os\nseen = []\nfor pid in range(2, 3000):\n    try: os.kill(pid, 0); seen.append(pid)\n"
    source += "    except OSError: pass\nprint(seen)"
    assert text_of(examine(source), 0) == "[]\n"


@pytest.mark.parametrize("sign", ["SIGSTOP", "SIGKILL"])
def test_a_signal_to_one_s_process_group_reaches_neither_warden_nor_parent(sign):
    job = Job((Cell(0, f"import os, signal\nos.killpg(0, signal.{sign})"), Cell(1, "print('next')")))
    with Examiner(Limits(cell_seconds=2.0, submission_seconds=10.0)) as examiner:
        examiner.start()
        sandbox = examiner._warm._process
        assert examiner.examine(job).cells[1].outputs[0].text == "next\n"
        assert examiner._warm._process is sandbox
        assert examiner._warm.lives()
