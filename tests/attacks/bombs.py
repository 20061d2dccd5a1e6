"""More than anybody should have: processes, threads, memory, disk, files, descriptors, output, cores."""

from grader.author import attack

ENDED = "stopped|GiB of memory|started more than|ended|crashed"


@attack("processes that multiply", told=ENDED)
def forks(hand_in):
    hand_in.cell("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass")


@attack("processes in sessions of their own that burn every core", told=ENDED)
def all_cores(hand_in):
    hand_in.cell("""
        import os
        for _ in range(60):
            if os.fork() == 0:
                os.setsid()
                while True: pass
        while True: pass
    """)


@attack("threads", told="can't start new thread")
def threads(hand_in):
    hand_in.cell(
        "import threading, time\nfor _ in range(5000):\n"
        "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    )


@attack("memory, in one piece", told="GiB of memory")
def one_array(hand_in):
    hand_in.cell("import numpy as np\nx = np.ones(2**36)")


@attack("memory, in small pieces, until nothing is left", told="MemoryError|GiB of memory|stopped after")
def many_pieces(hand_in):
    hand_in.answer("def $exercise(*args, **settings):\n    hoard = []\n    while True: hoard.append(bytearray(10**7))")


@attack("memory of many processes that share it", told=ENDED + "|not permitted")
def shared_memory(hand_in):
    hand_in.cell("""
        import mmap, os
        for _ in range(10):
            if os.fork() == 0:
                hoard = mmap.mmap(-1, 10**8)
                hoard.write(bytes(10**8 - 1) + b"x")
                while True: pass
        while True: pass
    """)


@attack("memory of processes whose first thread has ended, which Linux shows nowhere else", told=ENDED)
def headless_processes(hand_in):
    hand_in.cell("""
        import ctypes, os, threading, time
        held = []
        def hold():
            while True:
                held.append(b"x" * 10**7)
                if len(held) > 50: time.sleep(60)
        for _ in range(20):
            if os.fork() == 0:
                threading.Thread(target=hold).start()
                ctypes.CDLL(None).syscall(60, 0)
        time.sleep(60)
    """)


@attack("memory of the kernel, held in sockets that nobody reads", told=ENDED)
def sockets(hand_in):
    hand_in.cell("""
        import os, socket
        for _ in range(12):
            if os.fork() == 0: break
        held = []
        while True:
            try: held.append(socket.socketpair())
            except OSError: continue
            for end in held[-1]:
                end.setblocking(False)
                try:
                    while True: end.send(bytes(65536))
                except BlockingIOError: pass
    """)


@attack("a disk, filled", told="File too large|No space left|memory")
def disk(hand_in):
    hand_in.cell("import itertools\nfor n in itertools.count():\n    open(f'{n}', 'wb').write(bytes(5 * 10**6))")


@attack("a file with a hole of a terabyte", told="File too large")
def sparse_file(hand_in):
    hand_in.cell("import os\nwith open('hole', 'wb') as file:\n    os.truncate(file.fileno(), 2**40)")


@attack("more files than the disk has room to name", told="No space left")
def inodes(hand_in):
    hand_in.cell("for n in range(100_000):\n    open(f'{n}', 'w').close()")


@attack("folders in folders, deeper than any path", told="File name too long|No space left|recursion|stopped after")
def deep_folders(hand_in):
    hand_in.cell(
        "import os\nfor n in range(10_000):\n    os.mkdir('d' * 200)\n    os.chdir('d' * 200)\nprint(os.getcwd())"
    )


@attack("descriptors", told="Too many open files")
def descriptors(hand_in):
    hand_in.cell("held = []\nwhile True:\n    held.append(open('/dev/null'))")


@attack("text, without end", told="stopped|not written", tried="further text was left out|further output was left out")
def output(hand_in):
    hand_in.cell("for _ in range(2000): print('x' * 100_000)")


@attack(
    "outputs, as many as a frame may hold, each of them nothing, from cell after cell",
    told=".",
    tried="begun",
    spends=True,
)
def empty_outputs(hand_in):
    hand_in.cell("print('begun')")
    for _ in range(120):
        hand_in.cell("get_ipython().outputs._records += [{'kind': 'text', 'text': ''}] * 16_000")


@attack("a text of fifty megabytes as an answer", told="bytes of outputs|memory|can't be compared")
def long_text(hand_in):
    hand_in.answer("def $exercise(*args, **settings):\n    return 'x' * 50_000_000, None")


@attack("a dict with a million keys as an answer", told="can't be compared|memory|stopped")
def many_keys(hand_in):
    hand_in.answer("def $exercise(*args, **settings):\n    return {str(n): n for n in range(10**6)}")


@attack("lists within lists, and one that holds itself", told="nested more than|recursion|stopped|raised|returned")
def bottomless_list(hand_in):
    hand_in.answer("def $exercise(*args, **settings):\n    ring = []\n    ring.append(ring)\n    return ring")


@attack("a whole number of a million digits", told="64 bits|raised|can't be compared")
def long_number(hand_in):
    hand_in.answer("def $exercise(*args, **settings):\n    return 10**1_000_000")


@attack("figures, large and many", told="not written", tried="was left out|at most|stopped after")
def figures(hand_in):
    hand_in.cell("""
        import numpy as np, matplotlib.pyplot as plt
        for n in range(20):
            plt.figure(figsize=(1, 1)); plt.plot([n]); plt.show()
    """)


@attack("recursion without an end", told="RecursionError|crashed Python itself|memory")
def recursion(hand_in):
    hand_in.answer(
        "import sys\ndef $exercise(*args, **settings):\n    sys.setrecursionlimit(10**9)\n    return $exercise(*args)"
    )


@attack("processes that stay when all is over", tried="left running", told="not written")
def daemons(hand_in):
    hand_in.cell("""
        import os, subprocess, sys
        for _ in range(5):
            subprocess.Popen(["sh", "-c", "trap '' 1 2 15; sleep 3600; : $mark"], start_new_session=True)
        if os.fork() == 0:
            os.setsid()
            if os.fork(): os._exit(0)
            os.execv("/bin/sh", ["sh", "-c", "sleep 3600; : $mark"])
        print("left running")
    """)
