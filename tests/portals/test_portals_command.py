"""`newsarchive portals` as a person meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from newsarchive.cli import portals
from newsarchive.cli.main import State

STORY = """<!doctype html><html lang="vi"><head><title>Cầu mới qua sông - Báo Thử</title></head><body>
<div id="clock">Thứ tư, 18/05/2022</div><h2 class="head">Cầu mới qua sông</h2>
<div class="date">12/05/2022 09:30</div><div class="text">{paragraphs}</div></body></html>""".format(
    paragraphs="".join(
        f"<p>Đoạn thứ {n} kể về cây cầu mới qua sông, việc xây cầu và những người dân hai bên bờ chờ đợi nó "
        "đã nhiều năm nay.</p>"
        for n in range(6)
    )
)
PROFILE = """
name = "Báo Thử"
homepage = "https://baothu.example/"
languages = ["vi"]
timezone = "Asia/Ho_Chi_Minh"
[discovery]
sections = ["/"]
article_url = '-(?P<id>\\d+)\\.html$'
examples = ["/cau-moi-12345.html"]
[layouts.current]
title = "css:h2.head"
published = "css:div.date"
body = "css:.text"
"""


def run(*words: str, outside: Path | None = None) -> Result:
    app = typer.Typer()
    portals.register(app)

    @app.callback()
    def main(context: typer.Context) -> None:
        context.obj = State(portals=[outside] if outside else [])

    return CliRunner().invoke(app, ["portals", *words])


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    (tmp_path / "baothu.toml").write_text(PROFILE, encoding="utf-8")
    return tmp_path


def test_list_as_json_has_the_public_keys() -> None:
    result = run("list", "--json", "--place", "VN-09")
    listed = json.loads(result.stdout)
    assert [entry["slug"] for entry in listed] == ["baolangson", "langsontv"]
    assert set(listed[0]) >= {"slug", "name", "place", "status", "domains", "platform", "verified"}


def test_list_for_people_marks_what_rests_on_inference(outside: Path) -> None:
    lines = run("list", outside=outside).stdout.splitlines()
    assert any("baothu" in line and "unverified" not in line for line in lines)
    assert any("baolangson" in line and "unverified" in line for line in lines)


def test_show_prints_the_profile_as_merged() -> None:
    shown = run("show", "baodaklak").stdout
    assert "candidates" in shown
    assert "td.image_desc" in shown
    assert json.loads(run("show", "baodaklak", "--json").stdout)["digest"] in shown


def test_check_takes_all_or_a_file(outside: Path) -> None:
    assert "all in order" in run("check", outside=outside).stdout
    assert run("check", str(outside / "baothu.toml")).exit_code == 0


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ('\nplace = "XX-1"\n[discovery]', "no place has the code XX-1"),
        ('[discovery]\ncounter_examples = ["/topic-99999.html"]', "is no story, but article_url takes it"),
        ("[discovery]\nnot_articles = ['cau-moi']", "is a story, but article_url or not_articles refuses it"),
        ('[discovery]\nsitemaps = ["https://elsewhere.example/s.xml"]', "is on none of the hosts"),
        ("[discovery]\nfeed = []", "did you mean 'feeds'"),
    ],
)
def test_check_says_what_is_wrong_and_exits_2(outside: Path, change: str, complaint: str) -> None:
    (outside / "baothu.toml").write_text(PROFILE.replace("[discovery]", change), encoding="utf-8")
    result = run("check", "baothu", outside=outside)
    assert complaint in result.stdout
    assert result.exit_code == 2


def test_try_sets_the_profile_beside_the_generic_reading(outside: Path) -> None:
    page = outside / "page.html"
    page.write_text(STORY, encoding="utf-8")
    words = ("try", "baothu", str(page), "--url", "https://baothu.example/cau-moi-12345.html")
    told = json.loads(
        run(*words, "--json", "--fetched-at", "2022-05-18T09:00:00+07:00", outside=outside).stdout
    )
    fields = {row["field"]: row for row in told["fields"]}
    assert told["layout"] == "current"
    assert fields["title"]["value"] == "Cầu mới qua sông"
    assert "css:h2.head" in fields["title"]["rule"]
    assert fields["published"]["value"] == "2022-05-12T09:30:00+07:00"
    assert len(fields["body"]["value"]) == 6
    shown = run(*words, outside=outside)
    assert "Cầu mới qua sông" in shown.stdout
    assert shown.exit_code == 0


def test_try_says_when_the_address_is_no_story_of_the_portal(outside: Path) -> None:
    page = outside / "page.html"
    page.write_text(STORY, encoding="utf-8")
    result = run("try", "baothu", str(page), "--url", "https://baothu.example/about", outside=outside)
    assert "article_url does not take" in result.stderr


def test_try_needs_a_file_that_is_there(outside: Path) -> None:
    result = run("try", "baothu", str(outside / "none.html"), outside=outside)
    assert result.exit_code != 0
    assert "none.html" in str(result.exception)


def test_listing_loads_neither_database_nor_parser() -> None:
    heavy = ("alembic", "bs4", "lxml", "pydantic", "scrapy", "sqlalchemy")
    code = (
        "import sys; from newsarchive.portals import Catalogue; assert list(Catalogue().summaries()); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
