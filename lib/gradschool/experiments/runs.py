"""A table of runs that outlives its notebook: for each setting a number a seed, kept in a file, and never overwritten.

>>> import tempfile
>>> from pathlib import Path
>>> path = Path(tempfile.mkdtemp()) / "runs.json"
>>> Runs(path).add("baseline", [0.70, 0.74], seconds=1.2)
>>> runs = Runs(path)
>>> runs["baseline"].tolist(), runs.seconds["baseline"]
([0.7, 0.74], 1.2)
>>> runs.add("baseline", [0.9, 0.9], seconds=1.0)
Traceback (most recent call last):
...
ValueError: 'baseline' is in the table and keeps its numbers; give the run another name, or take it out with forget(...)
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np


class Runs(Mapping[str, np.ndarray]):
    """Results by the names of their settings, in the order in which they came.

    Parameters
    ----------
    path : path
        Where they are kept, as JSON; what is there already is read.

    Raises
    ------
    ValueError
        If a file is there that holds no such table; it stays as it is.

    Attributes
    ----------
    seconds : dict of str to float
        How long a run took.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8")) if self._path.exists() else {}
            self._numbers = {name: np.array(one["numbers"], dtype=float) for name, one in kept.items()}
            self.seconds = {name: float(one["seconds"]) for name, one in kept.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(
                f"{self._path} holds no table of runs ({type(error).__name__}: {error}); it stays as it is: give it "
                f'another name to keep it, or begin another table, Runs("other.json")'
            ) from None

    def add(self, name: str, numbers: Sequence[float] | np.ndarray, seconds: float) -> None:
        """Keep a setting's results.

        Parameters
        ----------
        name : str
        numbers : sequence of float
            One a seed, in the order of the seeds.
        seconds : float
            How long one of the runs took.

        Raises
        ------
        ValueError
            If the name is taken: what was measured under it stays.
        """
        if name in self._numbers:
            raise ValueError(
                f"{name!r} is in the table and keeps its numbers; give the run another name, or take it out with "
                "forget(...)"
            )
        self._numbers[name], self.seconds[name] = np.array(numbers, dtype=float), float(seconds)
        self._write()

    def forget(self, name: str) -> None:
        """Take a setting out of the table, and out of the file.

        Raises
        ------
        ValueError
            If no run has this name.
        """
        if name not in self._numbers:
            raise ValueError(
                f"no run is called {name!r}; there are {', '.join(map(repr, self._numbers)) or 'none yet'}"
            )
        del self._numbers[name], self.seconds[name]
        self._write()

    def _write(self) -> None:
        rows = {name: {"numbers": one.tolist(), "seconds": self.seconds[name]} for name, one in self._numbers.items()}
        draft = self._path.with_name(f".{self._path.name}.new")
        draft.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        draft.replace(self._path)  # a file is whole at any time

    def __getitem__(self, name: str) -> np.ndarray:
        return self._numbers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
