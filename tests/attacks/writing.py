"""Leaving something behind: for the next submission, for the instructor, or in place of what is there."""

from grader.author import attack

ATTEMPT = """
import os, pathlib
def leave(path, text="print('left')"):
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        pathlib.Path(path).write_text(text)
        print("tried", path, "-> written")
    except OSError as error:
        print("tried", path, "->", type(error).__name__)
"""
NOTES = """
import os, sys, glob
found = [path for folder in ("/tmp", "/dev/shm", "/student", "/warm") for path in glob.glob(folder + "/*mark*")]
import numpy, matplotlib, builtins, gradschool
found += [module.__name__ for module in (sys, numpy, matplotlib, builtins, gradschool, os) if hasattr(module, "note")]
print("notes of others:", found)
assert not found, "a note was found"
for module in (sys, numpy, matplotlib, builtins, gradschool, os):
    module.note = "mark"
for folder in ("/tmp", "/dev/shm", "/student", "/warm"):
    open(folder + "/$mark", "w").write("mark")
"""
"""Looks for what earlier submissions left, and leaves it itself; it is handed in several times."""


@attack("the course's secret, the gradebook and a result, overwritten", tried="gradebook.* -> ", told="not written")
def instructors_files(hand_in):
    hand_in.cell(
        ATTEMPT + 'for path in ("$secret", "$gradebook", "$results/000-honest.json", "$course/x"): leave(path, "$mark")'
    )


@attack("another student's submission, overwritten", tried="-> ", told="not written")
def neighbors_notebook(hand_in):
    hand_in.cell(ATTEMPT + 'leave("$neighbor", "{}")')


@attack("files that Python and IPython run when they start", tried="startup.* -> ", told="not written")
def startup_files(hand_in):
    hand_in.cell(
        ATTEMPT
        + """
for path in ("$home/.ipython/profile_default/startup/$mark.py", "$packages/usercustomize.py", "$packages/$mark.pth",
             "$packages/sitecustomize.py", "$home/.config/matplotlib/matplotlibrc", "$home/.bashrc", "/etc/profile",
             os.environ["IPYTHONDIR"] + "/profile_default/startup/mark.py", "/root/.profile", "/var/spool/cron/root"):
    leave(path)
"""
    )


@attack(
    "the library, NumPy and the examinee's own code, overwritten",
    tried="numpy.* -> (OSError|PermissionError)",
    told="not written",
)
def libraries(hand_in):
    hand_in.cell(
        ATTEMPT
        + """
import gradschool, numpy, grader.examinee, sys
for module in (numpy, gradschool, grader.examinee):
    leave(os.path.dirname(module.__file__) + "/__init__.py", "import os")
    leave(os.path.dirname(module.__file__) + "/__pycache__/__init__.cpython-311.pyc", "x")
leave(sys.executable, "#!/bin/sh")
"""
    )


@attack("read-only mounts made writable again, or covered", tried="-1", told="not written")
def mounts(hand_in):
    hand_in.cell("""
        import ctypes, sys
        libc = ctypes.CDLL(None, use_errno=True)
        print(libc.mount(None, b"/", None, 32, None), libc.mount(b"tmpfs", sys.prefix.encode(), b"tmpfs", 0, None))
        print(libc.umount2(b"/proc", 2), libc.pivot_root(b"/student", b"/student"), libc.chroot(b"/student"))
        print(libc.unshare(0x10000000), libc.unshare(0x00020000), libc.setns(3, 0))
    """)


@attack(
    "notes in files and modules, for the next submission to find", tried=r"notes of others: \[\]", told="not written"
)
def first_note(hand_in):
    hand_in.cell(NOTES)


@attack("the notes of the first, if the same worker runs it", tried=r"notes of others: \[\]", told="not written")
def second_note(hand_in):
    hand_in.cell(NOTES)


@attack("the notes of the first two: two workers have run three", tried=r"notes of others: \[\]", told="not written")
def third_note(hand_in):
    hand_in.cell(NOTES)
