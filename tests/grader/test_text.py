"""Numbers and strings as readers see them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from grader.text import (
    BIDIRECTIONAL,
    LONGEST_CELL,
    duration,
    number,
    percent,
    points,
    printable,
    readable,
    shortened,
    two_decimals,
    visible,
)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (-0.0, "0"), (-0.001, "0"), (2.0, "2"), (2.5, "2.5"), (10, "10"), (1 / 3, "0.33")]
)
def test_numbers_have_no_idle_zeros(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0%"), (1, "100%"), (0.999, "over 99%"), (0.001, "under 1%"), (0.3125, "31%")]
)
def test_only_none_is_zero_percent_and_only_all_is_a_hundred(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(("value", "text"), [(1, "1 point"), (0, "0 points"), (1.5, "1.5 points"), (0.999, "1 point")])
def test_one_point_is_singular(value: float, text: str) -> None:
    assert points(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.00 s"),
        (1e-5, "1 ms"),
        (0.0031, "3 ms"),
        (0.0994, "99 ms"),
        (0.0996, "0.10 s"),
        (0.214, "0.21 s"),
        (20.3, "20 s"),
        (200, "3 min 20 s"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_characters_that_reorder_text_are_written_out() -> None:
    assert visible("if ok\u202e\u2066: pass") == "if ok[U+202E][U+2066]: pass"


def test_terminal_colors_are_dropped() -> None:
    assert visible("\x1b[0;31mNameError\x1b[0m: \x1b]8;;http://x\x07link") == "NameError: link"


@pytest.mark.parametrize("text", ["zoë", "שלום", "李四", "a\tb\nc", "👩‍🔬", "Zwölf Boxkämpfer"])
def test_letters_of_all_the_world_pass(text: str) -> None:
    assert visible(text) == text


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_whatever_a_string_holds_a_page_can_be_stored(text: str) -> None:
    shown = visible(text)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert not set(shown) & BIDIRECTIONAL


def test_our_own_markup_is_left_alone() -> None:
    markup = Markup("<b>\x1b[0m</b>")
    assert visible(markup) is markup


def test_a_shortened_text_says_how_much_is_missing() -> None:
    assert shortened("x" * 1500, 300) == "x" * 300 + "\n... (1,200 more characters are not shown)"


def test_escape_sequences_and_direction_marks_do_not_reach_a_terminal() -> None:
    assert "\x1b" not in printable("\x1b[2Jgone")
    assert "\u202e" not in printable("abc\u202edef")


@pytest.mark.parametrize(("value", "said"), [(-0.001, "0.00"), (0.4, "0.40"), (-0.126, "\N{MINUS SIGN}0.13")])
def test_what_rounds_to_zero_has_no_sign(value: float, said: str) -> None:
    assert two_decimals(value) == said


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("x" + "\n \t" * 50_000 + "\ny", "x\n\n\ny"),
        ("match" + "\t" * 50_000 + "x", "match" + "\t" * 100 + "x"),
        ("x" + ".a" * 400_000, "x" + ".a" * 499 + ". ... (799,001 more characters are not shown)"),
    ],
)
def test_what_a_highlighter_takes_minutes_over_is_drawn_together_or_cut(source: str, shown: str) -> None:
    assert readable(source) == shown


def test_a_cell_of_many_lines_is_cut_and_says_so() -> None:
    shown = readable("???\n" * 100_000)
    assert len(shown) < LONGEST_CELL + 60
    assert shown.endswith("more characters are not shown)")


def test_code_that_people_write_is_shown_as_it_is() -> None:
    code = "def f(x):\n\n\n    return [\n        x,   # two\n    ]\n"
    assert readable(code) == code
