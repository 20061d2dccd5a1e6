"""The READMEs, CONTRIBUTING and docs/ promise nothing that is not there: commands, options, files, pictures."""

import re
from pathlib import Path

import click
import pytest

from grader.audit.attacks.corpus import load_corpus
from grader.cli import main as grader
from gradschool.cli import main as gradschool

COMMANDS = {"grader": grader, "gradschool": gradschool}
ROOT = Path(__file__).parents[2]
DOCUMENTS = ["README.md", "lib/README.md", "grader/README.md", "CONTRIBUTING.md"]
DOCUMENTS += [f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))]
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
OUR_FILE = re.compile(r"`((?:lib/gradschool|grader/grader|tests|benchmarks|docs)/[^`*{}\s]*)`")
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#\s]+)[^)]*\)")


def code_lines(text: str) -> list[str]:
    """Lines of a document's code, without their comments."""
    return [line.split("  #")[0] for code in CODE.findall(text) for line in code.strip("`").splitlines()]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_command_of_a_document_is_a_target(document: str, root: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(), re.MULTILINE))
    named = {
        found for line in code_lines((root / document).read_text()) for found in re.findall(r"\bmake ([a-z-]+)", line)
    }
    assert named <= targets


def is_known(program: str, command: str, rest: str) -> bool:
    """Whether a program has a subcommand with the options that are written behind it."""
    group = COMMANDS[program]
    found = group.get_command(click.Context(group), command)
    if isinstance(found, click.Group):
        found = found.get_command(click.Context(found), rest.split()[0]) if rest.split() else None
    options = {name for parameter in (found.params if found else []) for name in parameter.opts}
    return found is not None and set(re.findall(r"--[a-z-]+", rest)) <= options


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_of_a_document_exists_with_its_options(document: str, root: Path) -> None:
    lines = code_lines((root / document).read_text())
    used = [found for line in lines for found in re.findall(r"(?<![\w-])(grader|gradschool) ([a-z]+)\b(.*)", line)]
    assert [" ".join(words) for words in used if not is_known(*words)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_links_to_is_in_the_repository(
    document: str, root: Path, tracked: list[Path]
) -> None:
    linked = [target for _, _, target in LINK.findall((root / document).read_text()) if "://" not in target]
    targets = [((root / document).parent / target).resolve() for target in linked]
    assert [path for path in targets if not is_tracked(path, tracked)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_of_ours_that_a_document_names_is_in_the_repository(
    document: str, root: Path, tracked: list[Path]
) -> None:
    named = OUR_FILE.findall((root / document).read_text())
    assert [name for name in named if not is_tracked(root / name, tracked) and "docs/api" not in name] == []


def is_tracked(path: Path, tracked: list[Path]) -> bool:
    """Whether a file, or a folder with something in it, is in the repository."""
    return any(found == path or found.is_relative_to(path) for found in tracked)


def test_the_readme_shows_a_picture_described_in_words_and_light_enough_to_load(root: Path) -> None:
    pictures = [(alt, root / target) for mark, alt, target in LINK.findall((root / "README.md").read_text()) if mark]
    assert pictures
    assert all(len(alt) > 40 and path.stat().st_size < 200_000 for alt, path in pictures)


def test_the_readme_promises_no_more_hostile_submissions_than_there_are(root: Path) -> None:
    promised = re.search(r"over (\d+) hostile submissions", (root / "README.md").read_text())
    assert promised
    assert int(promised[1]) < len(load_corpus(root / "tests/attacks"))


def test_the_readme_s_table_has_every_unit_of_the_course(root: Path) -> None:
    listed = re.findall(r"^\| (\d\d [a-z ]+) \|", (root / "README.md").read_text(), re.MULTILINE)
    units = sorted(path.name for path in (root / "solutions").glob("[0-9][0-9]-*"))
    assert [name.replace(" ", "-") for name in listed] == units
