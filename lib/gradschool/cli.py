"""The student's command: `gradschool doctor`, `check NOTEBOOK`, `progress`, `collect` and `data`.

>>> from click.testing import CliRunner
>>> from gradschool.cli import main
>>> CliRunner().invoke(main, ["data", "list"]).output.split(":")[0]
'mnist'
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from gradschool import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gradschool")
def main() -> None:
    """A course on training neural networks: the student's command."""


@main.command()
def doctor() -> None:
    """Say what works here, and what to do about what does not."""
    from gradschool.doctor import examine, tell

    sys.exit(not tell(examine()))


@main.command()
@click.argument("notebook", type=click.Path(dir_okay=False))
def check(notebook: str) -> None:
    """Run NOTEBOOK and its unit's public checks.

    Exit status: 0 all right, 1 something is not, 2 the notebook can't be checked.
    """
    from gradschool.notebook import NotebookError, check_notebook

    try:
        report = check_notebook(notebook)
    except NotebookError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    for line in report.errors:
        click.echo(click.style(line, fg="red"))
    for name, score in report.total.scores.items():
        click.echo(f"\n{score}" if score is not None else f"\n{name}: not written yet")
    click.echo(f"\n{report.total.line}")
    sys.exit(bool(report.errors) or not report.total.complete)


@main.command()
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
def progress(folder: Path) -> None:
    """Say what is done in each unit below FOLDER (by default this one), and what comes next.

    Every notebook that lies beside its unit's checks is run, a few seconds each; one that has not changed since is not
    run again.
    """
    from gradschool.progress import survey

    found = survey(folder, _with_a_bar)
    for line in found.errors:
        click.echo(click.style(line, fg="red"), err=True)
    if not found.units:
        click.echo(f"no notebook with its unit's checks lies below {folder.resolve()}", err=True)
        sys.exit(2)
    click.echo(f"{found}\n")
    if found.next:
        click.echo(f"next: {found.next}")
    click.echo(found.library)


@main.command()
@click.argument("where", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    default="mygrad.py",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The module.",
)
@click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A notebook (the capstone's) whose cell gets your functions, instead of a module.",
)
@click.option("--force", is_flag=True, help="Replace what somebody wrote there; a copy stays beside it.")
def collect(where: tuple[Path, ...], out: Path, into: Path | None, force: bool) -> None:
    """Gather what is right in your notebooks into one module of your own.

    WHERE is a folder of notebooks, or notebooks. Each is run and checked. What is not right yet is listed with what is
    missing, and stands in the module as the library's own version, marked as borrowed.

    Exit status: 0 written, 1 kept what is there, 2 nothing to collect.
    """
    from gradschool.library.keeping import Kept, write_cell, write_module
    from gradschool.library.report import collected_from, lines_of
    from gradschool.notebook import NotebookError

    try:
        collection, unread = collected_from(where, _with_a_bar)
        for line in unread:
            click.echo(line)
        if into is None:
            click.echo("\n".join(lines_of(collection)))
            copy = write_module(collection.module.text, out, force)
            click.echo(f"\nwritten: {out}")
        else:
            cell, left, copy = write_cell(collection, into, force)
            click.echo("\n".join(lines_of(collection, cell.borrowed)))
            for name in left:
                click.echo(f"{name} is not in the cell: it needs a part of the library that is not there in grading")
            click.echo(f"\nwritten: the cell for your library in {into}, with {cell.told}")
        if copy:
            click.echo(f"what was there before is in {copy}")
    except Kept as kept:
        click.echo(f"\n{kept}", err=True)
        sys.exit(1)
    except NotebookError as error:
        click.echo(str(error), err=True)
        sys.exit(2)


def _with_a_bar(given: Sequence[Any]) -> Iterable[Any]:
    """Notebooks, or the units that are made of them, one after another, with a progress bar where somebody looks."""
    from tqdm import tqdm

    what = "running notebooks" if given and isinstance(given[0], Path) else "checking the module"
    return tqdm(given, desc=what, leave=False, disable=None)


@main.group()
def data() -> None:
    """Data sets that are downloaded."""


@data.command("list")
def list_sets() -> None:
    """Name the sets, and where they come from."""
    from gradschool.data.downloads import REGISTRY

    for name, source in REGISTRY.items():
        click.echo(f"{name}: {source.credit}")


@data.command()
@click.argument("name")
def fetch(name: str) -> None:
    """Download the set NAME, or check the copy that is there."""
    from gradschool.data.downloads import REGISTRY, DataError, path_of

    if name not in REGISTRY:
        click.echo(f"data set {name!r} is not known; there are {', '.join(REGISTRY)}", err=True)
        sys.exit(2)
    try:
        for file in REGISTRY[name].files:
            click.echo(path_of(name, file))
    except DataError as error:
        click.echo(str(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
