"""The student's command: `gradschool doctor` and `gradschool data`."""

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
