"""The walk through docs/adding-a-portal.md works as it is written."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsarchive.cli.main import app

GUIDE = Path(__file__).parents[2] / "docs" / "adding-a-portal.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_guide_leads_to_a_right_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my").mkdir()
    commands: list[list[str]] = []
    for kind, name, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        if kind == "sh":
            commands += [shlex.split(line)[1:] for line in text.splitlines()]
        elif name:
            with (tmp_path / name).open("a", encoding="utf-8") as file:
                file.write(text)
    assert len(commands) == 2
    for words in commands:
        result = CliRunner().invoke(app, words)
        assert (result.exit_code, result.exception) == (0, None), result.output
    trial = json.loads(CliRunner().invoke(app, [*commands[1], "--json"]).stdout)
    read = {row["field"]: row["value"] for row in trial["fields"]}
    assert trial["problems"] == []
    assert read["title"] == "Bridge opens after nine years"
    assert read["published"] == "2022-05-12T09:30:00+02:00"
    assert read["byline"] == "ANNA NOWAK - JAN KOWALSKI"
    assert read["captions"] == ["Children cross the bridge first. (A. Nowak)"]
    assert read["section"] == ["Region"]
    assert len(read["body"]) == 3


def test_the_guide_is_short() -> None:
    assert len(GUIDE.read_text(encoding="utf-8").splitlines()) <= 150
