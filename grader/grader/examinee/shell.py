"""The IPython that runs a student's cells: magics work, nothing is remembered, displays become plain outputs."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import traceback
from types import TracebackType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grader.examinee.outputs import Outputs, Stream

SPECIAL = re.compile(r"[%?]|!(?!=)|^\s*[/,;]")
"""What the line of any magic, shell command or question for help holds; IPython looks token by token, which is slow."""
CELL_NAME = "<ipython-input-{}>"
FRAMES_SHOWN = 12
MESSAGE_LENGTH = 2000


class _Publisher(DisplayPublisher):
    """Takes ``display(...)``: its PNG, else its text; HTML never leaves."""

    def publish(self, data: dict[str, Any], metadata: Any = None, **_: Any) -> None:  # type: ignore[override]
        assert isinstance(self.shell, ExamShell)
        self.shell.show(data)

    def clear_output(self, wait: bool = False) -> None:
        assert isinstance(self.shell, ExamShell)
        self.shell.outputs.take()


class _Hook(DisplayHook):
    """Takes the value of a cell's last line."""

    def write_output_prompt(self) -> None:
        return

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        assert isinstance(self.shell, ExamShell)
        self.shell.show(format_dict)

    def finish_displayhook(self) -> None:
        self._is_active = False


class CellTransforms(TransformerManager):
    """IPython's own way to turn a cell into Python, spared where a cell can't hold what it looks for."""

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        if len(self.token_transformers) == STANDARD_TRANSFORMERS and not any(map(SPECIAL.search, lines)):
            return lines
        transformed: list[str] = super().do_token_transforms(lines)
        return transformed


STANDARD_TRANSFORMERS = len(CellTransforms().token_transformers)


class ExamShell(InteractiveShell):
    """One shell in the warm parent; each examinee is a fork of it."""

    outputs: Outputs
    current_cell = 0

    def show(self, bundle: dict[str, Any]) -> None:
        """Keep the PNG of a display bundle, or else its text."""
        png = bundle.get("image/png")
        if isinstance(png, (str, bytes)):
            self.outputs.image(base64.b64decode(png) if isinstance(png, str) else png)
        elif "text/plain" in bundle:
            self.outputs.text(str(bundle["text/plain"]))

    def run(self, index: int, source: str) -> BaseException | None:
        """Run a cell; its outputs are collected. The exception that ended it, if any."""
        self.current_cell = index
        sys.stdout, sys.stderr = Stream(self.outputs, "stdout"), Stream(self.outputs, "stderr")
        result = self.run_cell(source, store_history=True)
        return None if result is None else result.error_before_exec or result.error_in_exec

    def should_run_async(self, raw_cell: str, **more: Any) -> bool:
        """Whether a cell awaits something at its top level: asked only where the words for it occur."""
        return ("await" in raw_cell or "async" in raw_cell) and super().should_run_async(raw_cell, **more)

    def showtraceback(self, exc_tuple: Any = None, *_: Any, **__: Any) -> None:
        """Keep an exception as the lines of the student's cells that led to it, and its message."""
        kind, error, trace = exc_tuple or sys.exc_info()
        if kind is not None and error is not None:
            self.outputs.error(kind.__name__, describe(error, trace))

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        """A syntax error is shown like any other."""
        self.showtraceback()

    def system_piped(self, cmd: str) -> None:
        """``!command``: what it prints is printed, and its exit status never fails a cell."""
        command = self.var_expand(cmd, depth=1)
        with subprocess.Popen(
            command,
            shell=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            try:
                for text in process.stdout or ():
                    sys.stdout.write(text)
            finally:
                process.kill()
        self.user_ns["_exit_code"] = process.returncode

    system = system_piped
    system_raw = system_piped

    def ask_exit(self) -> None:
        """``exit`` and ``quit`` in a cell end nothing."""

    def enable_matplotlib(self, gui: Any = None) -> tuple[str, str]:
        """Figures are always inline, which they are from the start; ``%matplotlib widget`` fails no cell."""
        return "inline", "inline"

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window here."""


def create(outputs: Outputs) -> ExamShell:
    """Make the shell, without a history file, colors or completion."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.display_page = True
    shell: ExamShell = ExamShell.instance(config=config, display_pub_class=_Publisher, displayhook_class=_Hook)
    shell.outputs = outputs
    shell.input_transformer_manager = CellTransforms()
    shell.compile.get_code_name = lambda *_: CELL_NAME.format(shell.current_cell)
    assert shell.display_formatter is not None
    shell.display_formatter.active_types = ["text/plain", "image/png"]
    return shell


def describe(error: BaseException, trace: TracebackType | None) -> str:
    """An exception as a student should read it: where in their cells, and what it says."""
    places = [
        (f.lineno, f.name, f.line) for f in traceback.extract_tb(trace) if f.filename.startswith("<ipython-input-")
    ]
    if isinstance(error, SyntaxError):
        places.append((error.lineno, "<module>", (error.text or "").strip()))
    lines = []
    for number, name, text in places[-FRAMES_SHOWN:]:
        lines.append(f"line {number}" if name == "<module>" else f"line {number}, in {name}")
        lines += [f"    {text}"] if text else []
    return "\n".join([*lines, message_of(error)])


def message_of(error: BaseException) -> str:
    """What an exception says, its name first."""
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        text = ""
    name = type(error).__name__
    return (f"{name}: {text}" if text else name)[:MESSAGE_LENGTH]


def line_of(error: BaseException, index: int) -> str:
    """The line of a cell that raised an exception, where it is known."""
    name = CELL_NAME.format(index)
    places = [(f.lineno, f.line) for f in traceback.extract_tb(error.__traceback__) if f.filename == name]
    if isinstance(error, SyntaxError) and error.filename == name:
        places.append((error.lineno, (error.text or "").strip()))
    if not places:
        return ""
    number, text = places[-1]
    return f"line {number}: {text}" if text else f"line {number}"
