"""A withdrawal of content leaves no byte of the article in the archive, whatever it is interrupted by."""

from __future__ import annotations

import gzip
import os
import signal
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard
from warcio.archiveiterator import ArchiveIterator

from newsarchive.archive import open_archive
from newsarchive.ingest import reports
from newsarchive.operations import safekeeping
from newsarchive.withdrawal import Request, audit_log, catch_up, lift, removal, withdraw
from newsarchive.withdrawal.facts import GoneAlready
from storage.repositories import Database
from storage.safekeeping import files
from storage.warc import RemovedError, exchanges, graves, read_exchange
from storage.warc.members import walk

from ..storage.conftest import BOTH
from .conftest import PARAGRAPHS, Desk, desk_on, html, wire

MARK = "Quetzalcoatlus"
TITLE = f"Thôn Khe Lăng nhận giống lúa {MARK} mới"
TEXT = [f"{MARK}: {PARAGRAPHS[0]}", *PARAGRAPHS[1:]]
OTHER = wire(html("Chợ phiên vùng cao đông vui", [f"{one} Chợ đông." for one in reversed(PARAGRAPHS)]))
NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
FEED = (
    '<rss version="2.0"><channel><title>Báo</title>'
    f"<item><title>{TITLE}</title><link>https://thu.example/a-100.html</link></item></channel></rss>"
)


@pytest.fixture(params=BOTH)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(request.param, tmp_path) as desk:
        yield desk


def fill(desk: Desk) -> str:
    """A story with three captures, two versions, a second address, a refusal, a feed that names it, and
    another story before and after it."""
    desk.give("/cho-1.html", OTHER)
    desk.give("/rss", wire(FEED.encode(), Content_Type="application/rss+xml"), kind="feed")
    article = desk.give("/a-100.html", wire(html(TITLE, TEXT))).article
    desk.give("/a-100.html", wire(html(TITLE, TEXT)))
    desk.give("/a-100.html", wire(html(TITLE, [*TEXT, f"Thêm một đoạn về {MARK} cho đủ dài."])))
    desk.give("/amp-200.html", wire(html(TITLE, TEXT)))
    desk.give("/a-100.html", wire(f"<title>{MARK}</title>".encode(), status="404 Not Found"))
    desk.give("/rss", wire(FEED.encode(), Content_Type="application/rss+xml"), kind="feed")
    desk.give("/cho-1.html", OTHER)
    assert article
    return article


def traces(folder: Path, mark: str = MARK) -> list[str]:
    """The files with the mark in them, as they are, in any gzip member of theirs, or in part of one."""
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        data = path.read_bytes()
        if mark.encode() in data or mark.lower().encode() in data or mark.encode() in inflated(data):
            found.append(path.name)
    return found


def inflated(data: bytes) -> bytes:
    parts, place = [], data.find(b"\x1f\x8b\x08")
    while place >= 0:
        stream = zlib.decompressobj(31)
        with suppress(zlib.error):
            parts.append(stream.decompress(data[place:]))
        place = data.find(b"\x1f\x8b\x08", place + 1)
    return b"".join(parts)


def in_database(desk: Desk) -> list[str]:
    """The tables that have the mark, asked by SQL, for on a server nobody can read the files; also in what
    they hold compressed, and in the words of the full-text index."""
    from sqlalchemy import inspect, text

    found = []
    with desk.archive.database.reading() as unit:
        for table in inspect(unit.connection).get_table_names():
            if table.startswith("search_index"):
                continue
            rows = unit.connection.execute(text(f'SELECT * FROM "{table}"'))
            found += [table for row in rows if MARK.lower() in " ".join(map(plain, row)).lower()]
        if unit.connection.dialect.name == "sqlite":
            made = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, search_index, 'row')"
            unit.connection.exec_driver_sql(made)
            terms = unit.connection.exec_driver_sql("SELECT term FROM temp.words")
            found += ["search_index" for (term,) in terms if MARK.lower() in term]
    return found


def plain(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        data = bytes(value)
        with suppress(zstandard.ZstdError):
            data = zstandard.ZstdDecompressor().decompress(data, 1 << 24)
        with suppress(zlib.error):
            data = zlib.decompress(data, 47)
        return data.decode("utf-8", "replace")
    return str(value)


def remove(desk: Desk, article: str) -> list[str]:
    withdraw(desk.archive, Request(article, "court order", scope="content"), NOW)
    return [
        where for one in removal.pending(desk.archive) for where in removal.finish(desk.archive, one, NOW)
    ]


def places(desk: Desk) -> list[tuple[str, int, int]]:
    return [
        (path.name, member.offset, member.length)
        for path in sorted(desk.archive.warc_root.rglob("*.gz"))
        for member in walk(path.open("rb"))
    ]


def test_no_file_of_the_archive_has_a_trace_of_it(desk: Desk) -> None:
    article = fill(desk)
    before = places(desk)
    assert traces(desk.archive.path) and in_database(desk)
    remove(desk, article)
    assert traces(desk.archive.path) == []
    assert in_database(desk) == []
    assert places(desk) == before
    assert desk.rows("select title from v_articles") == [("Chợ phiên vùng cao đông vui",)]
    assert desk.rows("select scope, removed is not null from v_withdrawals") in (
        [("content", 1)],
        [("content", True)],
    )


def test_every_other_record_is_read_as_before(desk: Desk) -> None:
    article = fill(desk)
    captures = desk.rows('select warc, "offset" from captures where article <> \'' + article + "'")
    pages = [read_exchange(desk.archive.warc_root, str(warc), int(str(offset))) for warc, offset in captures]
    remove(desk, article)
    again = [read_exchange(desk.archive.warc_root, str(warc), int(str(offset))) for warc, offset in captures]
    assert again == pages and pages
    for path in desk.archive.warc_root.rglob("*.gz"):
        list(exchanges(path))
        with path.open("rb") as file:
            list(ArchiveIterator(file))


def test_what_lay_there_is_said_to_be_removed(desk: Desk) -> None:
    article = fill(desk)
    (warc, offset), *_ = desk.rows(f"select warc, \"offset\" from captures where article = '{article}'")
    remove(desk, article)
    with pytest.raises(RemovedError, match="withdrawal"):
        read_exchange(desk.archive.warc_root, str(warc), int(str(offset)))


def test_the_log_has_both_digests_of_every_file(desk: Desk) -> None:
    article = fill(desk)
    remove(desk, article)
    last = audit_log(desk.archive).entries()[-1]
    assert last.kind == "removed" and last.detail["files"]
    for name, digests in last.detail["files"].items():
        assert digests["before"] != digests["after"]
        assert digests["after"] == removal.file_digest(desk.archive.warc_root, name)


def test_it_cannot_be_lifted_and_is_refused_for_good(desk: Desk) -> None:
    article = fill(desk)
    remove(desk, article)
    with pytest.raises(GoneAlready, match="cannot"):
        lift(desk.archive, article, "why", None, NOW)
    for path in ("/a-100.html", "/amp-200.html", "/neu-300.html"):
        assert desk.give(path, wire(html(TITLE, TEXT))).reason == "withdrawn"
    assert traces(desk.archive.path) == []


def test_an_answer_that_leans_on_what_goes_gets_the_payload(desk: Desk) -> None:
    article = fill(desk)
    # The same address, another article's by now: its capture is a revisit of the removed payload.
    revisits = "select id, warc, \"offset\" from captures where revisit and kind = 'article' and article = "
    (number, warc, offset), *_ = desk.rows(f"{revisits}'{article}'")
    before = read_exchange(desk.archive.warc_root, str(warc), int(str(offset))).exchange
    with desk.archive.database.writing() as unit:
        unit.connection.exec_driver_sql(f"update captures set article = 'thu-other' where id = {number}")
    remove(desk, article)
    (moved,) = desk.rows(f'select warc, "offset", revisit from captures where id = {number}')
    assert (moved[0], moved[1]) != (warc, offset) and not moved[2]
    after = read_exchange(desk.archive.warc_root, str(moved[0]), int(str(moved[1]))).exchange
    assert after == before
    assert read_exchange(desk.archive.warc_root, str(warc), int(str(offset))).exchange == before
    with (desk.archive.warc_root / str(moved[0])).open("rb") as file:
        bodies = [one.content_stream().read() for one in ArchiveIterator(file) if one.rec_type == "response"]
    assert len(bodies) == 1 and MARK.encode() in bodies[0]


STEPS = (
    "_plan", "after _plan", "_bury", "half a file", "after _bury", "_forget", "after _forget",
    "erase_leftovers", "after erase_leftovers",
)  # fmt: skip


def killed_at(step: str, folder: Path) -> None:
    """Run the removal in a process that kills itself before, after or in a step of it."""
    child = os.fork()
    if child:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        return
    try:
        arm(step)
        with open_archive(folder) as archive:
            for one in removal.pending(archive):
                removal.finish(archive, one, NOW)
    finally:
        os._exit(1)


def arm(step: str) -> None:
    def kill() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if step == "half a file":
        write = graves._write

        def half(file: int, data: bytes, offset: int) -> None:
            write(file, data[: len(data) // 2], offset)
            kill()

        graves._write = half
        return
    name = step.removeprefix("after ")
    real = getattr(removal, name)

    def around(*given: Any) -> Any:
        result = real(*given) if step.startswith("after ") else None
        kill()
        return result

    setattr(removal, name, around)


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_next_start_finishes_it(desk: Desk, step: str) -> None:
    if desk.archive.database.engine.dialect.name == "postgresql" and step not in (
        "after _plan",
        "after _forget",
    ):
        return
    article = fill(desk)
    before = places(desk)
    withdraw(desk.archive, Request(article, "court order", scope="content"), NOW)
    desk.archive.database.close()
    killed_at(step, desk.archive.path)
    with open_archive(desk.archive.path) as archive:
        catch_up(archive, NOW)
        for one in removal.pending(archive):
            removal.sweep(archive, one.portal)
            removal.finish(archive, one, NOW)
        assert removal.pending(archive) == []
    assert traces(desk.archive.path) == [] and in_database(desk) == []
    assert places(desk) == before


def test_a_reader_of_the_database_puts_it_off_and_no_more(desk: Desk) -> None:
    article = fill(desk)
    if desk.archive.database.engine.dialect.name != "sqlite":
        return
    reader = sqlite3.connect(desk.archive.path / "newsarchive.db")
    reader.execute("begin")
    reader.execute("select count(*) from articles").fetchone()
    from newsarchive.errors import StorageTrouble

    with pytest.raises(StorageTrouble):
        remove(desk, article)
    assert desk.rows("select count(*) from v_articles where id = '" + article + "'") == [(0,)]
    reader.close()
    (one,) = removal.pending(desk.archive)
    removal.finish(desk.archive, one, NOW)
    assert traces(desk.archive.path) == []


def test_backups_of_ours_hold_it_no_more_and_others_are_named(desk: Desk, tmp_path: Path) -> None:
    article = fill(desk)
    if desk.archive.database.engine.dialect.name != "sqlite":
        return
    made = [
        safekeeping.back_up(desk.archive.path, tmp_path / name, NOW, "newsarchive 0")
        for name in ("first.db", "two.db", "gone.db")
    ]
    (tmp_path / "gone.db").unlink()
    (tmp_path / "two.db").write_bytes(b"not a database")
    assert traces(tmp_path)
    remains = remove(desk, article)
    assert [name for name in traces(tmp_path) if name.startswith("first.db")] == []
    assert any("gone.db" in where for where in remains) and any("two.db" in where for where in remains)
    assert not any("first.db" in where for where in remains)
    with desk.archive.database.reading() as unit:
        known = {one.path: one.digest for one in unit.backups.all()}
    assert known[made[0].path] != made[0].digest
    assert known[made[0].path] == files.digest(tmp_path / "first.db")
    with Database(str(tmp_path / "first.db")).reading() as unit:
        assert unit.articles.get(article) is None and unit.withdrawals.of(article)


def torn(desk: Desk, name: str, data: bytes) -> Path:
    (folder,) = (desk.archive.warc_root / "thu").iterdir()
    path = folder / f"thu-20260302-{name}.warc.gz.torn"
    path.write_bytes(data)
    return path


def test_torn_tails_with_it_go_and_those_that_nobody_can_read_are_named(desk: Desk) -> None:
    article = fill(desk)
    record = b"WARC/1.1\r\nWARC-Target-URI: https://thu.example/%s-%d.html\r\n\r\n" + html(TITLE, TEXT)
    own = torn(desk, "001", gzip.compress(record % (b"a", 100))[:-40])
    other = torn(
        desk, "002", gzip.compress(b"WARC-Target-URI: https://thu.example/cho-1.html " + OTHER)[:-40]
    )
    noise = torn(desk, "003", b"\0" * 90)
    remains = remove(desk, article)
    assert not own.exists() and other.exists() and noise.exists()
    assert [noise.name in where for where in remains if "torn" in where] == [True]
    assert traces(desk.archive.path) == []


def test_run_reports_name_its_address_no_more(desk: Desk) -> None:
    article = fill(desk)
    problem = {"code": "not_kept", "detail": "https://thu.example/a-100.html: no space left"}
    report = {"run": desk.run.id, "portals": [{"slug": "thu", "problems": [problem]}]}
    path = desk.archive.runs_dir / f"{desk.run.id}.json"
    reports.write(path, report)
    with desk.archive.database.writing() as unit:
        unit.runs.finish(desk.run.id, NOW, 0, report)
    remove(desk, article)
    assert "a-100" not in path.read_text() and "[withdrawn]: no space left" in path.read_text()
    assert "a-100" not in str(desk.rows("select report from runs"))
    assert traces(desk.archive.path, "a-100.html") == []
