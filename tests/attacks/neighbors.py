"""What all submissions share: the cache of files, locks and leases on them, the disk, what is counted for a user."""

from grader.author import attack

REFUSED = "Operation not permitted"


@attack("leases on the files that every import opens, so that the neighbor's imports wait", told=REFUSED)
def leases(hand_in):
    hand_in.cell("""
        import fcntl, os, sys
        modules = [module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)]
        held = [os.open(path, os.O_RDONLY) for path in modules[:100]]
        for file in held:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    """)


@attack("locks on files of the grader's own Python", told="No locks available")
def locks(hand_in):
    hand_in.cell("import fcntl, os\nheld = open(os.__file__)\nfcntl.flock(held, fcntl.LOCK_EX)\nwhile True: pass")


@attack("Python itself, thrown out of the cache of files again and again", told=REFUSED)
def cold_cache(hand_in):
    hand_in.cell("""
        import os
        while True:
            with open(os.__file__) as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    """)


@attack("the machine's disk, made to write out all that it holds, again and again", told=REFUSED)
def flushed_disk(hand_in):
    hand_in.cell("""
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        with open(os.__file__) as file:
            while libc.syncfs(file.fileno()) == 0:
                pass
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    """)


@attack("watches on files, as many as one user may have", told=REFUSED)
def watches(hand_in):
    hand_in.cell("""
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        for _ in range(200):
            if libc.inotify_init1(0) < 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    """)


@attack("pipes, each as large as one user may make it", told=REFUSED)
def wide_pipes(hand_in):
    hand_in.cell("""
        import fcntl, os
        for _ in range(100):
            fcntl.fcntl(os.pipe()[1], fcntl.F_SETPIPE_SZ, 2**20)
    """)


@attack("pipes, so many that all further ones of this user are narrow", told="Too many open files|more than 128 pipes")
def many_pipes(hand_in):
    hand_in.cell("""
        import os, time
        held = []
        for _ in range(30):
            if os.fork() == 0: break
        while True:
            try:
                held.append(os.pipe())
            except OSError:
                time.sleep(0.5)
                raise
    """)


@attack("descriptors under way to nobody, as many as one user may have", told=REFUSED)
def descriptors_under_way(hand_in):
    hand_in.cell("""
        import socket
        held = []
        while True:
            held.append(socket.socketpair())
            socket.send_fds(held[-1][0], [b"x"], [1] * 250)
    """)


@attack("requests to the disk, all that the machine allows its databases and everybody", told=REFUSED)
def all_requests(hand_in):
    hand_in.cell("""
        import ctypes, os
        libc, held = ctypes.CDLL(None, use_errno=True), ctypes.c_ulong()
        if libc.syscall(206, 60_000, ctypes.byref(held)) < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    """)


@attack("memory that is let go but for a page, and stays", told=REFUSED)
def unmapped_memory(hand_in):
    hand_in.cell("""
        import mmap
        held = []
        while True:
            held.append(mmap.mmap(-1, 10**8))
            held[-1].write(bytes(10**8 - 1) + b"x")
            held[-1].resize(mmap.PAGESIZE)
    """)


@attack("memory behind a device of zeros", told="No such file")
def zeros(hand_in):
    hand_in.cell("import mmap\nwith open('/dev/zero', 'r+b') as file:\n    mmap.mmap(file.fileno(), 10**9)")


@attack("the other half of a core, made to stand still", told=REFUSED)
def core_scheduling(hand_in):
    hand_in.cell("""
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(62, 1, 0, 0, 0) < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    """)
