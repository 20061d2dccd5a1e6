"""Look for more that belongs into the kept corpus: one of its readers, driven by what its code covers (atheris).

atheris is no dependency of the project: ``.venv/bin/pip install atheris``. A find that is raised ends the run, and is
left in a file named ``crash-...``: name it by what it is, and move it into ``tests/grader/corpus``.

    .venv/bin/python tests/grader/fuzz.py notebooks -max_total_time=300
"""

import sys
from tempfile import TemporaryDirectory

try:
    import atheris
except ImportError:
    sys.exit("fuzz.py needs atheris: .venv/bin/pip install atheris")

with atheris.instrument_imports(include=["grader", "dateutil", "msgpack", "zipfile"], enable_loader_override=False):
    from test_corpus import READERS, kept, read


def main(kind: str, *options: str) -> None:
    """Fuzz one reader, from the files of its kind on."""
    if kind not in READERS:
        sys.exit(f"there is no {kind!r}: one of {', '.join(READERS)}")
    with TemporaryDirectory() as found:
        seeds = [str(folder) for folder in sorted({path.parent for path in kept(kind)})]
        atheris.Setup([sys.argv[0], *options, found, *seeds], lambda data: read(kind, data) and None)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
