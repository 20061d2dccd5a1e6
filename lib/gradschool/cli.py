"""The student's command: `gradschool doctor`, `gradschool check NOTEBOOK`, `gradschool progress` and `gradschool data`.

>>> from click.testing import CliRunner
>>> from gradschool.cli import main
>>> CliRunner().invoke(main, ["data", "list"]).output.split(":")[0]
'mnist'
"""

import sys
from pathlib import Path

import click

from gradschool import __version__

INSTRUCTORS = {"submitted", "autograded", "feedback", "solutions", "demo", ".grader", ".ipynb_checkpoints"}
"""Folders of a course in which notebooks lie that are not the reader's own."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gradschool")
def main() -> None:
    """A course on training neural networks: the student's command."""


@main.command()
def doctor() -> None:
    """Say what works here, and what to do about what does not."""
    from gradschool.doctor import examine

    findings = examine()
    for finding in findings:
        mark, color = {"fine": ("ok", "green"), "optional": ("--", None), "wrong": ("!!", "red")}[finding.state]
        click.echo(f"{click.style(mark, fg=color)}  {finding.what}: {finding.said}")
        if finding.advice:
            click.echo(f"    {finding.advice}")
    sys.exit(any(finding.state == "wrong" for finding in findings))


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

    Every notebook that lies beside its unit's checks is run, a few seconds each.
    """
    from gradschool.notebook import NotebookError, check_notebook

    root = folder.resolve()
    own = (path for path in root.rglob("*.ipynb") if not set(path.relative_to(root).parts) & INSTRUCTORS)
    notebooks = sorted(path for path in own if path.stem == path.parent.name and (path.parent / "probes.py").is_file())
    if not notebooks:
        click.echo(f"no notebook with its unit's checks lies below {folder.resolve()}", err=True)
        sys.exit(2)
    to_come = []
    for path in notebooks:
        try:
            total = check_notebook(path).total
        except NotebookError as error:
            click.echo(f"{path.relative_to(root)}: {error}")
            continue
        click.echo(f"{path.relative_to(root)}: {total.line}")
        to_come += [(path.stem, name) for name, score in total.scores.items() if not score]
    if to_come:
        click.echo("\nnext: {1} in {0}".format(*to_come[0]))


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
