"""`check` in a student's kernel: what it says, and the number that nbgrader reads."""

import ast
import base64
import importlib
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradschool.checks import Observation, check, judge, kernel, load_probes, observe
from gradschool.checks.cases import FrozenExercise, read_cases, write_cases
from gradschool.checks.check import CheckError
from gradschool.checks.display import as_text
from gradschool.checks.observe import public_seed
from gradschool.checks.seal import Reply, opened, seal
from gradschool.checks.verdict import Verdict

CHECK = importlib.import_module("gradschool.checks.check")
PROBES = '''
from gradschool.checks import probe

@probe("scale", points=3)
def of_a_matrix(student, rng):
    """Three times a matrix."""
    return {"scaled": student.scale(rng.standard_normal((2, 3)), 3.0)}

@probe("scale", points=1)
def by_nothing(student, rng):
    """Zero times a vector."""
    return {"scaled": student.scale(rng.standard_normal(4), 0.0)}

def within(outputs, inputs):
    wrong = np.abs(outputs["draw"]) > inputs["bound"]
    return f"{wrong.sum()} of {wrong.size} draws are out of bounds" if wrong.any() else None

import numpy as np

@probe("draw", points=1, verify=within)
def in_bounds(student, rng, inputs):
    """Draws stay within the bound."""
    inputs["bound"] = float(rng.uniform(1, 2))
    return {"draw": student.draw(inputs["bound"])}
'''


def scale(x, factor):
    return x * factor


def adds(x, factor):
    return x + factor


def draw(bound):
    return np.random.default_rng().uniform(-bound, bound, 20)


def answers(probes, definitions):
    return {one.name: observe(one, definitions, public_seed(*one.key)) for one in probes}


@pytest.fixture
def unit(tmp_path):
    (tmp_path / "probes.py").write_text(PROBES)
    probes = load_probes(PROBES)
    of = {name: [one for one in probes if one.exercise == name] for name in ("scale", "draw")}
    write_cases(
        tmp_path / "cases.npz",
        {
            "scale": FrozenExercise(
                5.0, answers(of["scale"], {"scale": scale}), {"adds": answers(of["scale"], {"scale": adds})},
                {"adds": "Multiply by the factor."},
            ),
            "draw": FrozenExercise(1.0, answers(of["draw"], {"draw": draw})),
        },
    )  # fmt: skip
    return tmp_path


def checked(function, unit, name=None):
    function.__name__ = name or function.__name__
    return check(function, unit)


def test_a_right_answer_earns_all_points_hidden_ones_too(unit):
    assert checked(scale, unit) == 5.0


def test_a_half_right_answer_earns_its_share(unit):
    def half(x, factor):
        return x * factor if factor else x

    assert checked(half, unit, "scale") == pytest.approx(3 / 4 * 5)


def test_a_wrong_answer_earns_nothing_and_raises_nothing(unit):
    assert checked(lambda x, factor: x - factor, unit, "scale") < 5.0


def test_a_known_mistake_earns_its_hint(unit):
    def adds_too(x, factor):
        return factor + x

    score = checked(adds_too, unit, "scale")
    assert {verdict.hint for verdict in score.verdicts if not verdict.passed} == {"Multiply by the factor."}


def test_another_mistake_earns_no_hint(unit):
    score = checked(lambda x, factor: x * factor + 1, unit, "scale")
    assert {verdict.hint for verdict in score.verdicts} == {None}


def test_the_score_reads_as_a_plain_python_float(unit):
    for function in (scale, lambda x, factor: x - factor):
        assert type(ast.literal_eval(repr(checked(function, unit, "scale")))) is float


def test_a_terminal_gets_plain_lines(unit, capsys):
    checked(scale, unit)
    assert "right  Three times a matrix. (3 points)" in capsys.readouterr().out


def test_the_table_shows_what_a_student_wrote_as_text(unit):
    def scale(x, factor):
        raise ValueError("<script>alert(1)</script>")

    assert "<script>" not in check(scale, unit)._repr_html_()
    assert "&lt;script&gt;" in check(scale, unit)._repr_html_()


def test_a_verifier_judges_by_inputs_not_by_frozen_numbers(unit):
    assert checked(draw, unit) == 1.0
    score = checked(lambda bound: np.full(20, bound + 1), unit, "draw")
    assert score == 0.0
    assert "20 of 20 draws are out of bounds" in str(score)


def test_arrays_of_another_namespace_are_checked_alike(unit):
    import array_api_strict

    def strict(x, factor):
        return array_api_strict.asarray(x) * factor

    assert checked(strict, unit, "scale") == 5.0


def test_while_the_grader_works_check_is_silent(unit, monkeypatch, capsys):
    monkeypatch.setenv("GRADSCHOOL_EXAM", "1")
    assert checked(scale, unit) is None
    assert capsys.readouterr().out == ""


def test_a_name_that_is_no_exercise_is_told_the_exercises(unit):
    with pytest.raises(CheckError, match="its exercises are scale, draw"):
        checked(lambda: 0, unit, "scael")


def test_a_folder_without_the_unit_s_files_says_where_to_go(tmp_path):
    with pytest.raises(CheckError, match="open the notebook in its unit's folder"):
        checked(scale, tmp_path)


def test_a_damaged_file_of_cases_says_what_to_do(unit):
    (unit / "cases.npz").write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(CheckError, match="download the unit's folder again"):
        checked(scale, unit)


def test_a_call_instead_of_a_function_is_explained(unit):
    with pytest.raises(CheckError, match=r"without parentheses: check\(scale\); got float"):
        check(3.0, unit)


def test_frozen_cases_come_back_as_they_were_written(unit):
    cases = read_cases(unit / "cases.npz")
    again = unit / "again.npz"
    write_cases(again, cases)
    assert again.read_bytes() == (unit / "cases.npz").read_bytes()


UNPACKED, ZIPPED = (
    "mean, std = student.moments()",
    "mean, std = dict(zip('ab', student.moments(), strict=True)).values()",
)
INSIDE = "mean, std = student.moments()[0] if isinstance(student.moments()[0], tuple) else student.moments()"


@pytest.mark.parametrize(
    ("answer", "taken_apart", "said"),
    [
        ((1.0,), UNPACKED, "1 value, and 2 are due (here tuple of 1)"),
        ((1.0, 2.0, 3.0), UNPACKED, "3 values, and 2 are due (here tuple of 3)"),
        ("both", UNPACKED, "1 value, and 2 are due (here 'both')"),
        (1.0, UNPACKED, "too few or too many values; its docstring says how many (here 1.0)"),
        (np.ones(3), UNPACKED, "too few or too many values; its docstring says how many (here array (3,) float64)"),
        ((1.0,), ZIPPED, "too few or too many values; its docstring says how many (here tuple of 1)"),
        (1.0, ZIPPED, "too few or too many values; its docstring says how many (here 1.0)"),
        (((1.0, 2.0, 3.0), 1.0), INSIDE, "too few or too many values; its docstring says how many (here tuple of 2)"),
    ],
)
def test_an_answer_with_too_few_or_too_many_parts_is_named_as_that(answer, taken_apart, said):
    source = f"""
from gradschool.checks import probe

@probe("moments", points=1)
def of_nothing(student, rng):
    {taken_apart}
    return {{"mean": mean, "std": std}}
"""
    (only,) = load_probes(source)
    got = observe(only, {"moments": lambda: answer}, 0)
    right = observe(only, {"moments": lambda: (0.0, 1.0)}, 0)
    assert judge(only, got, right).message.startswith(f"moments returned {said}")


def test_what_the_code_printed_is_shown_folded_at_the_first_failure(unit):
    def noisy(x, factor):
        print("<b>factor</b>", factor)
        return x + factor

    page = checked(noisy, unit, "scale")._repr_html_()
    assert page.count("what your code printed") == 1
    assert "&lt;b&gt;factor&lt;/b&gt; 3.0" in page


def test_an_endless_loop_is_stopped_and_named(unit, monkeypatch):
    monkeypatch.setattr(CHECK, "CHECK_SECONDS", 0.2)

    def endless(x, factor):
        while True:
            pass

    assert "stopped after 0.2 s: is there a loop that never ends?" in str(checked(endless, unit, "scale"))


def test_an_exercise_that_is_not_written_is_to_do_and_not_wrong(unit):
    def unwritten(x, factor):
        raise NotImplementedError("your code here")

    score = checked(unwritten, unit, "scale")
    assert str(score).startswith("scale: to do, 0 of 4 points")
    assert "wrong" not in score._repr_html_()


def test_the_librarys_own_function_is_refused(unit):
    def from_the_library(x, factor):
        return x * factor

    from_the_library.__module__ = "gradschool.nn.initializers"
    with pytest.raises(CheckError, match="this scale is the library's own"):
        checked(from_the_library, unit, "scale")


class Shell:
    """As much of IPython as the check asks: what was run."""

    def __init__(self, *cells):
        self.user_ns = {"In": ["", *cells]}

    def transform_cell(self, source):
        return source


def test_a_newer_version_that_does_not_compile_is_told_instead_of_checking_the_old_one(unit, monkeypatch):
    shell = Shell("def scale(x, factor):\n    return x * factor", "def scale(x, factor)\n    return x", "2 + 2")
    monkeypatch.setattr(kernel, "_shell", lambda: shell)
    with pytest.raises(CheckError, match=r"does not compile.*line 1 at 'def scale"):
        checked(scale, unit)


def test_a_version_mended_after_that_is_checked(unit, monkeypatch):
    cells = ("def scale(x, factor)\n    return x", "def scale(x, factor):\n    return x * factor")
    monkeypatch.setattr(kernel, "_shell", lambda: Shell(*cells))
    assert checked(scale, unit) == 5.0


def test_without_a_function_the_whole_unit_is_added_up(unit):
    notebook = {"scale": lambda x, factor: x * factor if factor else x, "check": check, "folder": unit}
    total = eval("check(folder=folder)", notebook)
    assert total == pytest.approx(3 / 4 * 5)
    assert str(total).splitlines() == [
        "3.75 of 6 points so far, by the checks here; 0 of 2 exercises right "
        "(hidden tests decide on 1 point of these when you hand in)",
        "  wrong  scale (3.75 of 5)",
        "  to do  draw (0 of 1)",
    ]
    assert "3.75 of 5" in total._repr_html_()


QUIZ = """
from gradschool.checks import probe

def a_letter(outputs, inputs):
    return None if outputs["your answer"] in list("abcd") else "give a letter from a to d"

@probe("quiz_cliff", points=0, verify=a_letter)
def of_a_letter(student, rng, inputs):
    "One of four letters."
    return {"your answer": student.quiz_cliff()}
"""


@pytest.fixture
def quiz(tmp_path):
    (tmp_path / "probes.py").write_text(QUIZ)
    sealed = seal("b", "The cliff lies at 2 / L.", "quiz_cliff", [("c", "So it is where `L` is 1.")])
    frozen = FrozenExercise(0.5, {"of_a_letter": Observation({})}, sealed=sealed)
    write_cases(tmp_path / "cases.npz", {"quiz_cliff": frozen})

    def answered(letter):
        return checked(lambda: letter, tmp_path, "quiz_cliff")

    return answered


def test_a_right_quiz_answer_is_explained_at_once(quiz):
    assert quiz("b") == 0.5
    assert "The cliff lies at 2 / L." in quiz("b")._repr_html_()


@pytest.mark.parametrize("letter", ["B", " b", "b)", "(b)", "B."])
def test_a_letter_counts_whatever_its_case_and_what_stands_around_it(quiz, letter):
    assert quiz(letter) == 0.5


def test_a_quiz_that_is_decided_here_waits_for_no_hidden_test(quiz, tmp_path):
    total = eval("check(folder=folder)", {"check": check, "folder": tmp_path})
    assert total.line == "0 of 0.5 points so far, by the checks here; 0 of 1 exercise right"


def test_a_wrong_quiz_answer_earns_nothing_and_is_told_where_it_breaks(quiz):
    assert quiz("C)") == 0.0
    assert "'c' is not it; think again" in str(quiz("C)"))
    assert "hint   So it is where `L` is 1." in str(quiz("C)"))
    assert "So it is where <code>L</code> is 1." in quiz("C)")._repr_html_()
    assert "cliff lies" not in quiz("C)")._repr_html_()


def test_a_wrong_quiz_answer_without_a_reason_opens_nothing(quiz):
    assert quiz("d") == 0.0
    assert "'d' is not it; think again" in str(quiz("d"))
    assert "hint" not in str(quiz("d"))
    assert "So it is where" not in quiz("d")._repr_html_()


def test_an_answer_that_is_none_is_told_so(quiz):
    assert "give a letter from a to d" in str(quiz("e"))


def test_neither_answer_nor_explanation_stands_in_the_file_of_cases(quiz, tmp_path):
    with np.load(tmp_path / "cases.npz") as archive:
        index = str(archive["index"])
    sealed = json.loads(index)["exercises"]["quiz_cliff"]["sealed"]
    everything = index.encode() + b"".join(base64.b64decode(part) for reply in sealed["replies"] for part in reply)
    assert b"cliff lies" not in everything
    assert b"So it is" not in everything


def test_neither_place_nor_length_of_a_reply_tells_the_right_one():
    one, other = (seal(right, "Yes.", "quiz", [(wrong, "A longer text.")]) for right, wrong in ("ab", "ba"))
    for sealed in (one, other):
        assert len({len(text) for _, text in sealed.replies}) == 1
        assert list(sealed.replies) == sorted(sealed.replies)


def test_several_answers_open_their_seal_in_any_order():
    sealed = seal({"A": "spike", "B": 2.0}, "Yes.", "quiz", [({"A": "leak", "B": 2.0}, "Look at A again.")])
    assert opened(sealed, {"B": 2, "A": "Spike"}) == Reply(True, "Yes.")
    assert opened(sealed, {"B": 2, "A": "leak"}) == Reply(False, "Look at A again.")
    assert opened(sealed, {"A": 2.0, "B": "spike"}) is None


def test_other_texts_are_never_masked_by_the_same_key():
    before, after = (seal("a", text, "quiz", [("b", "No.")]) for text in ("An old text.", "A new one."))
    assert before.salt != after.salt


@given(answer=st.one_of(st.text(max_size=8), st.integers(-99, 99), st.booleans()), text=st.text(max_size=50))
@settings(max_examples=10, deadline=None)
def test_the_right_answer_opens_what_it_sealed_and_another_does_not(answer, text):
    sealed = seal(answer, text, "question", [("another", "No.")])
    assert opened(sealed, answer) == Reply(True, text)
    assert opened(sealed, " Another") == Reply(False, "No.")
    assert opened(sealed, f"{answer} and more") is None


def test_after_one_loop_without_end_nobody_waits_for_the_others(unit, monkeypatch):
    monkeypatch.setattr(CHECK, "CHECK_SECONDS", 0.2)

    def endless(x, factor):
        while True:
            pass

    assert "not tried, since a check above took too long" in str(checked(endless, unit, "scale"))


def test_a_long_message_that_repeats_is_said_once(unit):
    verdicts = [Verdict(name, name, 1.0, False, "the same long sentence, told by every check of it") for name in "abc"]
    assert as_text("scale", verdicts).count("the same long sentence") == 1
    assert as_text("scale", verdicts).count("the same as above") == 2


def test_a_notebook_shows_what_check_refuses_without_the_librarys_own_lines(unit):
    with pytest.raises(CheckError) as refused:
        check(3.0, unit)
    assert refused.value._render_traceback_() == [f"check: {refused.value}"]


def test_the_column_of_what_we_saw_is_left_out_where_nothing_was(unit):
    assert "what we saw" not in checked(scale, unit)._repr_html_()
