"""Code that never ends: in cells, in functions, in methods that Python calls by itself."""

from grader.author import attack

STOPPED = "stopped after"


@attack("an endless loop in a cell", told=STOPPED)
def in_a_cell(hand_in):
    hand_in.cell("while True: pass")


@attack("an endless loop in the function", told=STOPPED)
def in_the_function(hand_in):
    hand_in.answer("def $exercise(*args, **settings):\n    while True: pass")


@attack("an endless loop in __del__, when a value is let go", told="stopped|not written", tried="let go|stopped")
def in_del(hand_in):
    hand_in.cell("""
        class Last:
            def __del__(self):
                while True: pass
        last = Last()
        print("let go")
        del last
    """)


@attack("an endless loop in __array__, when an answer is compared", told="stopped after|of type Slow|raised|returned")
def in_array(hand_in):
    hand_in.answer("""
        class Slow:
            def __array__(self, *args, **settings):
                while True: pass
            def __len__(self): return 3
            def __iter__(self):
                while True: pass
            def copy(self): return self
            def __array_namespace__(self, api_version=None):
                while True: pass
        def $exercise(*args, **settings):
            return Slow()
    """)


@attack("an endless loop in __repr__, when a value is shown", told=STOPPED)
def in_repr(hand_in):
    hand_in.cell("class Shown:\n    def __repr__(self):\n        while True: pass\nShown()")


@attack("a loop that swallows its interruption", told=STOPPED)
def swallowing(hand_in):
    hand_in.cell("import time\nwhile True:\n    try: time.sleep(60)\n    except BaseException: pass")


@attack("a function that ignores the alarm", told=STOPPED)
def alarm_ignored(hand_in):
    hand_in.answer("""
        import signal
        def $exercise(*args, **settings):
            signal.signal(signal.SIGALRM, signal.SIG_IGN)
            signal.setitimer(signal.ITIMER_REAL, 0)
            while True: pass
    """)


@attack("one step of C code that no signal interrupts", told=STOPPED)
def in_c(hand_in):
    hand_in.answer("import re\ndef $exercise(*args, **settings):\n    re.match(r'(a*)*b', 'a' * 60)")


@attack("a program that never ends, in a shell", told=STOPPED)
def in_a_shell(hand_in):
    hand_in.cell("!sleep $${RANDOM}99")


@attack("a generator without an end as an answer", told="stopped after|of type count|raised|memory|returned")
def generator(hand_in):
    hand_in.answer("import itertools\ndef $exercise(*args, **settings):\n    return itertools.count()")


@attack(
    "every cell slow, so that they use up the whole time together",
    told="s were used up|s were over|stopped",
    spends=True,
)
def slow_everywhere(hand_in):
    for _ in range(10):
        hand_in.cell("import time\ntime.sleep(1.8)")
