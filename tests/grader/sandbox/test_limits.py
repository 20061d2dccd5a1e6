"""Time, memory, processes and files end where they should, and the rest of a submission still counts."""

import pytest

from grader.sandbox import Cell, Examiner, Job, Limits
from grader.sandbox.bubblewrap import writable_folders
from grader.sandbox.model import MiB

pytestmark = pytest.mark.sandbox

DOUBLE = "def double(x): return 2 * x"
TRIPLE = "def triple(x): return 3 * x"


def problems(result):
    return [(problem.kind, problem.where) for problem in result.problems]


def rest_counts(result):
    return result.answers["triple", "of_one"].outputs == {"thrice": 3}


def test_an_endless_loop_in_a_cell_is_stopped_and_the_rest_runs(hurried):
    result = hurried("print('before')\nwhile True: pass", TRIPLE)
    assert problems(result) == [("timeout", "cell 0")]
    assert result.problems[0].message == "stopped after 1 s"
    assert result.cells[0].outputs[0].text == "before\n"
    assert rest_counts(result)


def test_a_loop_that_swallows_everything_is_killed_and_the_rest_runs(hurried):
    source = "import time\nwhile True:\n    try: time.sleep(60)\n    except BaseException: pass"
    result = hurried(DOUBLE, source, TRIPLE)
    assert problems(result) == [("timeout", "cell 1")]
    assert rest_counts(result)


def test_an_endless_loop_in_a_function_costs_that_exercise_alone(hurried):
    result = hurried("def double(x):\n    while True: pass", TRIPLE)
    assert problems(result) == [("timeout", "double")]
    first, second = (result.answers["double", name].error for name in ("of_a_vector", "of_a_scalar"))
    assert first.kind == second.kind == "timeout"
    assert second.message.startswith("not run")
    assert rest_counts(result)


def test_a_probe_is_stopped_when_its_own_seconds_of_computing_are_over(paced):
    result = paced("def double(x):\n    while True: pass", TRIPLE)
    assert problems(result) == [("timeout", "double")]
    assert result.problems[0].message == "stopped after 0.5 s of computing"
    assert rest_counts(result)


def test_a_cell_is_stopped_when_its_seconds_of_computing_are_over(paced):
    result = paced(DOUBLE, "print('begun')\nwhile True: pass", TRIPLE)
    assert problems(result) == [("timeout", "cell 1")]
    assert result.problems[0].message == "stopped after 0.5 s of computing"
    assert result.cells[1].outputs[0].text == "begun\n"
    assert rest_counts(result)


def test_a_cell_that_waits_does_not_compute(paced):
    assert problems(paced("import time\ntime.sleep(0.7)", DOUBLE, TRIPLE)) == []


def test_waiting_is_no_computing(paced):
    result = paced("import time\ndef double(x):\n    time.sleep(0.7)\n    return 2 * x", TRIPLE)
    assert problems(result) == []
    assert result.answers["double", "of_a_scalar"].outputs == {"twice": 42}


def test_time_is_charged_to_the_exercise_that_took_it(hurried):
    result = hurried("def double(x):\n    while True: pass", TRIPLE)
    assert result.spent.keys() == {"double", "triple"}
    assert result.spent["double"] >= 1.0  # the limit of a probe here
    assert result.spent["triple"] > 0


def test_a_function_that_ignores_its_interruption_costs_that_exercise_alone(hurried):
    source = "import signal\ndef double(x):\n    signal.signal(signal.SIGALRM, signal.SIG_IGN)\n    while True: pass"
    result = hurried(source, TRIPLE)
    assert problems(result) == [("timeout", "double")]
    assert rest_counts(result)


def test_a_submission_that_is_slow_everywhere_ends(hurried):
    stubborn = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"
    result = hurried(*[stubborn] * 8, TRIPLE)
    assert ("timeout", "submission") in problems(result)
    assert set(result.answers) == {("double", "of_a_vector"), ("double", "of_a_scalar"), ("triple", "of_one")}


def test_a_greedy_array_is_a_memory_error_in_its_cell(cramped):
    result = cramped("import numpy as np\nx = np.ones(2 ** 27)", TRIPLE)
    assert problems(result) == [("memory", "cell 0")]
    assert result.problems[0].message == "asked for more than 0.25 GiB of memory (line 2: x = np.ones(2 ** 27))"
    assert rest_counts(result)


def test_memory_taken_by_many_processes_is_counted_together(cramped):
    source = "import os\nfor _ in range(6):\n    if os.fork() == 0:\n"
    source += "        hoard = bytearray(os.urandom(1)) * 100_000_000\n        while True: pass\nwhile True: pass"
    result = cramped(source, TRIPLE)
    assert problems(result) == [("memory", "cell 0")]
    assert rest_counts(result)


def test_memory_that_would_stay_when_it_is_let_go_can_not_be_had(cramped):
    result = cramped("import mmap\nheld = mmap.mmap(-1, 100_000_000)", TRIPLE)
    assert "Operation not permitted" in result.problems[0].message
    assert rest_counts(result)


def test_a_process_that_computes_for_another_has_shared_memory_that_is_counted(examine, text_of):
    source = "import multiprocessing\nfork = multiprocessing.get_context('fork')\n"
    source += "def work(queue, numbers): queue.put(sum(numbers))\n"
    source += "queue, numbers = fork.SimpleQueue(), fork.RawArray('d', range(1000))\n"
    source += (
        "child = fork.Process(target=work, args=(queue, numbers))\nchild.start()\nprint(queue.get())\nchild.join()"
    )
    assert text_of(examine(source), 0) == "499500.0\n"


def test_memory_that_processes_share_counts_once(cramped):
    source = (
        "import os, time\nfor _ in range(30):\n    if os.fork() == 0:\n        time.sleep(0.5)\n        os._exit(0)\n"
    )
    source += "while True:\n    try: os.wait()\n    except ChildProcessError: break"
    assert cramped(source).problems == []


def test_files_in_memory_count_as_memory():
    source = "for folder in ('/student', '/dev/shm', '/warm'):\n    for n in range(2):\n"
    source += "        open(f'{folder}/{n}', 'wb').write(bytes(60_000_000))\nwhile True: pass"
    with Examiner(Limits(memory=128 * MiB)) as examiner:
        assert problems(examiner.examine(Job((Cell(0, source),)))) == [("memory", "cell 0")]


def test_what_is_left_in_sockets_counts_too(cramped):
    source = "import os, socket\nfor _ in range(12):\n    if os.fork() == 0: break\nheld = []\nwhile True:\n"
    source += "    try: held.append(socket.socketpair())\n    except OSError: continue\n    for end in held[-1]:\n"
    source += "        end.setblocking(False)\n        try:\n            while True: end.send(bytes(65536))\n"
    source += "        except BlockingIOError: pass"
    result = cramped(source, TRIPLE)
    assert problems(result) == [("memory", "cell 0")]
    assert rest_counts(result)


def test_memory_of_a_process_whose_first_thread_has_ended_counts(cramped):
    source = "import ctypes, os, threading, time\nheld = []\ndef hold():\n    held.append(b'x' * 100_000_000)\n"
    source += "    time.sleep(600)\nfor _ in range(4):\n    if os.fork() == 0:\n"
    source += "        threading.Thread(target=hold).start()\n        ctypes.CDLL(None).syscall(60, 0)\ntime.sleep(600)"
    result = cramped(source, TRIPLE)
    assert problems(result) == [("memory", "cell 0")]
    assert rest_counts(result)


HOLDS = {
    "in sight": "while len(held) < 256: held.append(os.pipe())",
    "hidden, in a program that nobody may read": "shutil.copy('/bin/sleep', 'secretive'); "
    "os.chmod('secretive', 0o111); subprocess.run(['./secretive', '600'])",
}


@pytest.mark.parametrize("hold", HOLDS.values(), ids=HOLDS)
def test_more_pipes_than_anybody_needs_end_what_holds_them(cramped, hold):
    source = "import os, shutil, subprocess, time\nheld = []\nfor _ in range(3):\n    if os.fork() == 0: break\n"
    result = cramped(f"{source}try:\n    {hold}\nexcept OSError: time.sleep(600)", TRIPLE)
    assert problems(result) == [("crash", "cell 0")]
    assert result.problems[0].message == "held more than 128 pipes, or hid which files were open"
    assert rest_counts(result)


def test_a_pool_of_processes_holds_no_more_pipes_than_are_allowed(examine, text_of):
    source = "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(24) as pool:\n"
    assert text_of(examine(source + "    print(sum(pool.map(abs, range(-999, 0))))"), 0) == "499500\n"


def test_a_fork_bomb_stays_in_its_sandbox(hurried):
    source = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"
    result = hurried(source, TRIPLE)
    assert problems(result) in ([("timeout", "cell 0")], [("memory", "cell 0")])
    assert rest_counts(result)


def test_processes_are_limited_and_running_out_is_an_ordinary_error(examine, text_of):
    source = "import os, time\ncount = 0\ntry:\n    while True:\n        if os.fork() == 0: time.sleep(600)\n"
    source += "        count += 1\nexcept BlockingIOError: print(count)"
    assert 50 <= int(text_of(examine(source), 0)) <= 64


def test_running_out_of_threads_is_an_ordinary_error(cramped):
    source = "import threading, time\nfor _ in range(500):\n"
    source += "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    result = cramped(source, TRIPLE)
    assert result.problems[0].message.startswith("RuntimeError: can't start new thread")
    assert rest_counts(result)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os\nos._exit(0)", "ended Python itself (exit status 0)"),
        ("import ctypes\nctypes.string_at(0)", "SIGSEGV"),
        ("import os\nos.abort()", "crashed Python itself"),
    ],
)
def test_a_death_in_a_cell_leaves_out_that_cell_alone(cramped, source, words):
    result = cramped(DOUBLE, source, TRIPLE)
    assert problems(result) == [("crash", "cell 1")]
    assert words in result.problems[0].message
    assert rest_counts(result)


def test_a_death_in_a_function_costs_that_exercise_alone(cramped):
    result = cramped("import os\ndef double(x):\n    os._exit(1)", TRIPLE)
    assert problems(result) == [("crash", "double")]
    assert [result.answers["double", name].error.kind for name in ("of_a_vector", "of_a_scalar")] == ["crashed"] * 2
    assert rest_counts(result)


def test_deep_recursion_is_an_ordinary_error(cramped):
    result = cramped("def double(x):\n    return double(x)", TRIPLE)
    assert result.answers["double", "of_a_scalar"].error.type == "RecursionError"
    assert rest_counts(result)


def test_a_file_that_grows_too_large_is_an_error_in_its_cell(cramped):
    result = cramped("with open('big', 'wb') as file:\n    file.write(bytes(2 ** 21))", TRIPLE)
    assert "File too large" in result.problems[0].message
    assert rest_counts(result)


@pytest.mark.parametrize("folder", writable_folders())
def test_a_full_disk_is_an_error_in_its_cell(cramped, folder):
    source = f"import os\nos.chdir('{folder}')\nfor n in range(9):\n    open(str(n), 'wb').write(bytes(10 ** 6))"
    assert "No space left" in cramped(source, TRIPLE).problems[0].message


def test_too_many_files_are_an_error_in_their_cell(cramped):
    result = cramped("for n in range(10_000):\n    open(str(n), 'w').close()", TRIPLE)
    assert "No space left" in result.problems[0].message


def test_limits_can_not_be_raised_again(cramped):
    source = "import resource\nfor name in ('AS', 'FSIZE', 'NPROC', 'NOFILE', 'CPU'):\n"
    source += "    number = getattr(resource, 'RLIMIT_' + name)\n"
    source += "    try: resource.setrlimit(number, (resource.RLIM_INFINITY,) * 2)\n"
    source += "    except (ValueError, OSError): continue\n    print(name)"
    result = cramped(source)
    assert result.cells[0].ok
    assert result.cells[0].outputs == ()


def test_processes_that_a_cell_left_behind_take_no_time_from_the_probes(examine):
    left = "import os, subprocess\nleft = subprocess.Popen(['sleep', '600'])\nos.kill(left.pid, 0)"
    result = examine(left, DOUBLE, "def triple(x):\n    os.kill(left.pid, 0)\n    return 3 * x")
    assert problems(result) == []
    assert result.answers["triple", "of_one"].error.type == "ProcessLookupError"


def test_an_answer_too_large_to_be_sent_is_told_as_that(cramped):
    result = cramped("hoard = 'x' * 120_000_000\ndef double(x):\n    return [hoard] * 40", TRIPLE)
    assert problems(result) == []
    assert "more memory to send than there is" in result.answers["double", "of_a_scalar"].error.message
    assert rest_counts(result)
