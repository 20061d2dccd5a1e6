"""IPython's and Python's own hooks: transformers, events, custom exceptions, display hooks, tracing, auditing."""

from grader.author import attack


@attack("an input transformer that rewrites every later cell", tried="cells are rewritten", told="not written|raised")
def input_transformer(hand_in):
    hand_in.first_cell("""
        def rewrite(lines):
            return [line.replace("NotImplementedError", "ZeroDivisionError") for line in lines]
        get_ipython().input_transformers_cleanup.append(rewrite)
        get_ipython().input_transformers_post.append(rewrite)
        print("cells are rewritten")
    """)


@attack("syntax trees in which every comparison is true", tried="1 == 2 is True", told="not written", spends=True)
def syntax_transformer(hand_in):
    hand_in.first_cell("""
        import ast
        class Agree(ast.NodeTransformer):
            def visit_Compare(self, node):
                return ast.copy_location(ast.Constant(True), node)
        get_ipython().ast_transformers.append(Agree())
    """)
    hand_in.cell('print("1 == 2 is", 1 == 2)\nget_ipython().ast_transformers.clear()')


@attack("events around every cell that answer in the judge's place", tried="before a cell", told="not written")
def cell_events(hand_in):
    hand_in.first_cell("""
        def before(info): print("before a cell")
        def after(result): result.success = True
        get_ipython().events.register("pre_run_cell", before)
        get_ipython().events.register("post_run_cell", after)
        get_ipython().events.register("post_execute", lambda: None)
    """)


@attack("a handler that swallows every exception of a cell", tried="swallowed", told="raised OSError: caught by nobody")
def custom_exceptions(hand_in):
    hand_in.first_cell("""
        def swallow(shell, kind, error, trace, tb_offset=None): print("swallowed", kind.__name__)
        get_ipython().set_custom_exc((BaseException,), swallow)
    """)
    hand_in.cell("1 / 0")
    hand_in.answer('def $exercise(*args, **settings): raise OSError("caught by nobody")')


@attack("display hooks that send HTML and a forged verdict", tried="100 of 100 points", told="not written")
def display_hooks(hand_in):
    hand_in.first_cell("""
        import sys
        shell = get_ipython()
        shell.display_formatter.active_types = ["text/html", "application/javascript", "text/plain"]
        shell.display_formatter.formatters["text/html"].for_type(int, lambda value: "<script>alert(1)</script>")
        shell.outputs._records.append({"kind": "html", "text": "<b>full marks</b>"})
        shell.outputs.clear()
        sys.displayhook = lambda value: print("100 of 100 points")
        shell.displayhook.write_format_data = lambda *args: shell.outputs.text("100 of 100 points")
        42
    """)


@attack("an output of a kind that may hold HTML, put among the cell's records", told="interfered with its examination")
def html_record(hand_in):
    hand_in.cell('get_ipython().outputs._records.append({"kind": "html", "text": "<script>alert(1)</script>"})')


@attack(
    "tracing every call, and changing what the serving loop returns",
    tried="tracing",
    told="not written|raised|expected",
)
def profiler(hand_in):
    hand_in.cell("""
        import sys, threading
        def spy(frame, event, value):
            if frame.f_code.co_name == "reply" and event == "call":
                frame.f_locals["request"]["do"] = "cell"
        def watch():
            sys.setprofile(spy)
        watch()
        threading.setprofile(spy)
        print("tracing", sys.getprofile() is not None)
        sys.setprofile(None)
    """)


@attack(
    "an audit hook that forbids the examinee to go on",
    tried="auditing",
    told="could not be run",
    spends=True,
)
def audit_hook(hand_in):
    hand_in.cell("""
        import sys
        print("auditing")
        def forbid(event, args):
            if event in ("exec", "compile", "socket.sendmsg"):
                raise RuntimeError("forbidden")
        sys.addaudithook(forbid)
    """)


@attack(
    "hooks for what nobody catches: excepthook, unraisable, atexit, threading", tried="hooks set", told="not written"
)
def last_hooks(hand_in):
    hand_in.cell("""
        import atexit, os, sys, threading
        sys.excepthook = sys.unraisablehook = threading.excepthook = lambda *args: os.write(2, b"full marks")
        atexit.register(lambda: print("full marks"))
        os.register_at_fork(before=lambda: print("forking"))
        print("hooks set")
    """)


@attack(
    "a finder that answers every import with a module of its own",
    tried="numpy.testing is ours",
    told="expected|raised|not written",
)
def import_hook(hand_in):
    hand_in.cell("""
        import sys, types
        class Finder:
            def find_spec(self, name, path=None, target=None):
                from importlib.machinery import ModuleSpec
                return ModuleSpec(name, self)
            def create_module(self, spec): return types.ModuleType(spec.name)
            def exec_module(self, module): module.assert_allclose = lambda *args, **settings: None
        sys.meta_path.insert(0, Finder())
        for name in [name for name in sys.modules if name.startswith("numpy.testing")]:
            del sys.modules[name]
        import numpy.testing as testing
        print("numpy.testing is ours:", testing.assert_allclose(1, 2) is None)
    """)


@attack(
    "copy and pickle machinery that swaps values while they are copied", tried="copies are ours", told="expected|raised"
)
def copying(hand_in):
    hand_in.answer("""
        import copy, copyreg
        import numpy as np
        copy.deepcopy = copy.copy = lambda value, *args: 0.0
        class Swap(np.ndarray):
            def copy(self, *args): return print
            def __deepcopy__(self, memo): return 0
            def __reduce__(self): return (print, ("full marks",))
        print("copies are ours:", copy.deepcopy([1]) == 0.0)
        def $exercise(*args, **settings):
            return np.zeros(4).view(Swap)
    """)
