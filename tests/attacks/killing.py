"""Killing, stopping and tracing what runs it, and what runs beside it."""

from grader.author import attack

ATTEMPT = """
import os, signal, ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attempt(what, deed):
    try:
        print("tried", what, "->", deed())
    except BaseException as error:
        print("tried", what, "->", type(error).__name__)
"""


@attack("a signal to every process there is", told="crashed Python itself|ended|not written")
def kill_everybody(hand_in):
    hand_in.cell("import os\nfor number in (15, 9):\n    os.kill(-1, number)\nprint('killed all others')")


@attack("signals to the parent, which is the warden", tried="tried the parent", told="not written|crashed|ended")
def kill_parent(hand_in):
    hand_in.cell(ATTEMPT + 'attempt("the parent", lambda: (os.getppid(), os.kill(os.getppid(), signal.SIGKILL)))')


@attack("signals to every number that might be a process", tried="tried all numbers -> \\[\\]", told="not written")
def kill_by_number(hand_in):
    hand_in.cell(
        ATTEMPT
        + """
def everybody():
    reached = []
    for pid in range(2, 40_000):
        try:
            os.kill(pid, signal.SIGSTOP)
            reached.append(pid)
        except OSError:
            pass
    return reached
attempt("all numbers", everybody)
"""
    )


@attack(
    "the process group and the session, stopped",
    told="stopped|crashed|ended|not written",
    tried="group|stopped|crashed|ended",
    spends=True,
)
def stop_group(hand_in):
    hand_in.cell("import os, signal\nprint('group', os.getpgrp(), flush=True)\nos.killpg(0, signal.SIGSTOP)")


@attack("tracing the parent and reading its memory", tried="tried ptrace -> -1", told="not written")
def trace(hand_in):
    hand_in.cell(
        ATTEMPT
        + """
attempt("ptrace", lambda: libc.ptrace(16, os.getppid(), 0, 0))
attempt("seize", lambda: libc.ptrace(0x4206, 1, 0, 0))
attempt("its memory", lambda: libc.process_vm_readv(os.getppid(), 0, 0, 0, 0, 0))
attempt("its descriptors", lambda: libc.syscall(438, 3, 0, 0))
attempt("its priority", lambda: os.setpriority(os.PRIO_USER, 0, -20))
attempt("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)))
attempt("other cores", lambda: os.sched_setaffinity(0, range(64)))
"""
    )


@attack("its own limits raised, and a new cage to be king of", tried="tried limits", told="not written")
def raise_limits(hand_in):
    hand_in.cell(
        ATTEMPT
        + """
import resource
for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NPROC):
    attempt("limits", lambda: resource.setrlimit(limit, (resource.RLIM_INFINITY,) * 2))
attempt("namespaces", lambda: libc.unshare(0x10000000 | 0x20000000 | 0x20000))
attempt("a clone", lambda: libc.syscall(56, 0x10000011, 0, 0, 0, 0))
attempt("root", lambda: os.setuid(0))
attempt("sudo", lambda: os.system("sudo -n id || su -c id || mount"))
attempt("the filter", lambda: libc.prctl(22, 0, 0))
attempt("privileges", lambda: libc.prctl(38, 0, 0, 0, 0))
"""
    )


@attack("the old 32-bit door to the kernel, past the list of system calls", told="crashed Python itself .SIGSYS")
def old_system_calls(hand_in):
    hand_in.cell("""
        import ctypes, mmap, platform
        assert platform.machine() == "x86_64", "crashed Python itself (SIGSYS) is for x86_64 alone"
        code = bytes([0x53, 0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0x5B, 0xC3])
        page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
        page.write(code)
        print(ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))())
    """)


@attack("the x32 door to the kernel", told="crashed Python itself .SIGSYS")
def x32_system_calls(hand_in):
    hand_in.cell("import ctypes\nprint(ctypes.CDLL(None).syscall(0x40000000 + 41, 1, 1, 0))")
