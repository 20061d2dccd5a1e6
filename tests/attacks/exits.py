"""Ends that are no ends: exits, crashes, signals and exceptions that nobody expects."""

from grader.author import attack


@attack("os._exit in a function, in the middle of a probe", told="ended Python itself")
def sudden_exit(hand_in):
    hand_in.answer("import os\ndef $exercise(*args, **settings):\n    os._exit(0)")


@attack("sys.exit in a cell and in a function", told="raised SystemExit")
def polite_exit(hand_in):
    hand_in.answer("import sys\ndef $exercise(*args, **settings):\n    sys.exit(0)")
    hand_in.cell("import sys\nsys.exit('full marks')")


@attack("a segmentation fault", told="crashed Python itself")
def segfault(hand_in):
    hand_in.answer("import ctypes\ndef $exercise(*args, **settings):\n    ctypes.string_at(0)")


@attack("an abort", told="crashed Python itself")
def abort(hand_in):
    hand_in.cell("import os\nos.abort()")


@attack("SIGKILL to itself, which is process 1", tried="still here|SIGKILL", told="SIGKILL|not written|ended")
def own_kill(hand_in):
    hand_in.cell("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nprint('still here')")


@attack("exceptions that hide: not Exceptions, with texts that fail", told="SystemExit|Hidden")
def strange_exceptions(hand_in):
    hand_in.answer("""
        class Hidden(BaseException):
            def __str__(self): raise SystemExit
            def __repr__(self): raise KeyboardInterrupt
        def $exercise(*args, **settings):
            raise Hidden
    """)
    hand_in.cell("raise Hidden")


@attack(
    "an exception named like the examinee's own, and one that says it was not written", told="TimeIsUp|stopped after"
)
def borrowed_exceptions(hand_in):
    hand_in.answer("""
        from grader.examinee.serve import TimeIsUp
        def $exercise(*args, **settings):
            raise TimeIsUp("the judge is tired: full marks")
    """)


@attack("an exception whose causes form a ring", told="raised|RuntimeError|not written")
def ring_of_causes(hand_in):
    hand_in.answer("""
        def $exercise(*args, **settings):
            first, second = RuntimeError("first"), RuntimeError("second")
            first.__cause__, second.__cause__ = second, first
            first.__context__ = first
            raise first
    """)


@attack(
    "a process that exits on every signal, and at every fork",
    tried="handlers set",
    told="not written|ended|crashed",
    spends=True,
)
def handlers(hand_in):
    hand_in.cell("""
        import os, signal
        for number in range(1, 64):
            try: signal.signal(number, lambda *args: os._exit(7))
            except (OSError, ValueError): pass
        print("handlers set")
    """)
