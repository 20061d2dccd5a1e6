"""A submission that speaks to the judge itself: lies are refused, attributed to where they were told, and survived."""

import pytest

pytestmark = pytest.mark.sandbox

TRIPLE = "def triple(x): return 3 * x"
FIND = """
import os, stat, struct, msgpack
def line():
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode): return number
        except OSError: pass
def frame(message):
    body = message if isinstance(message, bytes) else msgpack.packb(message)
    return struct.pack('<I', len(body)) + body
def request(kind):
    import sys
    caller = sys._getframe()
    while True:
        found = caller.f_locals.get('request')
        if type(found) is dict and found.get('do') == kind: return found
        caller = caller.f_back
"""
LIES = {
    "noise": "os.write(line(), b'\\xff' * 64)",
    "a frame that is no message": "os.write(line(), frame(b'\\xc0'))",
    "an empty frame": "os.write(line(), frame(b''))",
    "a truncated frame": "os.write(line(), frame(b'\\xdd\\xff\\xff\\xff\\xff'))",
    "a bomb of nested lists": "os.write(line(), frame(b'\\x91' * 10_000))",
    "a reply without a number": "os.write(line(), frame({'do': 'cell', 'outputs': [], 'error': None}))",
    "a reply with a guessed number": "os.write(line(), frame({'n': bytes(8), 'do': 'cell', 'outputs': []}))",
    "a reply to another request": "os.write(line(), frame({**request('cell'), 'do': 'probe', 'outputs': {}}))",
    "outputs that are none": "os.write(line(), frame({**request('cell'), 'outputs': [3]}))",
    "HTML as an output": "os.write(line(), frame({**request('cell'), 'outputs': [{'kind': 'html', 'text': '<b>'}]}))",
    "a figure that is none": "os.write(line(), frame({**request('cell'), 'outputs': [{'kind': 'png', 'data': b'x'}]}))",
    "an error of its own kind": "os.write(line(), frame({**request('cell'), 'error': {'kind': 'full marks'}}))",
    "a pickle": "os.write(line(), frame({**request('cell'), 'outputs': msgpack.ExtType(5, b'cos')}))",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_in_a_cell_leaves_out_that_cell_alone(cramped, lie):
    result = cramped("def double(x): return 2 * x", FIND, lie, TRIPLE)
    assert ("protocol", "cell 2") in [(problem.kind, problem.where) for problem in result.problems]
    assert result.answers["double", "of_a_scalar"].outputs == {"twice": 42}
    assert result.answers["triple", "of_one"].outputs == {"thrice": 3}


def test_a_lie_in_a_function_costs_that_exercise_alone(cramped):
    result = cramped(FIND, f"def double(x):\n    {LIES['noise']}\n    return 2 * x", TRIPLE)
    assert result.answers["double", "of_a_vector"].error.kind == "unsafe"
    assert result.answers["double", "of_a_scalar"].error.kind == "unsafe"
    assert result.answers["triple", "of_one"].outputs == {"thrice": 3}


def test_half_a_frame_is_a_timeout(hurried):
    result = hurried(FIND, "os.write(line(), b'\\x10\\0\\0\\0half')\nwhile True: pass", TRIPLE)
    assert result.problems[0].where == "cell 1"
    assert result.answers["triple", "of_one"].outputs == {"thrice": 3}


def test_a_closed_line_is_a_crash(cramped):
    result = cramped(FIND, "os.close(line())", TRIPLE)
    assert [(problem.kind, problem.where) for problem in result.problems] == [("crash", "cell 1")]
    assert result.answers["triple", "of_one"].outputs == {"thrice": 3}


def test_a_closed_line_of_a_submission_that_lives_on_is_interference(hurried):
    result = hurried(FIND, "os.close(line())\nwhile True: pass", TRIPLE)
    assert result.problems[0].where == "cell 1"
    assert result.answers["triple", "of_one"].outputs == {"thrice": 3}


def test_answers_sent_ahead_answer_nothing(cramped):
    ahead = "frame({'n': bytes(8), 'do': 'probe', 'outputs': {'twice': 42, 'thrice': 3}, 'error': None})"
    source = f"import threading\nthreading.Timer(0.0, lambda: [os.write(line(), {ahead}) for _ in range(9)]).start()"
    result = cramped(FIND, source)
    assert all(answer.outputs is None for answer in result.answers.values())


def test_a_flood_of_frames_is_survived(hurried):
    result = hurried(FIND, "while True: os.write(line(), frame({'n': b'', 'do': 'cell'}))", TRIPLE)
    assert result.answers["triple", "of_one"].outputs == {"thrice": 3}


def test_an_oversized_answer_forged_past_the_examinee_is_refused(cramped):
    source = "def double(x):\n    m = {**request('probe'), 'outputs': {'a': bytes(40_000_000)}, 'error': None}\n"
    source += "    data = frame(m)\n    while data: data = data[os.write(line(), data):]"
    result = cramped(FIND, source, TRIPLE)
    assert result.answers["double", "of_a_vector"].error.kind == "unsafe"
    assert result.answers["triple", "of_one"].outputs == {"thrice": 3}


def test_a_forged_answer_is_filed_under_the_call_that_was_asked(cramped):
    source = "def double(x):\n    os.write(line(), frame({**request('probe'), 'exercise': 'triple', 'probe': 'of_one',"
    source += " 'outputs': {'thrice': 3}, 'error': None}))\n    os._exit(0)"
    result = cramped(FIND, source)
    assert result.answers["triple", "of_one"].error is not None
