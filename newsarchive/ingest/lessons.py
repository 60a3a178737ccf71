"""The stored pages of a portal → the snapshot that its next run reads with, kept in the archive.

A run is given one snapshot and reads with it to its end. What it showed is learnt afterwards, from pages
read with nothing learnt; a new snapshot takes the place of the old one only if it would read differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from newsarchive.archive import Archive, storage_trouble
from newsarchive.errors import StorageTrouble
from newsarchive.extraction.learnt.habits import habits_of
from newsarchive.extraction.learnt.snapshot import digest_of, learnt_from, text_of
from newsarchive.ingest.rereading import Rereader
from newsarchive.learning import FEWEST_STORIES, MOST, Sighting, learn
from newsarchive.profile import Profile
from newsarchive.workers import WorkerPool, map_jobs
from storage.records import Capture, Extraction, Learnt, Snapshot
from storage.repositories import Unit
from storage.warc import WarcWriter

Lessons = Mapping[str, Learnt]
"""By portal: what a run reads with."""
NOTHING: Lessons = MappingProxyType({})
LESSON = "learnt-from-pages-until"
"""The field of a WARC file's first record that says: this is what the next run reads with."""
GROWTH = 1.5
"""A portal is studied again when its captures are so many times more, or half a snapshot's worth is new."""


def current(archive: Archive, portals: Iterable[str]) -> dict[str, Learnt]:
    with storage_trouble(), archive.database.reading() as unit:
        return {slug: _current(unit, slug) for slug in portals}


def _current(unit: Unit, portal: str) -> Learnt:
    kept = unit.snapshots.current(portal)
    return learnt_from(kept.text) if kept else Learnt()


def study(archive: Archive, profile: Profile, pool: WorkerPool) -> Learnt:
    """What the newest pages of the portal have in common, as its profile reads them today."""
    with storage_trouble(), archive.database.reading() as unit:
        captures = unit.captures.newest(profile.slug, MOST)
    rereader = Rereader(archive, {profile.slug: profile}, pool)
    readings = map_jobs(pool, (rereader.job(capture) for capture, _ in captures))
    sightings = [
        Sighting(article, capture.fetched_at, reading.result)
        for (capture, article), reading in zip(captures, readings, strict=True)
        if isinstance(reading.result, Extraction)
    ]
    return learn(sightings, profile.zone)


def keep(archive: Archive, portal: str, learnt: Learnt) -> Learnt:
    """Make it what the next run reads with, unless the current one reads the same; the one that holds."""
    with storage_trouble(), archive.database.writing() as unit:
        kept = unit.snapshots.current(portal)
        held = learnt_from(kept.text) if kept else Learnt()
        if kept is None or habits_of(held) != habits_of(learnt):
            held = learnt
        snapshot = snapshot_of(portal, held, unit.captures.count(portal))
        unit.snapshots.keep(snapshot)
        newest = unit.captures.newest(portal, 1)
    if newest:
        _write_down(archive, snapshot, newest[0][0])
    return held


def _write_down(archive: Archive, snapshot: Snapshot, newest: Capture) -> None:
    """A WARC file that has the snapshot alone: a rebuild knows by it what the next run reads with."""
    at = newest.fetched_at
    info = {"learnt": snapshot.text, "learnt-captures": str(snapshot.captures), LESSON: at.isoformat()}
    writer = WarcWriter(archive.warc_root, snapshot.portal, newest.run, info, at)
    try:
        writer.begin()
        writer.close()
    except OSError as error:
        raise StorageTrouble(f"{archive.warc_root}: what was learnt could not be written: {error}") from error


def renew(archive: Archive, profile: Profile, pool: WorkerPool) -> None:
    """Study the portal, if enough of it is new."""
    with storage_trouble(), archive.database.reading() as unit:
        captures = unit.captures.count(profile.slug)
        kept = unit.snapshots.current(profile.slug)
    due = min(kept.captures * GROWTH, kept.captures + MOST / 2) if kept else FEWEST_STORIES
    if captures >= max(due, FEWEST_STORIES):
        keep(archive, profile.slug, study(archive, profile, pool))


def snapshot_of(portal: str, learnt: Learnt, captures: int) -> Snapshot:
    return Snapshot(portal, digest_of(learnt), text_of(learnt), captures)
