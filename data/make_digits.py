"""Make lib/gradschool/data/sets/digits.npz from the digits inside scikit-learn's wheel.

Usage: python data/make_digits.py scikit_learn-1.7.2-....whl

scikit-learn itself is not needed, only its wheel (a zip file); README.md beside this file says what the images are.
"""

import gzip
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

INSIDE = "sklearn/datasets/data/digits.csv.gz"
TARGET = Path(__file__).resolve().parent.parent / "lib" / "gradschool" / "data" / "sets" / "digits.npz"


def main(wheel: str) -> None:
    """Read the wheel and write the set: images as uint8 (1797, 8, 8), labels as uint8 (1797,)."""
    with zipfile.ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read(INSIDE)).decode()
    rows = np.loadtxt(io.StringIO(text), delimiter=",").astype("uint8")
    np.savez_compressed(TARGET, images=rows[:, :-1].reshape(-1, 8, 8), labels=rows[:, -1])
    print(f"{TARGET}: {len(rows)} digits")


if __name__ == "__main__":
    main(sys.argv[1])
