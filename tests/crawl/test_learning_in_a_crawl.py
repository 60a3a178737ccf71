"""What one run shows is what the next one reads with: frozen, named by its readings, in its WARC file."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from loopback import answer, feed, profile_of, story

from newsarchive.archive import open_archive
from newsarchive.errors import Exit, StorageTrouble
from newsarchive.ingest import lessons
from newsarchive.ingest.replay import rebuild
from newsarchive.operations.reextract import reextract
from newsarchive.workers import WorkerPool
from storage.records import Learnt
from storage.warc import read_info

HOUSE = "The Village Post has hung on the door of the town hall every morning since the railway came."


def page(number, text=""):
    return answer(story(number, text).replace("</article>", f"<p>{HOUSE}</p></article>"))


@pytest.fixture
def village(crawled):
    crawled.server.answers = {"/feed.xml": answer(feed(*range(1, 15)))}
    crawled.server.answers |= {f"/story-{n}.html": page(n) for n in range(1, 20)}
    return crawled


def later(days):
    start = datetime.now(UTC)
    return lambda: start + timedelta(days=days) + (datetime.now(UTC) - start)


def rows(village, query):
    with open_archive(village.archive) as archive, archive.database.reading() as unit:
        return [tuple(row) for row in unit.connection.exec_driver_sql(query)]


def bodies(village):
    """Of each article by its number, whether the house's words are in its current text."""
    return {
        int(url.rpartition("-")[2].removesuffix(".html")): HOUSE in body
        for url, body in rows(village, "select url, body from v_articles")
    }


def test_the_second_run_reads_with_what_the_first_one_showed(village):
    first = village.one()
    assert first["stored"] == 14 and first["learnt"] is None
    assert all(bodies(village).values())
    village.server.answers["/feed.xml"] = answer(feed(15, 16))
    second = village.one()
    assert second["stored"] == 2 and second["learnt"].startswith("sha256:")
    held = bodies(village)
    assert sorted(number for number, has_it in held.items() if not has_it) == [15, 16]
    named = rows(village, "select learnt, count(*) from extractions group by learnt order by learnt")
    assert named == [("", 14), (second["learnt"], 2)]


def test_better_readings_are_no_versions(village):
    village()
    versions = rows(village, "select id, change from v_versions order by id")
    again = village.one(clock=later(3))
    assert (again["unchanged"], again["changed"]) == (14, 0)
    with open_archive(village.archive) as archive, WorkerPool(2) as pool:
        reextract(archive, {"village": profile_of()}, pool)
    assert not any(bodies(village).values())
    assert rows(village, "select id, change from v_versions order by id") == versions


def test_an_edit_is_still_seen_as_one(village):
    village()
    village.server.answers["/story-3.html"] = page(3, "The bridge is of stone, not of wood.")
    again = village.one(clock=later(3))
    assert (again["unchanged"], again["changed"]) == (13, 1)
    of_story = "(select id from v_articles where url like '%/story-3.html')"
    before, after = rows(
        village, f"select body from v_versions where article = {of_story} order by first_seen"
    )
    assert HOUSE not in before[0] + after[0] and "of stone" in after[0]


def test_a_rebuild_reads_each_page_with_what_its_run_had_learnt(village, tmp_path):
    village()
    village.server.answers["/feed.xml"] = answer(feed(15, 16))
    village(clock=later(3))
    query = "select e.version, e.learnt, e.text_digest, e.current from extractions e order by 1, 2"
    built = type(village)(village.server, tmp_path / "rebuilt")
    shutil.copytree(village.archive / "warc", built.archive / "warc")
    with open_archive(built.archive, create=True) as archive, WorkerPool(2) as pool:
        rebuild(archive, {"village": profile_of()}, pool)
    assert rows(built, query) == rows(village, query)
    snapshot = "select digest, text from snapshots where digest != ''"
    assert rows(built, snapshot) == rows(village, snapshot)


def test_the_warc_file_says_what_its_run_had_learnt(village):
    village()
    second = village.one(clock=later(3))
    with open_archive(village.archive) as archive:
        files = sorted(archive.warc_root.glob("*/*/*.warc.gz"))
        told = [read_info(archive.warc_root, str(file.relative_to(archive.warc_root))) for file in files]
        kept = rows(village, f"select text from snapshots where digest = '{second['learnt']}'")
    first, lesson, later_run = told
    assert "learnt" not in first
    # What the first run taught stands in a file of its own too, where a rebuild finds it if no run follows.
    assert [(one["learnt"],) for one in (lesson, later_run)] == kept * 2
    assert json.loads(kept[0][0])["blocks"]


def test_a_portal_that_shows_nothing_new_keeps_its_snapshot(village):
    village()
    (kept,) = rows(village, "select digest from snapshots")
    village.server.answers["/feed.xml"] = answer(feed(*range(15, 20)))
    village(clock=later(3))
    assert rows(village, "select digest, current from snapshots") == [(*kept, 1)]


def test_few_stories_teach_nothing(village):
    village.server.answers["/feed.xml"] = answer(feed(*range(1, 9)))
    village()
    assert rows(village, "select * from snapshots") == []
    assert village.one(clock=later(3))["learnt"] is None


def test_stored_pages_can_be_learnt_from_at_once(village):
    village.server.answers["/feed.xml"] = answer(feed(*range(1, 12)))
    village()
    village.server.answers["/feed.xml"] = answer(feed(12, 13))
    village(wanted=None)
    with open_archive(village.archive) as archive, WorkerPool(2) as pool:
        profiles = {"village": profile_of()}
        told = reextract(archive, profiles, pool, learn=True, dry_run=True)
        assert told.fields["body"]["changed"] == 13 and all(bodies(village).values())
        reextract(archive, profiles, pool, learn=True)
        assert not any(bodies(village).values())
        assert reextract(archive, profiles, pool).fields["body"]["same"] == 13


@pytest.mark.parametrize("error", [StorageTrouble("the disk is gone"), ZeroDivisionError("a fault of ours")])
def test_a_study_that_fails_costs_the_run_nothing(village, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(lessons, "study", fail)
    portal = village.one()
    assert portal["stored"] == 14 and portal["exit"] == 0
    [problem] = portal["problems"]
    assert problem["code"] == "not_learnt" and str(error) in problem["detail"]
    assert on_record(village) == [(0, portal["problems"])]


def test_an_interrupted_study_leaves_a_whole_run_behind(village, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as study:
        study.setattr(lessons, "study", interrupt)
        report = village()
    assert report["exit"] == Exit.INTERRUPTED
    assert [(one["exit"], one["complete"]) for one in report["portals"]] == [(0, True)]
    assert on_record(village) == [(Exit.INTERRUPTED, [])]
    assert rows(village, "select * from snapshots") == []
    village(clock=later(3))
    assert len(rows(village, "select * from snapshots")) == 1


def test_the_run_is_on_record_before_anything_is_learnt(village, monkeypatch):
    """So that whoever kills a crawl at its end loses the lesson alone."""
    seen = []
    monkeypatch.setattr(lessons, "study", lambda *_: seen.append(on_record(village)) or Learnt())
    village()
    assert seen == [[(0, [])]]


def on_record(village):
    """Exit code and problems of each run, as its report file and its row have them."""
    files = [json.loads(file.read_text()) for file in sorted((village.archive / "runs").glob("*.json"))]
    exits = [code for (code,) in rows(village, "select exit from v_runs order by started")]
    assert exits == [one["exit"] for one in files]
    return [(one["exit"], one["portals"][0]["problems"]) for one in files]
