"""Answers that somebody else computes: the library's own, SciPy's, PyTorch's, by whatever name or path."""

from grader.author import attack

ABSENT = "is not available while your work is graded|No module named|No such file"
DOERS = (
    *("gradschool.optim", "gradschool.nn", "gradschool.train", "scipy.signal", "scipy.optimize", "torch"),
    *("tensorflow", "jax", "optax", "sklearn", "numba", "cupy", "nbgrader", "grader.judge", "grader.author"),
)


@attack(
    "the library's optimizers and layers, imported by name",
    told="gradschool.optim is not available while your work is graded",
)
def by_name(hand_in):
    hand_in.answer("def $exercise(*args, **settings):\n    from gradschool import optim\n    return optim.Adam()")
    hand_in.cell("import gradschool.nn")


@attack("SciPy and PyTorch, imported by name", told="torch is not available while your work is graded")
def other_libraries(hand_in):
    hand_in.answer("def $exercise(*args, **settings):\n    import torch\n    return torch.optim")
    hand_in.cell("from scipy.signal import lfilter")


@attack("the same by importlib, under names made of pieces", tried=r"found \[\]", told=ABSENT)
def by_importlib(hand_in):
    hand_in.cell(f"""
        import importlib
        found = []
        for name in {DOERS}:
            try: found.append(importlib.import_module("".join(reversed(name[::-1]))))
            except ImportError as error: print(error)
        print("found", found)
    """)
    hand_in.answer("def $exercise(*args, **settings):\n    return __import__('grad' + 'school.op' + 'tim').optim")


@attack("the same by strings that are executed", told=ABSENT)
def by_strings(hand_in):
    hand_in.answer("""
        def $exercise(*args, **settings):
            space = {}
            hexed = "66726f6d20677261647363686f6f6c20696d706f7274206f7074696d"
            exec(bytes.fromhex(hexed).decode(), space)
            return eval("optim.Adam(lr=1)", space)
    """)


@attack("modules that were loaded before they were hidden", tried=r"loaded \[\]", told="not written")
def by_sys_modules(hand_in):
    hand_in.cell("""
        import gc, sys, types
        doers = ("gradschool.optim", "gradschool.nn", "scipy", "torch", "grader.judge", "grader.course", "nbgrader")
        print("loaded", [name for name in sys.modules if name.startswith(doers)])
        modules = [thing.__name__ for thing in gc.get_objects() if isinstance(thing, types.ModuleType)]
        print("loaded", [name for name in modules if name.startswith(doers)])
    """)


@attack(
    "the finder that refuses them, removed; and the files, read from the disk", tried=r"found \[\]", told="not written"
)
def by_files(hand_in):
    hand_in.cell(f"""
        import importlib, importlib.util, os, sys
        import gradschool
        sys.meta_path[:] = [finder for finder in sys.meta_path if "examinee" not in type(finder).__module__]
        found = []
        for name in {DOERS}:
            try: found.append(importlib.import_module(name).__file__[:])
            except (ImportError, TypeError, AttributeError): pass
        for folder in [os.path.dirname(gradschool.__file__), *sys.path]:
            for doer in ("optim/__init__.py", "optim/adaptive.py", "nn/dense.py", "scipy/__init__.py"):
                path = os.path.join(folder, doer)
                if os.path.exists(path) and os.path.getsize(path): found.append(path)
        print("found", found)
    """)


@attack("bytecode that Python left in caches", tried="caches looked through, 0 found", told="not written")
def by_bytecode(hand_in):
    hand_in.cell("""
        import glob, os, gradschool
        root = os.path.dirname(gradschool.__file__)
        found = [path for name in ("optim", "nn", "train") for path in glob.glob(f"{root}/{name}/**", recursive=True)]
        found = [path for path in found if path.endswith((".py", ".pyc"))]
        found += glob.glob(f"{root}/__pycache__/optim*.pyc") + glob.glob("/root/.cache/**/*gradschool*", recursive=True)
        print("caches looked through,", len(found), "found")
    """)


@attack(
    "another Python, started without the hook, and every Python on the disk", tried="imports: 0", told="not written"
)
def by_another_python(hand_in):
    hand_in.cell("""
        import glob, subprocess, sys
        pythons = {sys.executable, *glob.glob("/usr/bin/python3*"), *glob.glob("/usr/local/bin/python3*")}
        imports = 0
        for python in pythons:
            for name in ("gradschool.optim", "gradschool.nn", "scipy.signal", "torch"):
                done = subprocess.run([python, "-c", f"import {name}; {name}.__file__ + ''"], capture_output=True)
                imports += done.returncode == 0
        print("imports:", imports)
    """)


@attack("a compiled library, loaded by its path", tried="libraries: 0", told="not written")
def by_ctypes(hand_in):
    hand_in.cell("""
        import ctypes, glob, os, sys
        folders = [folder for folder in sys.path if folder.endswith("site-packages")]
        places = [f"{folder}/{name}/**/*.so" for folder in folders for name in ("scipy", "torch", "numba")]
        found = [path for place in places for path in glob.glob(place, recursive=True)]
        print("libraries:", len(found))
    """)


@attack("a package, installed on the way", tried="pip ended with [1-9]", told="not written")
def by_pip(hand_in):
    hand_in.cell("""
        import subprocess, sys
        pip = [sys.executable, "-m", "pip", "install", "--retries", "0", "--timeout", "1"]
        done = subprocess.run([*pip, "no-such-name-$mark"], capture_output=True)
        print("pip ended with", done.returncode)
    """)
