"""The progress bar, where one is wanted."""

from collections.abc import Mapping
from typing import Any


def bar_over(total: int, done: int, wanted: bool) -> Any:
    """Return a progress bar over batches, or something that takes the same calls and shows nothing."""
    return Bar(total, done) if wanted else NoBar()


class NoBar:
    """Stands where no progress bar is wanted."""

    def update(self, batches: int) -> None:
        """Show nothing."""

    def set_postfix(self, row: Mapping[str, float]) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Leave nothing."""


class Bar(NoBar):
    """A bar by tqdm, of text or of a notebook's widgets."""

    def __init__(self, total: int, done: int) -> None:
        from tqdm.auto import tqdm

        self._bar = tqdm(total=total, initial=done, unit="batch")

    def update(self, batches: int) -> None:
        """Move on by some batches."""
        self._bar.update(batches)

    def set_postfix(self, row: Mapping[str, float]) -> None:
        """Show the losses and metrics of an epoch behind the bar."""
        shown = {name: f"{value:.4g}" for name, value in row.items() if name.startswith(("training_", "validation_"))}
        self._bar.set_postfix(shown)

    def close(self) -> None:
        """Leave the bar as it stands."""
        self._bar.close()
