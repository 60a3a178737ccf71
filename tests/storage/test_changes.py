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
