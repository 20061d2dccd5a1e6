"""The warm parent: imports everything once, then forks a warden for each job, one at a time.

It is sent descriptors, never content: the judge speaks with the examinee over a socket that the parent passes on.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import random
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

from grader.examinee import kernel, warden
from grader.examinee.blocked import block
from grader.examinee.confine import confine
from grader.examinee.limits import ExamineeLimits

NOBODY = 65534
FIRST_USER = 1_900_000_000
"""From here on users belong to no system (systemd's "unused" range), so each sandbox takes one that has nothing."""
MESSAGE_BYTES = 2**16
PRELOADED = (
    "numpy",
    "matplotlib.pyplot",
    "gradschool.backend",
    "gradschool.checks",
    "gradschool.experiments.contest",
    "gradschool.data",
    "gradschool.lesson",
    "gradschool.plots",
)


def main(control_descriptor: int) -> None:
    """Get ready, say so, and serve jobs until the judge hangs up."""
    control = socket.socket(fileno=control_descriptor)
    settings = json.loads(control.recv(MESSAGE_BYTES))
    limits, syscalls = ExamineeLimits.load(settings["trial"]), bytes.fromhex(settings["syscalls"])
    _become_nobody(limits)
    _prepare_folders(settings["fonts"])
    block(settings["blocked"])
    shell = _warm_up()
    trouble = _trial(limits, syscalls)
    control.send(json.dumps({"ready": not trouble, "message": trouble}).encode())
    if not trouble:
        _serve(control, shell, syscalls)


def _serve(control: socket.socket, shell: Any, syscalls: bytes) -> None:
    from grader.examinee.serve import serve

    def examinee(limits: ExamineeLimits, line: int) -> None:
        confine(limits, line, syscalls)
        serve(line, limits, shell)

    while True:
        message, descriptors, _, _ = socket.recv_fds(control, MESSAGE_BYTES, 2)
        if not message:
            return
        line, leash = descriptors
        child = os.fork()
        if child == 0:
            control.close()
            warden.keep(ExamineeLimits.load(message), line, socket.socket(fileno=leash), examinee)
            os._exit(0)
        os.close(line)
        os.close(leash)
        os.waitpid(child, 0)
        control.send(b"done")


def _become_nobody(limits: ExamineeLimits) -> None:
    """Root's children must not be root: no limit on processes would hold.

    Each sandbox becomes a user of its own, for what the kernel counts by user (pipes, watches) is then no neighbor's.
    """
    if limits.namespaces and os.geteuid() == 0:
        os.setgroups([])
        for user in (FIRST_USER + random.SystemRandom().randrange(2**24), NOBODY):
            with contextlib.suppress(OSError):  # within somebody's user namespace there are fewer users
                os.setresgid(user, user, user)
                os.setresuid(user, user, user)
                break
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)


def _prepare_folders(fonts: str) -> None:
    """Matplotlib wants a folder that it may write to; the font list in it was made before."""
    folder = Path(os.environ["MPLCONFIGDIR"])
    folder.mkdir(parents=True, exist_ok=True)
    for ready in Path(fonts).glob("*.json"):
        shutil.copy(ready, folder)


def _warm_up() -> Any:
    """Import and try once all that nearly every submission uses; then freeze it, so that forks share it."""
    from grader.examinee.outputs import Outputs
    from grader.examinee.shell import create

    for name in PRELOADED:
        try:
            __import__(name)
        except Exception as error:
            sys.stderr.write(f"{name} could not be preloaded: {type(error).__name__}: {error}\n")
    shell = create(Outputs(2**16, 2**20))
    names = set(shell.user_ns)
    shell.run(0, "import matplotlib.pyplot as _p\n_f, _a = _p.subplots()\n_a.plot([0, 1])\n_p.show()")
    shell.run(0, "1 / 0")
    shell.run(0, "%precision 8\n[1.0]")
    shell.run(0, "from gradschool.data import digits as _d\n_d()")
    shell.outputs.take()
    shell.reset(new_session=True)
    for name in set(shell.user_ns) - names:
        del shell.user_ns[name]
    random.seed(0)
    gc.collect()
    gc.freeze()
    return shell


def _trial(limits: ExamineeLimits, syscalls: bytes) -> str:
    """Why an examinee can't be confined here; empty if it can."""
    reading, writing = os.pipe()

    def examinee(limits: ExamineeLimits, line: int) -> None:
        try:
            confine(limits, line, syscalls)
        except OSError as error:
            os.write(line, str(error).encode())
        os._exit(0)

    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    child = os.fork()
    if child == 0:
        warden.keep(limits, writing, theirs, examinee)
        os._exit(0)
    os.close(writing)
    theirs.close()
    os.waitpid(child, 0)
    said = os.read(reading, MESSAGE_BYTES).decode()
    ended = json.loads(ours.recv(MESSAGE_BYTES) or b"{}")
    os.close(reading)
    ours.close()
    return said or str(ended.get("message", "" if ended.get("ended") == "exit" else ended))
