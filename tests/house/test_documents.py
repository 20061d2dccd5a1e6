"""README and CONTRIBUTING promise nothing that is not there: commands, options, files, pictures."""

import re
from pathlib import Path

import click
import pytest

from grader.cli import main

DOCUMENTS = ["README.md", "CONTRIBUTING.md"]
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
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


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_grader_command_of_a_document_exists_with_its_options(document: str, root: Path) -> None:
    unknown = []
    for line in code_lines((root / document).read_text()):
        if not (used := re.search(r"\bgrader ([a-z]+)\b(.*)", line)):
            continue
        command = main.get_command(click.Context(main), used[1])
        options = {name for parameter in (command.params if command else []) for name in parameter.opts}
        if command is None or set(re.findall(r"--[a-z-]+", used[2])) - options:
            unknown.append(line)
    assert unknown == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_links_to_is_in_the_repository(
    document: str, root: Path, tracked: list[Path]
) -> None:
    targets = [root / target for _, _, target in LINK.findall((root / document).read_text()) if "://" not in target]
    assert [path for path in targets if not any(found == path or found.is_relative_to(path) for found in tracked)] == []


def test_the_readme_shows_a_picture_described_in_words_and_light_enough_to_load(root: Path) -> None:
    pictures = [(alt, root / target) for mark, alt, target in LINK.findall((root / "README.md").read_text()) if mark]
    assert pictures
    assert all(len(alt) > 40 and path.stat().st_size < 200_000 for alt, path in pictures)
