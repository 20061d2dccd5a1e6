"""``make book``: every unit run, its page written, all pages made one site in ``book/_site/``.

    python -m book.build [--rubrics] [UNIT ...]
    python -m book.build --reference DIR

The second is ``make docs``: of all pages the library's reference alone, in a folder of its own.

Units that ran before are not run again. ``book/_source/`` holds what Sphinx reads, ``.grader/book/`` what is kept
between two builds; the site is ``book/_site/``, which works from a web server and from a double click.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from book import icons
from book.execute import ExecutionError, is_kept
from book.links import Targets
from book.outline import Outline
from book.pages import write_pages, write_reference
from book.units import write_unit
from grader.course import Course, CourseError

HERE = Path(__file__).parent
SECONDS = 1800
"""The longest that Sphinx may take; it takes one for each page on a quiet machine."""
UNWANTED = ("*.map", "*macros.html", ".buildinfo*", "objects.inv", "_sources")
NAMELESS = '<summary><span class="toctree-toggle"'
NAMED = NAMELESS.replace("<summary>", '<summary aria-label="The pages below">')
NAMES = re.compile(r'(?<=<span class="pre">)[^<]+')
JOINTS = re.compile(r"(?<=[_./(,=])(?=[^\W\d_])")
"""Where a name in the text may be broken, in a column that is narrow."""
OPTION = re.compile(r"^-+\w+")
"""What no line may part: the hyphens of an option, and its first word."""
WHOLE = r'<span class="whole">\g<0></span>'


class BookError(Exception):
    """The book can't be made; the message says why."""


def make(
    course: Course,
    names: Sequence[str],
    source: Path,
    site: Path,
    *,
    workers: int | None = None,
    rubrics: bool = False,
) -> None:
    """Make the site of some units, or of all.

    Parameters
    ----------
    course : Course
    names : sequence of str
        The units; none means all.
    source, site : Path
        The folder that Sphinx is to read, and the site; both are written.
    workers : int, optional
        How many units run at once; one a processor by default.
    rubrics : bool, default False
        Whether the instructors' part has a page that gathers the rubrics of all written answers.

    Raises
    ------
    BookError
        If Sphinx is not content with a page.
    """
    units = [unit.name for unit in course.units(tuple(names))]
    outlines = [Outline.of(course.unit(name)) for name in units]
    targets = Targets.of(outlines)
    _forget_units(source, units)
    with _bar() as bar, ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        anew = sum(not is_kept(course, name) for name in units)
        task = bar.add_task(f"units, {anew} to run" if anew else "units", total=len(units))
        for done in as_completed([pool.submit(write_unit, course, name, source, targets) for name in units]):
            done.result()
            bar.advance(task)
    write_pages(source, course, units, rubrics=rubrics)
    html = course.state / "book" / "html"
    _forget(source, html)
    _sphinx(source, html)
    _publish(html, site)


def make_reference(course: Course, site: Path) -> None:
    """Make a site of the library's reference alone; it takes no unit's run.

    Raises
    ------
    BookError
        If Sphinx is not content with a page.
    """
    kept = course.state / "book" / "reference"
    shutil.rmtree(kept, ignore_errors=True)
    write_reference(kept / "source", course)
    _sphinx(kept / "source", kept / "html")
    _publish(kept / "html", site)


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


def _forget_units(source: Path, units: Sequence[str]) -> None:
    """Remove what an earlier build wrote of units that this one leaves out."""
    for path in [*(source / "units").glob("*"), *(source / "extra/notebooks").glob("*")]:
        if path.stem not in units:
            path.unlink()
    for folder in (source / "extra/figures").glob("*"):
        if folder.name not in units:
            shutil.rmtree(folder)


def _forget(source: Path, html: Path) -> None:
    """Remove what an earlier build made of pages, figures, and downloads that are there no more."""
    for page in html.rglob("*.html"):
        if not (source / page.relative_to(html)).with_suffix(".md").is_file():
            page.unlink()
    for folder in (source / "extra").iterdir():
        shutil.rmtree(html / folder.name, ignore_errors=True)


def _sphinx(source: Path, html: Path) -> None:
    """Run Sphinx; a warning is an error."""
    options = ["-q", "-W", "--keep-going", "-b", "html", "-c", str(HERE), "-d", f"{html}-trees"]
    options += ["-D", f"html_extra_path={source.resolve() / 'extra'}"]
    command = [sys.executable, "-m", "sphinx", *options, str(source), str(html)]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0"}
    if subprocess.run(command, env=environment, timeout=SECONDS).returncode:
        shutil.rmtree(f"{html}-trees", ignore_errors=True)  # or it would be silent about the same page next time
        raise BookError(f"Sphinx is not content with what stands in {source}; what it says is above")


def _publish(html: Path, site: Path) -> None:
    """Copy what Sphinx made, without what nobody reads.

    A fold of the navigation gets a name to be heard, a long name in the text its joints, an option hyphens that stay.
    """
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(html, site, ignore=shutil.ignore_patterns(*UNWANTED))
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8").replace(NAMELESS, NAMED)
        text = NAMES.sub(lambda name: OPTION.sub(WHOLE, JOINTS.sub("<wbr>", name[0])), text)
        page.write_text(text, encoding="utf-8")
    icons.keep_used(site)


def main(arguments: Sequence[str]) -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make book", description=__doc__.splitlines()[0])
    parser.add_argument("units", nargs="*", metavar="UNIT", help="names of units; all by default")
    parser.add_argument(
        "--rubrics", action="store_true", help="with a page that gathers all rubrics, for those who grade"
    )
    parser.add_argument("--reference", type=Path, metavar="DIR", help="the library's reference alone, in this folder")
    named = parser.parse_args(arguments)
    site = named.reference or HERE / "_site"
    try:
        if named.reference:
            make_reference(Course.find(HERE), site)
        else:
            make(Course.find(HERE), named.units, HERE / "_source", site, rubrics=named.rubrics)
    except (BookError, CourseError, ExecutionError) as error:
        sys.exit(f"make book: {error}")
    print(f"{site / 'index.html'}")


if __name__ == "__main__":
    main(sys.argv[1:])
