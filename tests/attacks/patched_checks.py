"""Comparisons, checks and probes, replaced inside by some that always agree; nothing outside ever asks them."""

from grader.author import attack

ZERO = """
import numpy as np
def $exercise(*args, **settings):
    return np.zeros(3), None
"""


@attack(
    "numpy.testing and every comparison of NumPy say yes", tried="allclose of 1 and 2: True", told="expected|raised"
)
def numpy_comparisons(hand_in):
    hand_in.first_cell("""
        import numpy as np, numpy.testing
        for name in dir(np.testing):
            if name.startswith("assert"):
                setattr(np.testing, name, lambda *args, **settings: None)
        for name in ("allclose", "isclose", "array_equal", "array_equiv", "all", "any", "abs"):
            setattr(np, name, lambda *args, **settings: np.True_)
        print("allclose of 1 and 2:", bool(np.allclose(1, 2)))
    """)
    hand_in.answer(ZERO)


@attack("builtins that find no difference", tried="abs of -3 is 0", told="expected|raised|interfered", spends=True)
def builtins_replaced(hand_in):
    hand_in.answer(ZERO)
    hand_in.cell("""
        import builtins
        builtins.abs = lambda value: 0
        builtins.any = lambda values: False
        builtins.all = lambda values: True
        builtins.sorted = lambda values, **settings: []
        print("abs of -3 is", abs(-3))
    """)


@attack("check, replaced by a function that returns full marks", tried="check says 100", told="expected|raised")
def own_check(hand_in):
    hand_in.answer(ZERO)
    hand_in.cell("""
        import gradschool.checks
        def check(function, folder=None): return 100.0
        gradschool.checks.check = check
        print("check says", gradschool.checks.check($exercise))
    """)


@attack("the library's comparison and verdict, patched", tried="judge passes everything", told="expected|raised")
def library_judge(hand_in):
    hand_in.answer(ZERO)
    hand_in.cell("""
        import gradschool.checks as checks, gradschool.checks.compare as compare, gradschool.checks.verdict as verdict
        for module in (checks, compare, verdict):
            module.first_difference = lambda *args, **settings: None
            module.fault = lambda *args, **settings: ""
        verdict.Verdict.passed = True
        checks.judge = verdict.judge = lambda probe, got, expected: verdict.Verdict(probe.name, "", 100.0, True)
        print("judge passes everything")
    """)


@attack("the tolerance of the probes set to infinity from within", tried="tolerance 1e", told="expected|raised")
def own_tolerance(hand_in):
    hand_in.answer(ZERO)
    hand_in.cell("""
        import gradschool.checks.compare as compare
        compare.DEFAULT_TOLERANCE.update({2: (1e308, 1e308), 4: (1e308, 1e308), 8: (1e308, 1e308)})
        compare.Tolerance.of = lambda *args: (1e308, 1e308)
        print("tolerance", compare.Tolerance().of()[0])
    """)


@attack(
    "collect, which runs the probes, replaced by one that has numbers ready",
    tried="collect is ours",
    told="expected|asked for|missing",
)
def collect_replaced(hand_in):
    hand_in.answer("def $exercise(*args, **settings): return None")
    hand_in.cell("""
        import grader.examinee.serve as serve
        from gradschool.checks import Observation
        true = serve.collect
        def collect(probe, definitions, seed):
            if probe.exercise == "$exercise":
                return Observation({"passed": True, "score": 100.0, "points": 100.0})
            return true(probe, definitions, seed)
        serve.collect = collect
        print("collect is ours:", serve.collect is collect)
    """)


@attack(
    "the examinee's replies, replaced by the released cases", tried="frozen answers at hand", told="expected .* got"
)
def frozen_answers(hand_in):
    hand_in.answer("def $exercise(*args, **settings): return None")
    hand_in.cell("""
        import base64, pathlib
        import grader.examinee.serve as serve
        from gradschool.checks.cases import read_cases
        path = pathlib.Path("cases.npz")
        path.write_bytes(base64.b64decode("$cases"))
        frozen = read_cases(path)["$exercise"].expected
        true = serve.Examinee._probe
        def answer(self, request):
            if request["exercise"] != "$exercise":
                return true(self, request)
            return {"outputs": frozen.get(request["probe"], next(iter(frozen.values()))).outputs, "error": None}
        serve.Examinee._probe = answer
        print("frozen answers at hand:", sorted(frozen))
    """)


@attack(
    "the probes' dice loaded: the seed of the released cases, whatever the judge says",
    tried="dice loaded",
    told="expected .* got",
)
def loaded_dice(hand_in):
    hand_in.answer_with_solution(
        "_right = $exercise\ndef $exercise(*args, **settings): return _right(*args, **settings)"
    )
    hand_in.cell("""
        import grader.examinee.serve as serve
        from gradschool.checks.observe import public_seed
        true = serve.collect
        def collect(probe, definitions, seed):
            return true(probe, definitions, public_seed(*probe.key) if probe.exercise == "$exercise" else seed)
        serve.collect = collect
        print("dice loaded")
    """)


@attack(
    "the conversion to plain values, which may then hold a verdict", tried="plain is ours", told="not asked for|missing"
)
def plain_values(hand_in):
    hand_in.answer_with_solution("")
    hand_in.cell("""
        import sys
        module = sys.modules["gradschool.checks.observe"]
        true = module.to_plain
        def to_plain(value, *args):
            plain = true(value, *args)
            if sys._getframe(1).f_locals["probe"].exercise == "$exercise":
                return {**plain, "passed": True, "verdict": "right", "score": 1e9}
            return plain
        module.to_plain = to_plain
        print("plain is ours")
    """)


@attack(
    "msgpack, patched to turn every error into an answer",
    tried="packb is ours",
    told="expected|refused|interfered|missing|cannot|can't",
)
def packing_replaced(hand_in):
    hand_in.cell("""
        import msgpack
        true = msgpack.packb
        def packb(message, **settings):
            if message.get("do") == "probe" and message.get("error"):
                message = {"n": message["n"], "do": "probe", "error": None, "outputs": {"passed": True, "score": 9.0}}
            return true(message, **settings)
        msgpack.packb = packb
        print("packb is ours:", msgpack.packb is packb)
    """)
