"""Frames of its own, written straight to the line: forged, cut short, too large, too deep, wrongly typed, late.

How the judge reads each kind of false frame is tested in tests/grader/sandbox; here they come with a whole submission.
"""

from grader.author import attack

LINE = """
import os, stat, struct, sys, threading, time, msgpack
def line():
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode): return number
        except OSError: pass
def frame(body):
    body = body if isinstance(body, bytes) else msgpack.packb(body)
    return struct.pack("<I", len(body)) + body
def request(kind):
    caller = sys._getframe()
    while True:
        found = caller.f_locals.get("request")
        if type(found) is dict and found.get("do") == kind: return found
        caller = caller.f_back
"""
INTERFERED = "interfered with its examination"


def _forged(hand_in, source):
    hand_in.cell(LINE)
    hand_in.cell(source)


@attack(
    "a forged answer to a probe, full of praise, in place of the true one",
    told="expected|missing|not asked for|ended Python|refused|interfered",
)
def forged_answer(hand_in):
    hand_in.answer(
        LINE
        + """
def $exercise(*args, **settings):
    forged = {**{key: request("probe")[key] for key in ("n", "do")}, "error": None}
    os.write(line(), frame({**forged, "outputs": {"passed": True, "points": 1e9, "score": "20 of 20"}}))
    time.sleep(30)
"""
    )


@attack(
    "a forged word that an exercise is missing, whose name is a pattern without end",
    told="not defined|missing|expected|ended Python|refused|interfered",
)
def missing_by_a_pattern(hand_in):
    hand_in.cell(f"# def {'a' * 40}!")
    hand_in.answer(
        LINE
        + """
def $exercise(*args, **settings):
    forged = {key: request("probe")[key] for key in ("n", "do")}
    error = {"kind": "missing", "type": "", "message": "(a+)+b"}
    os.write(line(), frame({**forged, "error": error}))
    os._exit(0)
"""
    )


@attack("answers to all probes to come, sent ahead with guessed numbers", told=INTERFERED)
def sent_ahead(hand_in):
    _forged(
        hand_in,
        'for _ in range(9): os.write(line(), frame({"n": bytes(8), "do": "probe", "outputs": {}, "error": None}))',
    )


@attack("noise", told=INTERFERED)
def noise(hand_in):
    _forged(hand_in, "os.write(line(), os.urandom(4096))")


@attack("a frame that says it is 4 GiB long", told=INTERFERED)
def oversized(hand_in):
    _forged(hand_in, 'os.write(line(), b"\\xff" * 4 + bytes(100))')


@attack("a frame of lists within lists, ten thousand deep", told=INTERFERED)
def nested(hand_in):
    _forged(hand_in, 'os.write(line(), frame(b"\\x91" * 10_000))')


@attack("a frame that claims four billion items", told=INTERFERED)
def claimed_items(hand_in):
    _forged(hand_in, 'os.write(line(), frame(b"\\xdd\\xff\\xff\\xff\\xff" + bytes(50)))')


@attack("half a frame, and then silence", told="stopped after|interfered", tried="stopped after|interfered")
def half_a_frame(hand_in):
    _forged(hand_in, 'os.write(line(), b"\\x10\\0\\0\\0half")\ntime.sleep(60)')


@attack("a reply of wrong types: arrays for names, numbers for texts", told=INTERFERED)
def wrong_types(hand_in):
    _forged(hand_in, 'os.write(line(), frame({**request("cell"), "outputs": [{"kind": 3, "text": {}}], "error": 7}))')


@attack("a pickle, in an extension type of msgpack", told=INTERFERED)
def pickled(hand_in):
    _forged(
        hand_in,
        """
        import pickle
        class Evil:
            def __reduce__(self): return (os.system, ("touch $tmp/owned-$mark",))
        os.write(line(), frame({**request("cell"), "outputs": msgpack.ExtType(5, pickle.dumps(Evil()))}))
    """,
    )


@attack("an array whose shape says more than its bytes", told=INTERFERED)
def false_shape(hand_in):
    _forged(
        hand_in,
        """
        body = bytes([7]) + b"float64" + bytes([2]) + struct.pack("<QQ", 2**40, 2**40) + bytes(8)
        os.write(line(), frame({**request("cell"), "outputs": msgpack.ExtType(1, body)}))
    """,
    )


@attack("late replies, from a thread that outlives its cell", tried="a thread waits", told=".")
def late(hand_in):
    _forged(
        hand_in,
        """
        wanted, number = dict(request("cell")), line()
        def reply():
            time.sleep(0.3)
            for _ in range(50):
                os.write(number, frame({"n": wanted["n"], "do": "cell", "outputs": [], "error": None}))
        threading.Thread(target=reply, daemon=True).start()
        print("a thread waits")
    """,
    )


@attack("a flood of small frames", told="interfered|stopped")
def flood(hand_in):
    _forged(hand_in, 'while True: os.write(line(), frame({"n": b"", "do": "cell"}))')


@attack("the line, closed", told="interfered|ended Python|ended without")
def closed(hand_in):
    _forged(hand_in, "os.close(line())")


@attack("the line, handed to another program that speaks in its place", told="interfered|ended Python|stopped|crashed")
def handed_over(hand_in):
    _forged(hand_in, 'os.dup2(line(), 1)\nos.execv("/bin/sh", ["sh", "-c", "echo full marks; sleep 60"])')


@attack("an array of no bytes whose mean fills the memory of whoever takes it", told=INTERFERED)
def vast_and_empty(hand_in):
    _forged(
        hand_in,
        """
        body = bytes([7]) + b"float64" + bytes([2]) + struct.pack("<QQ", 0, 2**33)
        os.write(line(), frame({**request("cell"), "outputs": [{"kind": "text", "text": msgpack.ExtType(1, body)}]}))
    """,
    )
