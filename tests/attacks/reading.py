"""Looking for what is none of a submission's business: files, memory, environment, the other side."""

from grader.author import attack

ATTEMPT = """
def attempt(what, deed):
    try:
        print("tried", what, "->", repr(deed())[:2000])
    except BaseException as error:
        print("tried", what, "->", type(error).__name__)
"""


@attack("the course's secret, from which hidden seeds follow", told="No such file or directory: '.*secret'")
def course_secret(hand_in):
    hand_in.cell("print(open('$secret', 'rb').read())")


@attack("the gradebook", tried="unable to open|No such file", told="unable to open|No such file|OperationalError")
def gradebook(hand_in):
    hand_in.cell("""
        import sqlite3
        print(sqlite3.connect("file:$gradebook?mode=ro", uri=True).execute("select * from grade").fetchall())
    """)


@attack("another student's submission", told="No such file or directory")
def neighbor(hand_in):
    hand_in.cell("print(open('$neighbor').read())")


@attack("earlier results, with everybody's answers", told="No such file or directory")
def results(hand_in):
    hand_in.cell("import os\nfor name in os.listdir('$results'): print(open('$results/' + name).read())")


@attack("the solution and the hidden probes, on the disk", told="No such file or directory")
def solution(hand_in):
    hand_in.cell("""
        import glob, os
        for name in os.listdir("$course/solutions/$unit"):
            print(open("$course/solutions/$unit/" + name).read())
    """)


@attack(
    "the instructor's home: keys, passwords, history", tried="tried .netrc -> FileNotFoundError", told="not written"
)
def home(hand_in):
    hand_in.cell(
        ATTEMPT
        + """
for name in (".ssh/id_rsa", ".netrc", ".bash_history", ".ipython/profile_default/startup/notes.txt"):
    attempt(name, lambda: open("$home/" + name).read())
attempt("tmp", lambda: open("$tmp/exam.txt").read())
attempt("passwd", lambda: open("/etc/passwd").read())
"""
    )


@attack("passwords in the environment, its own and its parents'", tried="tried environment", told="not written")
def environment(hand_in):
    hand_in.cell(
        ATTEMPT
        + """
import os, ctypes, subprocess
attempt("environment", lambda: dict(os.environ))
attempt("proc environ", lambda: [open(f"/proc/{pid}/environ", "rb").read() for pid in range(1, 5)])
attempt("a shell's environment", lambda: subprocess.check_output("env; set", shell=True))
libc = ctypes.CDLL(None)
libc.getenv.restype = ctypes.c_char_p
attempt("getenv", lambda: libc.getenv(b"DATABASE_PASSWORD"))
"""
    )


@attack(
    "/proc: memory, commands, roots and descriptors of other processes",
    tried="tried the list of processes -> \\[\\]",
    told="not written",
)
def proc(hand_in):
    hand_in.cell(
        ATTEMPT
        + """
import os, glob
attempt("the list of processes", lambda: os.listdir("/proc"))
for what in ("environ", "cmdline", "maps", "mem", "root/etc/shadow", "cwd", "fd/3"):
    attempt(what, lambda: [open(path, "rb").read(200) for pid in ("self", 1, 2, 3) for path in [f"/proc/{pid}/{what}"]])
attempt("mounting it", lambda: os.system("mount -t proc proc /proc && cat /proc/*/environ"))
"""
    )


@attack("whatever a shell finds in the instructor's folders", tried="found nothing", told="not written")
def whole_disk(hand_in):
    hand_in.cell("""
        %%bash
        folders="$course $home $tmp /etc /root /srv /var /home /student /warm /dev"
        found=$$(grep -rlF --exclude-dir="python3*" "$token" $$folders 2>/dev/null | head)
        echo "found ${found:-nothing}"
    """)


@attack("the frames above a cell, for the judge's answers", tried="frames [0-9]+", told="not written")
def frames_above(hand_in):
    hand_in.cell("""
        import inspect
        frames = [info.frame for info in inspect.stack()]
        seen = [repr(list(frame.f_locals.values()))[:3000] + repr(list(frame.f_globals))[:3000] for frame in frames]
        print("frames", len(seen), [name for name in ("expected", "secret", "oracle") if name in str(seen)])
        print(seen[-1][-300:])
    """)


@attack("objects of other submissions or of the judge, in memory", tried="objects looked through", told="not written")
def garbage(hand_in):
    hand_in.cell("""
        import gc, sys
        needle = "$mark"[:4] + "ed for the next"
        objects = gc.get_objects()
        texts = [text for thing in objects if type(thing) is dict for text in list(thing.values()) if type(text) is str]
        names = {type(thing).__name__ for thing in objects} & {"Oracle", "Judge", "Submission", "Solution", "Mistake"}
        print(len(objects), "objects looked through", names, In[:1], list(_oh))
        print([text[:80] for text in texts if "BEGIN SOLUTION" in text])
        sys.left_for_the_next = needle
    """)


@attack("its own memory, raw, for what the warm parent has read", tried="bytes searched", told="not written")
def raw_memory(hand_in):
    hand_in.cell("""
        import ctypes
        here = id(object()) & ~0xFFFF
        block = ctypes.string_at(here, 65536)
        print(len(block), "bytes searched", b"BEGIN RSA" in block)
    """)


@attack(
    "hidden probes, taken when they are loaded and told in exceptions", tried="raised OSError: not yet", told="not yet"
)
def hidden_probes_told(hand_in):
    hand_in.cell("""
        import grader.examinee.serve as serve
        seen, load = [], serve.load_probes
        def spy(source, name):
            seen.append(str(getattr(source, "co_consts", source)))
            return load(source, name)
        serve.load_probes = spy
    """)
    hand_in.answer("""
        def $exercise(*args, **settings):
            text = " ".join(seen[1:])[-400:]
            raise OSError(text or "not yet")
    """)


@attack(
    "hidden probes, told in the words and keys of an answer",
    tried="expected|raised|missing|can't be compared",
    told="expected|raised|missing|can't be compared",
)
def hidden_probes_in_words(hand_in):
    hand_in.answer("""
        import grader.examinee.serve as serve
        seen, load = [], serve.load_probes
        def spy(source, name):
            seen.append(str(getattr(source, "co_consts", source)))
            return load(source, name)
        serve.load_probes = spy
        def $exercise(*args, **settings):
            text = " ".join(seen[1:])[-400:]
            return [text, {text: text}]
    """)


@attack(
    "the course by relative paths, devices and names that resolve strangely",
    tried="tried up and up",
    told="not written",
)
def side_doors(hand_in):
    hand_in.cell(
        ATTEMPT
        + """
import os
attempt("up and up", lambda: os.listdir("../../../../../../$course"))
attempt("a disk", lambda: os.open("/dev/sda", os.O_RDONLY))
attempt("a disk made", lambda: os.mknod("disk", 0o60600, os.makedev(8, 0)))
attempt("memory", lambda: os.open("/dev/mem", os.O_RDONLY))
attempt("kernel log", lambda: open("/dev/kmsg").read(100))
attempt("a link", lambda: (os.symlink("$secret", "link"), open("link").read()))
attempt("a hard link", lambda: os.link("/proc/1/root$secret", "hard"))
attempt("a terminal", lambda: os.open("/dev/tty", os.O_RDWR))
attempt("by handle", lambda: __import__("ctypes").CDLL(None).open_by_handle_at(-100, 0, 0))
"""
    )


@attack(
    "hidden probes, seven bytes at a time, in the shapes of empty arrays",
    tried="got more axes|too few or too many",
    told="got more axes|too few or too many",
)
def hidden_probes_in_shapes(hand_in):
    hand_in.answer("""
        import numpy as np, grader.examinee.serve as serve
        seen, load = [], serve.load_probes
        def spy(source, name):
            seen.append(source.co_code)
            return load(source, name)
        serve.load_probes = spy
        def $exercise(*args, **settings):
            stolen = seen[-1]
            return np.empty((int.from_bytes(stolen[:5], "big") % 2**40, int.from_bytes(stolen[5:7], "big"), 0))
    """)
