"""The name that `grader.formgrader.FeedbackExporter` had: settings of older courses still say it."""

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    if name == "FeedbackExporter":
        return getattr(import_module("grader.formgrader"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
