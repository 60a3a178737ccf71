"""search, show, coverage and export as a reader meets them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from newsarchive.archive import open_archive
from newsarchive.errors import UsageError
from newsarchive.export.cells import unguarded


def found(ran) -> list[str]:
    assert ran.code == 0, ran.err
    return [result["id"] for result in ran.json["results"]]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("dak lak", ["bao-mot-1"]),
        ('"tỉnh ủy"', ["bao-mot-1"]),
        ("uy ban", ["bao-mot-1"]),
        ("ma", ["bao-hai-2", "bao-mot-1"]),
        ("má", ["bao-mot-1"]),
        ("title:gia", ["bao-hai-2"]),
        ("caption:chin", ["bao-mot-1"]),
        ("ma -tuy", ["bao-mot-1"]),
        ("-tuy ma", ["bao-mot-1"]),
        ("lua\udcff", ["bao-mot-1"]),
        ("lua OR vang", ["bao-hai-2", "bao-mot-1"]),
        ("byline:pv", ["bao-hai-2"]),
        ("place:VN-33", ["bao-mot-1"]),
        ('place:"dak lak"', ["bao-mot-1"]),
        ('section:"nong nghiep"', ["bao-mot-1"]),
        ("from:2026-02-12", ["bao-mot-1"]),
        ("to:2026-02", ["bao-hai-2"]),
        ("khongco", []),
        ("changed:any", ["bao-mot-1"]),
        ("changed:correction", []),
        ("changed:2026-03-04 lua", ["bao-mot-1"]),
        ("changed:2026-03-05..", []),
        ("seen:..2026-02", []),
        ("seen:2026-03-01 gia", ["bao-hai-2", "bao-mot-1"]),
        ("place:Daklak", ["bao-mot-1"]),
        ("language:en", []),
    ],
)
def test_search_finds(newsarchive, query: str, ids: list[str]) -> None:
    assert sorted(found(newsarchive("search", query, "--json"))) == ids


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("--exact",), ["bao-hai-2"]),
        (("--portal", "bao-mot"), ["bao-mot-1"]),
        (("--place", "Đắk Lắk"), ["bao-mot-1"]),
        (("--byline", "ha my"), ["bao-mot-1"]),
        (("--section", "Pháp luật"), ["bao-hai-2"]),
        (("--from", "2026-03"), ["bao-mot-1"]),
        (("--to", "2026-02-11"), ["bao-hai-2"]),
        (("--limit", "1"), ["bao-mot-1"]),
        (("--changed", "any"), ["bao-mot-1"]),
        (("--changed", "2026-03-04"), ["bao-mot-1"]),
        (("--seen-from", "2026-03-01", "--portal", "bao-hai"), ["bao-hai-2"]),
        (("--language", "VI-vn", "--place", "daklak"), ["bao-mot-1"]),
    ],
)
def test_search_options_narrow(newsarchive, options: tuple[str, ...], ids: list[str]) -> None:
    assert len(found(newsarchive("search", "ma", *options, "--json"))) == 1
    if "--limit" not in options:
        assert found(newsarchive("search", "ma", *options, "--json")) == ids


def test_a_result_says_what_and_where(newsarchive) -> None:
    answer = newsarchive("search", "uy ban", "--json").json
    assert (answer["query"], answer["total"]) == ("uy ban", 1)
    [result] = answer["results"]
    assert result["portal"] == "bao-mot"
    assert result["url"] == "https://bao-mot.example/lua-post1.html"
    assert result["published"]["value"] == "2026-03-01T07:00:00+07:00"
    assert result["score"] > 0
    marked = [result["snippet"][start:end] for start, end in result["marks"]]
    assert marked == ["ủy", "Ủy", "ban"]


def test_a_person_sees_marks_in_the_original_text(newsarchive) -> None:
    ran = newsarchive("search", "dak lak")
    assert "[Đắk] [Lắk]: lúa được mùa" in ran.out
    assert "Báo Một · 2026-03-01 07:00 · Hà My" in ran.out
    assert ran.err == "1 article found, 1 shown\n"


def test_the_order_is_chosen(newsarchive) -> None:
    assert found(newsarchive("search", "gia", "--sort", "date", "--json")) == ["bao-mot-1", "bao-hai-2"]
    assert found(newsarchive("search", "gia", "--sort", "seen", "--json")) == ["bao-hai-2", "bao-mot-1"]


def test_python_takes_the_same_options(stored: Path) -> None:
    with open_archive(stored) as archive:
        answer = archive.search("gia", portals=["bao-mot"], changed=["any"], sort="date", since="2026-03")
        assert [story.article.id for story in answer] == ["bao-mot-1"]
        assert (answer.total, answer.more, answer.ranked, answer.cursor) == (1, False, False, None)
        first = archive.search("gia", limit=1)
        second = archive.search("gia", limit=1, cursor=first.cursor)
        assert {story.article.id for story in (*first, *second)} == {"bao-mot-1", "bao-hai-2"}
        assert archive.spread("gia", portals=["bao-mot"]).facets["place"][0].name == "Đắk Lắk"
        assert len(archive.search(limit=1)) == 1
        with pytest.raises(UsageError, match="no such place"):
            archive.search("gia", place="Atlantis")
        with pytest.raises(UsageError, match="give a list"):
            archive.search("gia", portals="bao-mot")


def test_an_earlier_version_is_found_on_request(newsarchive) -> None:
    assert found(newsarchive("search", '"giá cao"', "--json")) == []
    for arguments in (['"giá cao" versions:all'], ['"giá cao"', "--versions"]):
        [result] = newsarchive("search", *arguments, "--json").json["results"]
        assert result["version"] == "bao-mot-1@20260301T001500Z"
        assert [result["snippet"][a:b] for a, b in result["marks"]] == ["giá cao"]
    shown = newsarchive("search", '"giá cao"', "--versions").out
    assert "bao-mot-1@20260301T001500Z (an earlier version)" in shown


def test_pages_follow_each_other(newsarchive) -> None:
    first = newsarchive("search", "gia", "--limit", "1", "--json").json
    second = newsarchive("search", "gia", "--limit", "1", "--cursor", first["next"], "--json").json
    assert first["total"] == second["total"] == 2
    assert {first["results"][0]["id"], second["results"][0]["id"]} == {"bao-mot-1", "bao-hai-2"}
    assert second["next"] is None
    assert f"the next: --cursor {first['next']}" in newsarchive("search", "gia", "--limit", "1").err


@pytest.mark.parametrize("cursor", ["", "x", "e30", "\udcff", "é", "A" * 5000])
def test_what_is_no_cursor_is_said(newsarchive, cursor: str) -> None:
    ran = newsarchive("search", "gia", "--cursor", cursor)
    assert (ran.code, "not one that this search gave" in ran.err) == (2, True)


def test_a_cursor_is_of_its_search_only(newsarchive) -> None:
    cursor = newsarchive("search", "gia", "--limit", "1", "--json").json["next"]
    assert newsarchive("search", "lua", "--cursor", cursor).code == 2


def test_hits_are_counted_by_what_they_have_in_common(newsarchive) -> None:
    facets = newsarchive("search", "gia", "--facets", "--json").json["facets"]
    assert (facets["exact"], facets["total"]) == (True, 2)
    assert {"value": "bao-mot", "name": "Báo Một", "count": 1} in facets["portal"]
    assert facets["place"] == [{"value": "VN-33", "name": "Đắk Lắk", "count": 1}]
    assert [value["name"] for value in facets["section"]] == ["Kinh tế", "Nông nghiệp", "Pháp luật"]
    assert [value["name"] for value in facets["byline"]] == ["Trí An", "Hà My"]
    assert facets["month"] == [{"value": "2026-02", "count": 1}, {"value": "2026-03", "count": 1}]


def test_facets_are_printed_below_the_hits(newsarchive) -> None:
    lines = newsarchive("search", "gia", "--facets").out.splitlines()
    assert "portals   Báo Hai 1 · Báo Một 1" in lines
    assert "people    Trí An 1 · Hà My 1" in lines
    assert [line.split() for line in lines[-2:]] == [["2026-02", "█" * 48, "1"], ["2026-03", "█" * 48, "1"]]


def test_each_hit_says_why_it_is_one(newsarchive) -> None:
    [result] = newsarchive("search", "lua", "--explain", "--json").json["results"]
    assert result["why"][0].startswith(f"Scores {result['score']:.2f}: “lua” ")
    assert "1× in the title" in result["why"][0]
    assert "1× in the title" in newsarchive("search", "lua", "--explain").out
    by_date = newsarchive("search", "lua", "--explain", "--sort", "date", "--json").json["results"]
    assert "did not count" in by_date[0]["why"][-1]


def test_nothing_found_is_no_failure(newsarchive) -> None:
    ran = newsarchive("search", "khongco")
    assert (ran.code, ran.out) == (0, "")
    assert "nothing found" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search", '"lua'), "not closed"),
        (("search", "lua", "--portal", "bao-ba"), "it holds bao-hai, bao-mot"),
        (("search", "lua", "--place", "Huế"), "it holds portals of Đắk Lắk"),
        (("search", "lua", "--from", "yesterday"), "write 2021-07-21"),
        (("search", "lua", "--seen-from", "2026-03", "--seen-to", "2026-02"), "first day is after the last"),
        (("search", "lua", "--changed", "titel"), "no class of change"),
        (("search", "lua", "--language", "?"), "no code of a language"),
        (("search", "lua cluster:k1"), "no such cluster and no such article"),
        (("search", "lua", "--cluster", "bao-mot-0"), "knows no copy of this article"),
        (("search", "lua portal:bao-hai place:daklak"), "exclude each other"),
        (("search", "\u200b"), "no word to look for"),
        (("search", "!!!", "--portal", "bao-mot"), "no word to look for"),
        (("show", "bao-mot-9"), "no such article"),
        (("show", "bao-mot-1", "--version", "3"), "it has 1 (20260301T001500Z), 2 (20260304T001500Z)"),
        (("show", "bao-mot-1", "--raw", "--versions"), "take one"),
        (("show", "bao-mot-1", "--raw", "--json"), "forms of their own"),
        (("coverage", "bao-ba"), "it holds bao-hai, bao-mot"),
        (("export", "csv", "-", "--json"), "standard output"),
        (("export", "jsonl", "missing/out"), "directory that does not exist"),
        (("--archive", "nowhere", "search", "lua"), "no archive here"),
    ],
)
def test_wrong_usage_says_what_to_do(newsarchive, arguments: tuple[str, ...], said: str) -> None:
    ran = newsarchive(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_the_query_is_explained_on_request(newsarchive) -> None:
    assert (
        "Looks for articles with the word “lua” in any spelling."
        in newsarchive("search", "lua", "--explain").err
    )


def test_show_reads_like_an_article(newsarchive) -> None:
    shown = newsarchive("show", "bao-mot-1").out
    assert shown.index("Báo Một · Kinh tế › Nông nghiệp") < shown.index("Đắk Lắk: lúa được mùa")
    assert "2026-03-01 07:00 · Hà My, Trí An (photographer)" in shown
    assert shown.count("Vụ này lúa tốt.") == 1
    assert "giá rất cao" in shown
    assert "Ruộng lúa chín vàng (Ảnh: Trí An)" in shown


def test_every_id_ever_given_is_shown(newsarchive) -> None:
    assert newsarchive("show", "bao-mot-0", "--json").json["id"] == "bao-mot-1"


@pytest.mark.parametrize(
    "arguments",
    [
        ("bao-mot-1", "--version", "1"),
        ("bao-mot-1@20260301T001500Z",),
        ("bao-mot-1", "--version", "20260301T001500Z"),
        ("bao-mot-1", "--version", "bao-mot-1@20260301T001500Z"),
    ],
)
def test_a_version_is_shown_by_number_time_or_id(newsarchive, arguments: tuple[str, ...]) -> None:
    shown = newsarchive("show", *arguments, "--json").json
    assert shown["version"] == "bao-mot-1@20260301T001500Z"
    assert shown["body"][-1] == "Má tôi mừng vì giá cao."


def test_show_as_json_is_the_extraction_with_its_history(newsarchive) -> None:
    shown = newsarchive("show", "bao-mot-1", "--json").json
    assert shown["id"] == "bao-mot-1"
    assert shown["portal"] == "bao-mot"
    assert [version["change"] for version in shown["versions"]] == ["first", "text"]
    assert set(shown["urls"]) == {
        "https://bao-mot.example/lua-post1.html",
        "https://bao-mot.example/cu-1.html",
    }
    assert shown["published"]["value"] == "2026-03-01T07:00:00+07:00"
    assert [each["chosen"] for each in shown["evidence"]] == [True, False]


def test_versions_and_evidence_are_tables(newsarchive) -> None:
    assert "bao-mot-1@20260304T001500Z" in newsarchive("show", "bao-mot-1", "--versions").out
    lines = newsarchive("show", "bao-mot-1", "--evidence").out.splitlines()
    [chosen] = [line for line in lines if line.startswith("✓")]
    assert "css:time" in chosen
    assert "clock" in lines[-1]


def test_a_difference_shows_the_words(newsarchive) -> None:
    assert "~ ¶3  Má tôi mừng vì giá {+rất +}cao." in newsarchive("show", "bao-mot-1", "--diff", "1", "2").out
    difference = newsarchive("show", "bao-mot-1", "--diff", "1", "2", "--json").json
    [change] = difference["changes"]
    assert {"mark": "new", "text": "rất "} in change["pieces"]


def test_a_citation_names_the_version(newsarchive) -> None:
    assert (
        "Archived as bao-mot-1@20260304T001500Z" in newsarchive("show", "bao-mot-1", "--cite", "bibtex").out
    )
    assert (
        json.loads(newsarchive("show", "bao-mot-1", "--cite", "csl").out)[0]["container-title"] == "Báo Một"
    )


def test_the_raw_page_is_what_came_over_the_wire(newsarchive) -> None:
    assert (
        newsarchive("show", "bao-mot-1", "--raw").out
        == "<html>https://bao-mot.example/lua-post1.html\x1b[2J</html>"
    )


@pytest.mark.parametrize(
    "arguments", [("search", "gia"), ("show", "bao-hai-2"), ("show", "bao-hai-2", "--evidence")]
)
def test_no_control_character_of_a_page_reaches_the_terminal(newsarchive, arguments: tuple[str, ...]) -> None:
    shown = newsarchive(*arguments).out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_a_control_character_is_seen(newsarchive) -> None:
    assert "␛[2J=cmd sốt giá" in newsarchive("show", "bao-hai-2").out


def test_coverage_counts_by_portal_and_day(newsarchive) -> None:
    days = newsarchive("coverage", "--json").json
    assert [(day["portal"], day["date"], day["discovered"]) for day in days] == [
        ("bao-hai", "2026-03-01", 1),
        ("bao-mot", "2026-03-01", 1),
        ("bao-mot", "2026-03-04", 2),
    ]
    assert days[2]["refused_by"] == {"listing": 1}
    assert days[2]["changed"] == 1


def test_coverage_marks_days_on_which_no_run_looked(newsarchive) -> None:
    shown = newsarchive("coverage", "bao-mot", "--from", "2026-03-01", "--to", "2026-03-05").out
    assert "2026-03-02 … 2026-03-03" in shown
    assert "gap: no run looked for 2 days" in shown
    assert "gap: no run looked for 1 day " in shown
    assert "listing 1" in shown


def test_jsonl_keeps_every_key_and_the_instant(newsarchive, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    assert newsarchive("export", "jsonl", str(target)).code == 0
    rice_last = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert [line["id"] for line in rice_last] == ["bao-hai-2", "bao-mot-1"]
    assert rice_last[0].keys() == rice_last[1].keys()
    assert rice_last[1]["published"] == {
        "value": "2026-03-01T00:00:00Z",
        "date": "2026-03-01",
        "precision": "minute",
        "confidence": 0.95,
        "offset": "+07:00",
    }
    assert rice_last[1]["place"] == "VN-33"
    assert rice_last[1]["captions"][0]["credit"] == "Ảnh: Trí An"


def test_csv_is_safe_and_can_be_read_back(newsarchive, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    newsarchive("export", "csv", str(target), "gia")
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [unguarded(row["body"]).split("\n\n")[0] for row in rows] == [
        "Ma túy bị bắt giữ.",
        "Vụ này lúa tốt.",
    ]
    assert rows[1]["published_at"] == "2026-03-01T00:00:00Z"
    assert rows[1]["published_offset"] == "UTC+07:00"


def test_export_to_standard_output_is_nothing_but_the_corpus(newsarchive) -> None:
    ran = newsarchive("export", "jsonl", "-", "byline:pv")
    assert json.loads(ran.out)["title"] == "\x1b[2J=cmd sốt giá"
    assert "1 article written" in ran.err


def test_export_says_what_it_wrote(newsarchive, tmp_path: Path) -> None:
    said = newsarchive("export", "csv", str(tmp_path / "out.csv"), "--portal", "bao-mot", "--json").json
    assert said["articles"] == 1
    assert said["bytes"] == (tmp_path / "out.csv").stat().st_size


def test_a_query_that_fails_leaves_the_earlier_file(newsarchive, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("before")
    assert newsarchive("export", "csv", str(target), '"open').code == 2
    assert target.read_text() == "before"


@pytest.mark.parametrize(
    "name", ["newsarchive.db", "newsarchive.toml", "warc/x.jsonl", "../archive-x/../{}/runs/x"]
)
def test_an_export_never_takes_the_place_of_what_the_archive_holds(
    newsarchive, stored: Path, name: str
) -> None:
    before = sorted(stored.rglob("*"))
    ran = newsarchive("export", "jsonl", str(stored / name.format(stored.name)))
    assert (ran.code, "inside the archive" in ran.err) == (2, True)
    assert sorted(stored.rglob("*")) == before
