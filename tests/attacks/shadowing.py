"""Modules, settings and courses that are taken for others, because they lie where somebody works."""

from grader.author import attack

OWNED = "import os\nopen('$tmp/owned-$mark', 'a').write(__file__)\nraise ImportError('shadow')\n"
MODULES = ("numpy", "random", "signal", "socket", "struct", "json", "msgpack", "matplotlib", "IPython", "click", "rich")


@attack(
    "numpy.py and others beside the notebook, in a folder from which the instructor runs the commands",
    told="not written",
)
def modules_beside(hand_in):
    for name in (*MODULES, "sitecustomize", "usercustomize", "grader", "gradschool", "nbgrader_config"):
        hand_in.beside(f"{name}.py", OWNED)
    hand_in.beside("matplotlibrc", "backend: module://numpy")
    hand_in.open_folder()


@attack("a course of its own beside the notebook, whose code the grader would run", told="not written")
def course_beside(hand_in):
    hand_in.beside("nbgrader_config.py", OWNED)
    hand_in.beside("solutions/$unit/unit.py".replace("$unit", hand_in.surroundings.names["unit"]), f"# %%\n{OWNED}")
    hand_in.beside("solutions/$unit/probes.py".replace("$unit", hand_in.surroundings.names["unit"]), OWNED)


@attack("probes, cases and hidden probes of its own beside the notebook", told="not written")
def probes_beside(hand_in):
    for name in ("probes.py", "hidden_probes.py", "mistakes.py", "alternatives.py", "conftest.py", "test_unit.py"):
        hand_in.beside(name, OWNED)
    hand_in.beside("cases.npz", "PK")
    hand_in.beside("__init__.py", OWNED)


@attack(
    "a numpy.py in its own home, before NumPy on the path",
    tried="numpy is /student",
    told="raised|expected|not written|missing|returned",
)
def numpy_in_home(hand_in):
    hand_in.answer_with_solution("def $exercise(*args, **settings):\n    import numpy\n    return numpy.right")
    hand_in.cell("""
        import sys
        open("numpy.py", "w").write("right = 'everything'\\ndef __getattr__(name): return lambda *args: True")
        true = sys.modules.pop("numpy")
        sys.path.insert(0, "/student")
        import numpy
        print("numpy is", numpy.__file__)
    """)


@attack(
    "the probes' own imports, answered by modules in sys.modules",
    tried="replaced",
    told="has no probe|could not be run",
    spends=True,
)
def modules_replaced(hand_in):
    hand_in.cell("""
        import sys, types
        fake = types.ModuleType("gradschool.checks")
        fake.probe = lambda *args, **settings: (lambda function: function)
        sys.modules["gradschool.checks"] = fake
        print("replaced", sys.modules["gradschool.checks"] is fake)
    """)


@attack(
    "a package in the user's site folder and on PYTHONPATH, for processes that it starts",
    tried="started",
    told="not written",
)
def user_site(hand_in):
    hand_in.cell("""
        import os, site, subprocess, sys
        folder = site.getusersitepackages()
        os.makedirs(folder, exist_ok=True)
        open(folder + "/usercustomize.py", "w").write("print('customized')")
        os.environ["PYTHONPATH"] = os.environ["PYTHONSTARTUP"] = folder
        print("started", subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, text=True).stdout)
    """)
