"""`withdraw`, and what other commands say of a withdrawn article."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from newsarchive.archive import open_archive

from .conftest import Newsarchive

ID = "bao-mot-1"


@pytest.fixture
def own(stored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Newsarchive:
    """A copy to change."""
    shutil.copytree(stored, tmp_path / "archive")
    return Newsarchive(tmp_path / "archive", capsys)


def exported(newsarchive: Newsarchive) -> list[str]:
    return [json.loads(line)["id"] for line in newsarchive("export", "jsonl", "-").out.splitlines()]


def test_a_withdrawn_article_is_shown_as_withdrawn(own: Newsarchive) -> None:
    made = own("withdraw", ID, "--reason", "court order", "--authority", "the court", "--json")
    assert made.code == 0 and made.json[0]["scope"] == "view" and made.json[0]["holds"]
    for name in (ID, "bao-mot-0", f"{ID}@20260301T001500Z"):
        shown = own("show", name)
        assert shown.code == 1 and shown.out == ""
        assert "withdrawn: view" in shown.err and "court order" in shown.err
    told = own("show", ID, "--json")
    assert (told.code, told.json["withdrawn"][0]["authority"]) == (1, "the court")
    assert own("search", "lúa", "--json").json["total"] == 0
    assert exported(own) == ["bao-hai-2"]
    assert "Đắk Lắk" not in own("withdraw", "--list").out
    assert own("withdraw", "--list", "--json").json[0]["id"] == ID


def test_what_is_kept_out_of_exports_is_still_read(own: Newsarchive) -> None:
    assert own("withdraw", ID, "--reason", "licence", "--scope", "export").code == 0
    assert own("show", ID).code == 0
    assert own("search", "lúa", "--json").json["total"] == 1
    assert exported(own) == ["bao-hai-2"]


def test_lifted_it_is_shown_again(own: Newsarchive) -> None:
    own("withdraw", ID, "--reason", "a mistake")
    assert own("withdraw", ID, "--lift", "--reason", "it was one").code == 0
    assert own("show", ID).code == 0
    assert own("search", "lúa", "--json").json["total"] == 1
    assert own("withdraw", "--list", "--json").json[0]["lifted_reason"] == "it was one"


@pytest.mark.parametrize(
    "words",
    [
        (ID,),
        (ID, "--reason", " "),
        ("nobody-0", "--reason", "x"),
        ("http://[", "--reason", "x"),
        (ID, "--reason", "x", "--until", "soon"),
        (ID, "--reason", "x", "--scope", "all"),
        (ID, "--list"),
        (),
        (ID, "--lift", "--reason", "x"),
        (ID, "--lift", "--reason", "x", "--until", "2030-01-01"),
    ],
)
def test_what_cannot_be_meant_is_said(own: Newsarchive, words: tuple[str, ...]) -> None:
    ran = own("withdraw", *words)
    assert ran.code == 2 and ran.err and "Traceback" not in ran.err
    assert own("show", ID).code == 0


def test_no_archive_is_made_by_asking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = Newsarchive(tmp_path / "none", capsys)
    assert nowhere("withdraw", "--list").code == 2
    assert not (tmp_path / "none").exists()


def test_controls_in_a_reason_reach_no_terminal(own: Newsarchive) -> None:
    own("withdraw", ID, "--reason", "\x1b[2Jno")
    assert "\x1b" not in own("withdraw", "--list").out + own("show", ID).err


def test_a_changed_log_is_storage_trouble(own: Newsarchive) -> None:
    own("withdraw", ID, "--reason", "one")
    log = own.folder / "audit.jsonl"
    log.write_text(log.read_text().replace("one", "two"))
    assert own("withdraw", "--list").code == 6


def test_content_is_removed_for_good(own: Newsarchive) -> None:
    made = own("withdraw", ID, "--reason", "court order", "--scope", "content", "--json")
    assert made.code == 0 and made.json[0]["removed"]
    shown = own("show", ID)
    assert shown.code == 1 and "bytes removed" in shown.err
    back = own("withdraw", ID, "--lift", "--reason", "revoked")
    assert back.code == 1 and "cannot be brought back" in back.err
    assert own("search", "ma", "--json").json["total"] == 1


def test_while_a_crawl_runs_it_is_hidden_and_its_bytes_go_later(own: Newsarchive) -> None:
    with open_archive(own.folder) as archive, archive.lock("bao-mot"):
        assert own("withdraw", ID, "--reason", "court order", "--scope", "content").code == 4
        assert own("show", ID).code == 1
    assert own("withdraw", "--list", "--json").json[0]["removed"]


def test_a_name_is_taken_out_and_the_article_stays(own: Newsarchive) -> None:
    assert own("search", '"tỉnh ủy"', "--json").json["total"] == 1
    assert own("withdraw", ID, "--redact", "tỉnh uỷ", "--reason", "asked for").code == 0
    shown = own("show", ID)
    assert shown.code == 0 and "Tỉnh ủy" not in shown.out and "▇▇▇" in shown.out
    assert own("search", '"tỉnh ủy"', "--json").json["total"] == 0
    assert own("withdraw", ID, "--redact", "nobody here", "--reason", "x").code == 2
    assert own("withdraw", ID, "--redact", "x", "--reason", "x", "--scope", "content").code == 2
    assert own("show", ID, "--evidence").code == 0
