"""What kind of change each version is, kept and found again, the same on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from alembic import command
from sqlalchemy import text

from storage import migrations
from storage.database import APPLICATION_ID, writing
from storage.records import Judgement, Reader
from storage.repositories import Database, Unit
from storage.repositories.happenings import Wanted

JUDGED = Judgement("headline", ("headline", "addition"), True, {"words_added": 3})


def test_a_version_is_to_be_judged_until_its_judgement_is_kept(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("lu")
    newsroom.later(hours=1)
    second = newsroom.publish("lu", newsroom.story("Lũ rút"), change="headline")
    assert unit.changes.waiting(10) == ["tin-nui-lu"]
    unit.changes.keep(second, JUDGED)
    assert unit.changes.waiting(10) == []
    unit.changes.forget("tin-nui-lu")
    assert unit.changes.waiting(10) == ["tin-nui-lu"]


def test_two_versions_are_judged_as_one_reader_read_them(unit: Unit, newsroom: Any, reader: Reader) -> None:
    first = newsroom.publish("lu", newsroom.story("Cũ, luật cũ"))
    capture = unit.captures.find("tin-nui/2026/tin-nui-x-000.warc.gz", 1000)
    better = replace(reader, extractor="newsarchive 2.0")
    unit.articles.add_extraction(
        first, capture, newsroom.story("Cũ, luật mới"), better, "sha256:1", current=True
    )
    newsroom.later(hours=1)
    second = newsroom.publish("lu", newsroom.story("Mới, luật cũ"))
    [(version, before, after)] = unit.changes.pairs("tin-nui-lu")
    assert (version, before.title, after.title) == (second, "Cũ, luật cũ", "Mới, luật cũ")


def test_versions_put_in_another_order_get_a_new_first(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("lu", change="headline")
    unit.changes.begin("tin-nui-lu")
    [version] = unit.articles.versions("tin-nui-lu")
    assert version.change == "first"


KEPT = "SELECT number, change, changes, silent FROM versions ORDER BY number"
OLD = """
    INSERT INTO articles (id, portal, key, url, status, first_seen, last_seen)
    VALUES ('tin-1', 'tin', '1', 'https://tin.example/1', 'active', :at, :at);
    INSERT INTO captures (portal, url, lead_url, kind, run, fetched_at, status, digest, warc, "offset",
        length, revisit, hints, article)
    VALUES ('tin', 'https://tin.example/1', 'https://tin.example/1', 'article', 'r', :at, 200, 'd', 'w', 1, 1,
        false, '{}', 'tin-1');
    INSERT INTO versions (id, article, number, current, change, capture, first_seen, last_seen)
    SELECT 'tin-1@1', 'tin-1', 1, false, 'first', id, :at, :at FROM captures;
    INSERT INTO versions (id, article, number, current, change, capture, first_seen, last_seen)
    SELECT 'tin-1@2', 'tin-1', 2, true, 'text', id, :at, :at FROM captures
"""


def test_versions_of_an_older_database_keep_their_class_until_they_are_judged(url: str) -> None:
    database = Database(url)
    with writing(database.engine, foreign_keys=False) as connection:
        settings = migrations.config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0002")
        for statement in OLD.split(";"):
            connection.execute(text(statement), {"at": "2026-03-01T12:00:00+00:00"})
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    database.upgrade()
    with database.reading() as unit:
        rows = unit.connection.execute(text(KEPT))
        assert [(*row[:3], bool(row[3])) for row in rows] == [
            (1, "first", "", False),
            (2, "text", "text", False),
        ]
        assert unit.changes.waiting(5) == ["tin-1"]
    database.close()


def test_the_view_of_changes_has_measures_as_columns(unit: Unit, newsroom: Any) -> None:
    first = newsroom.publish("lu")
    newsroom.later(hours=1)
    second = newsroom.publish("lu", newsroom.story("Lũ rút"), change="headline")
    unit.changes.keep(second, replace(JUDGED, measures={"words_added": 3, "modified_moved": True}))
    [row] = unit.connection.execute(text("SELECT * FROM v_changes")).mappings().all()
    assert (row["version"], row["before"], row["title"]) == (second, first, "Lũ rút")
    assert (row["changes"], row["words_added"], row["notice"]) == ("headline addition", 3, None)
    assert bool(row["silent"]) and bool(row["modified_moved"])


def test_changes_are_listed_by_time_a_page_at_a_time(unit: Unit, newsroom: Any) -> None:
    for key in ("lu", "bao", "han"):
        newsroom.publish(key)
    later = []
    for key in ("bao", "lu", "han", "lu"):
        newsroom.later(hours=1)
        later.append(newsroom.publish(key, newsroom.story(f"{key} {len(later)}"), change="headline"))
        unit.changes.keep(later[-1], replace(JUDGED, silent=key != "han"))
    found = unit.changes.listed(Wanted(), 3)
    assert [one.version for one in found] == later[:0:-1]
    assert found[0].before == later[1]
    rest = unit.changes.listed(Wanted(after=unit.changes.place(found[-1].version)), 3)
    assert [one.version for one in rest] == later[:1]
    assert [one.version for one in unit.changes.listed(Wanted(silent=False), 9)] == [later[2]]
    assert [one.article for one in unit.changes.listed(Wanted(), 1, [["tin-nui-bao"], ["tin-nui-han"]])] == [
        "tin-nui-han"
    ]
    assert unit.changes.listed(Wanted(classes=("head",)), 9) == []
    assert len(unit.changes.listed(Wanted(classes=("addition", "cosmetic")), 9)) == 4
