"""`newsarchive extract`: files, standard input and many lines at once."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console

import newsarchive
from newsarchive.cli import extract as extract_command
from newsarchive.cli.main import State
from newsarchive.errors import UsageError
from newsarchive.manypages import answers

STORY = Path(__file__).parents[1] / "extraction" / "pages" / "local_story.html"
PAGE = STORY.read_bytes()
URL = "https://nuixa.example/xa-hoi/cau-treo-post101.html"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    extract_command.register(app)
    app.callback()(lambda: None)
    code = app(["extract", *arguments], standalone_mode=False, obj=State()) or 0
    return code, capsys.readouterr().out


def test_a_file_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, str(STORY), "--url", URL, "--fetched-at", "2026-03-02T08:00:00+07:00", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["title"] == "Bản Nà Hin khánh thành cầu treo"
    assert found["url"] == URL


def test_a_file_for_a_reader_and_with_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    _, story = run(capsys, str(STORY), "--url", URL)
    assert story.startswith("Niềm vui cuối năm\nBản Nà Hin khánh thành cầu treo")
    assert "[Học sinh điểm trường Nà Hin trên cầu]" in story
    _, table = run(capsys, str(STORY), "--url", URL, "--explain")
    assert "css:h1" in table and "✓" in table and "a clock: shows the day of the visit" in table


def test_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STORY.read_bytes())))
    _, out = run(capsys, "-", "--json")
    assert json.loads(out)["title"] == "Bản Nà Hin khánh thành cầu treo"


def test_a_page_that_is_no_article_ends_with_its_reason(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "x.html").write_text("<h1>404</h1>", encoding="utf-8")
    code, out = run(capsys, str(tmp_path / "x.html"))
    assert code == 1 and out.startswith("no article: ")
    _, out = run(capsys, str(tmp_path / "x.html"), "--json")
    assert json.loads(out)["refused"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere.html"],
        [str(STORY), "--fetched-at", "yesterday"],
        [str(STORY), "--fetched-at", "2026-03-02T08:00"],
    ],
)
def test_what_cannot_be_meant(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(UsageError):
        run(capsys, *arguments)


def line(**told: Any) -> bytes:
    return json.dumps(told).encode() + b"\n"


def test_many_lines_keep_order_and_ids_and_a_bad_one_costs_itself() -> None:
    html = base64.b64encode(STORY.read_bytes()).decode()
    told = [
        line(id="a", url=URL, html_b64=html),
        b"{ not json\n",
        line(id="c", url=URL),
        b"\n",
        line(id="d", url=URL, html_b64="***"),
        line(id="e", url=URL, html_b64=html, fetched_at="2026-03-02T08:00:00"),
        line(id="f", url=URL, html_b64=html, portal="no-such-portal"),
        line(id="g", url=URL, html_b64=base64.b64encode(b"<h1>x</h1>").decode()),
        line(id="h", url=URL, html_b64=html, hints={"published": "2026-02-21", "other": 1}),
        line(id=7, url="http://[::1", html_b64=html),
    ]
    got = [json.loads(answer) for answer in answers(told, size=2)]
    assert [one["id"] for one in got] == ["a", None, "c", "d", "e", "f", "g", "h", 7]
    assert [one.get("refused") for one in got] == [
        None, "bad_line", "bad_line", "bad_line", "bad_line", "bad_line", "empty", None, "bad_line",
    ]  # fmt: skip
    assert got[0]["title"] == got[7]["title"] == "Bản Nà Hin khánh thành cầu treo"


def test_an_id_goes_back_as_it_came_whatever_it_is() -> None:
    ids = [12345678901234567890123, {"x": [1]}, 1.5, None, "một"]
    told = [json.dumps({"id": one, "html_b64": ""}).encode() for one in ids]
    assert [json.loads(answer)["id"] for answer in answers(told, size=1)] == ids


def test_nothing_in_nothing_out() -> None:
    assert list(answers([], size=1)) == []


def test_at_a_python_prompt_without_scrapy() -> None:
    program = (
        "import sys, newsarchive; "
        "assert 'lxml' not in sys.modules; "
        f"found = newsarchive.extract(open({str(STORY)!r}, 'rb').read(), {URL!r}); "
        "assert found.title == 'Bản Nà Hin khánh thành cầu treo'; "
        "assert 'scrapy' not in sys.modules and 'sqlalchemy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_page_that_is_no_article_is_an_error_at_the_prompt() -> None:
    import newsarchive

    with pytest.raises(Exception, match="empty"):
        newsarchive.extract(b"<h1>x</h1>", URL)


@pytest.mark.parametrize(
    "start",
    ['<a name="top">', '<a name="top"></a><a id="x">', '<a href="#">', '<a href="#" class="menu"><div>'],
)
def test_an_anchor_that_leads_nowhere_hides_no_story(start: str) -> None:
    story = newsarchive.extract(PAGE.replace(b"<body>", b"<body>" + start.encode(), 1), URL)
    assert story.title == "Bản Nà Hin khánh thành cầu treo"
    assert len(story.body) >= 2


@pytest.mark.parametrize("address", ["http://[::1", "not a url", ""])
def test_an_address_that_is_none_is_wrong_usage(address: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    command = [sys.executable, "-m", "newsarchive", "extract", str(tmp_path / "page.html"), "--url", address]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_a_page_that_hangs_a_parser_is_answered_in_seconds(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p " + "".join(f"/a{n}" for n in range(200_000)) + ">x</p>")
    command = [sys.executable, "-m", "newsarchive", "extract", str(tmp_path / "page.html"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert json.loads(done.stdout)["refused"] in {"timeout", "too_large"}


@pytest.mark.parametrize("columns", [40, 60, 100])
def test_reasons_fit_any_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """The field and its mark stand in one narrow column, so that the words have the rest."""
    written = io.StringIO()
    screen = Console(width=columns, file=written, force_terminal=True, color_system=None, highlight=False)
    monkeypatch.setattr(extract_command, "out", lambda: screen)
    extract_command._print_explanation(newsarchive.extract(PAGE, URL))
    lines = written.getvalue().splitlines()
    assert all(len(line) <= columns for line in lines)
    assert any(line.startswith("title      ✓ Bản Nà Hin") for line in lines)
    assert not any(line[:11].strip() and line[11] not in "✓·–!" for line in lines)
