"""The student's command: `gradschool doctor`, `gradschool check NOTEBOOK` and `gradschool data`.

>>> from click.testing import CliRunner
>>> from gradschool.cli import main
>>> CliRunner().invoke(main, ["data", "list"]).output.split(":")[0]
'mnist'
"""

import sys

import click

from gradschool import __version__


@click.group()
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
    for name, score in report.scores.items():
        click.echo(f"\n{score}" if score is not None else f"\n{name}: not written yet")
    wrong = any(
        score is None or not all(verdict.passed for verdict in score.verdicts) for score in report.scores.values()
    )
    sys.exit(bool(report.errors) or wrong)


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
