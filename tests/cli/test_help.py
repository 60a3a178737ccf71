"""Every command explains itself with an example, and the documents know it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from newsarchive.cli import COMMANDS
from newsarchive.cli.main import app
from newsarchive.search import parse

ROOT = Path(__file__).parents[2]


def _paths() -> list[tuple[str, ...]]:
    """Every command, subcommands with their group's name before their own."""
    top = get_command(app)
    paths: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = top.get_command(None, name)  # type: ignore[attr-defined]
        paths += [(name, below) for below in getattr(command, "commands", {})] or [(name,)]
    return paths


@pytest.mark.parametrize("path", _paths(), ids=" ".join)
def test_help_has_an_example_of_the_command_itself(path: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "200", "TERMINAL_WIDTH": "200"})
    assert shown.exit_code == 0, shown.output
    assert f"Example: newsarchive {' '.join(path)}" in " ".join(shown.output.split())


@pytest.mark.parametrize("path", _paths(), ids=" ".join)
def test_the_documents_show_the_command(path: tuple[str, ...]) -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    text = "\n".join(document.read_text("utf-8") for document in documents)
    assert re.search(rf"\b{' '.join(path)}\b", text), f"newsarchive {' '.join(path)} stands in no document"


def test_every_error_code_is_in_the_readme() -> None:
    from newsarchive.errors import Exit

    text = (ROOT / "README.md").read_text("utf-8")
    for code in Exit:
        assert f"| {int(code)} |" in text


def test_an_unknown_command_is_wrong_usage() -> None:
    assert CliRunner().invoke(app, ["serch"]).exit_code == 2


def _shown_commands() -> list[list[str]]:
    """The words of every command line that the README shows."""
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("newsarchive ")]


@pytest.mark.parametrize("words", _shown_commands(), ids=" ".join)
def test_what_the_readme_shows_can_be_typed(words: list[str]) -> None:
    command = get_command(app)
    while words and not words[0].startswith("-") and hasattr(command, "get_command"):
        command = command.get_command(None, words.pop(0))
        assert command is not None
    known = {option for param in command.params for option in param.opts}
    assert {word for word in words if word.startswith("--")} <= known
    if command.name == "search":
        assert parse(words[0])
