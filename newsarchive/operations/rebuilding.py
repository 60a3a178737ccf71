"""WARC files, and perhaps a backup → a database made anew, in place of the old one when it is whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsarchive import __version__
from newsarchive.archive import Archive, database_of, database_url, no_archive, storage_trouble
from newsarchive.errors import StorageTrouble, UsageError
from newsarchive.ingest.replay import rebuild, warc_files, warc_name
from newsarchive.portals import Catalogue
from newsarchive.profile import Profile
from newsarchive.settings import Settings
from newsarchive.withdrawal import reapply, reapply_removals, removal
from newsarchive.workers import WorkerPool
from storage import migrations, safekeeping
from storage.database import StorageError, open_engine, place
from storage.records import BackupRecord, RunRecord
from storage.repositories import Database
from storage.safekeeping import files
from storage.safekeeping.copying import settle
from storage.warc import WarcError, read_info
from storage.warc.names import sync_directory

UNREADY = ".rebuilding"
REPLACED = "replaced"
"""A database that a rebuilt one took the place of, among the backups."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted. `into`: another archive's directory, or a database's URL; else the archive's own
    database is replaced, which `force` allows where there is one. `backup`: a file by `db backup`."""

    into: str | None = None
    force: bool = False
    backup: Path | None = None


@dataclass
class Rebuilt:
    """`kept` is where the old database lies now; `other_profiles`: portals that are read with rules of
    today which their files were not written with; `damaged`: what could not be read, in words."""

    database: str = ""
    records: int = 0
    portals: list[str] = field(default_factory=list)
    other_profiles: list[str] = field(default_factory=list)
    kept: str | None = None
    damaged: list[str] = field(default_factory=list)

    def damage(self, what: str) -> None:
        if what not in self.damaged:
            self.damaged.append(what)


def rebuild_database(
    folder: Path, catalogue: Catalogue, order: Order, now: datetime, progress: Progress = lambda *_: None
) -> Rebuilt:
    """Stopped half-way, nothing has changed, and the same order begins anew. LockedError where a crawl is
    at work, UsageError where there is nothing to rebuild, or a database that must not be replaced."""
    profiles = _profiles(folder, catalogue)
    done = Rebuilt(portals=sorted(profiles))
    backups, former = _known(folder)
    with ExitStack() as things:
        target = things.enter_context(_target(folder, order, now, done))
        if order.backup:
            _restore(order.backup, target)
        with storage_trouble():
            database = things.enter_context(closing(Database(target)))
            database.upgrade()
        archive = Archive(folder, Settings.load(folder), database)
        for slug in profiles:
            things.enter_context(archive.lock(slug))
        with storage_trouble():
            _put_runs_back(archive, done)
            with database.writing() as unit:
                unit.places.keep(catalogue.places())
            _finish_removals(archive, now, done)
            with WorkerPool(archive.settings.workers or None) as pool:
                done.records = rebuild(archive, profiles, pool, damaged=done.damage, progress=progress)
            reapply(archive)
            with database.writing() as unit:
                unit.clusters.rename(former)
                for backup in backups:
                    unit.backups.keep(backup)
        done.other_profiles = _otherwise_read(archive, profiles)
    if done.kept:
        _remember(Path(done.kept), done.database, now)
    return done


def _known(folder: Path) -> tuple[list[BackupRecord], list[tuple[str, str]]]:
    """What the database that is there knows of backups, and of what clusters were called once, if it can be
    read: no WARC file says it."""
    try:
        with database_of(folder) as database, database.reading() as unit:
            if database.revision() == migrations.HEAD:
                return unit.backups.all(), unit.clusters.former_names()
    except (StorageTrouble, UsageError):
        pass
    return [], []


def _remember(kept: Path, database: str, now: datetime) -> None:
    """The old database has every text too: what is withdrawn later must be taken out of it as well."""
    with storage_trouble(), closing(Database(database)) as new, new.writing() as unit:
        unit.backups.keep(
            BackupRecord(
                path=str(kept),
                made_at=now,
                kind=REPLACED,
                digest=files.digest(kept),
                bytes=kept.stat().st_size,
                revision=_revision(kept),
                software=f"newsarchive {__version__}",
            )
        )


def _revision(file: Path) -> str:
    try:
        with closing(Database(str(file))) as database:
            return database.revision() or ""
    except StorageError:
        return ""


def _profiles(folder: Path, catalogue: Catalogue) -> dict[str, Profile]:
    slugs = sorted({path.parent.parent.name for path in warc_files(folder / "warc")})
    if not slugs:
        raise no_archive(folder) if not folder.is_dir() else UsageError(f"{folder}: no WARC files in it")
    if unknown := [slug for slug in slugs if slug not in catalogue.slugs()]:
        raise UsageError(
            f"{', '.join(unknown)}: WARC files without a profile; name the directory of it with --portals"
        )
    return {slug: catalogue.get(slug) for slug in slugs}


@contextmanager
def _target(folder: Path, order: Order, now: datetime, done: Rebuilt) -> Iterator[str]:
    """The URL to build at; what was built gets its place when all went well."""
    if order.into and "://" in order.into:
        address, settled = order.into, None
    elif order.into:
        settled = Path(order.into)
        address = database_url(settled, Settings.load(settled))
        if settled.resolve() == folder.resolve():
            raise UsageError(f"{settled}: the archive itself; leave --into away, and say --force")
    else:
        settled, address = None, database_url(folder, Settings.load(folder))
    with storage_trouble():
        url = open_engine(address).url
    done.database = place(url)
    if url.get_backend_name() != "sqlite":
        _refuse_rows(address)
        yield address
        return
    file = Path(place(url)).absolute()
    if file.exists() and (order.into or not order.force):
        raise UsageError(
            f"{file}: is there already; name another place with --into"
            + ("" if order.into else ", or have it replaced with --force: the old one is kept beside it")
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    unready = file.with_name(file.name + UNREADY)
    _remove(unready)
    yield f"sqlite:///{unready}"
    settle(unready)
    if settled is not None:
        _make_whole(folder, settled)
    if file.exists():
        old = file.with_name(f"{file.name}.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.old")
        # It may be damaged, for that is why one rebuilds: its parts are moved as they are.
        for suffix in ("-wal", "-shm", ""):
            part = file.with_name(file.name + suffix)
            if part.exists():
                part.rename(old.with_name(old.name + suffix))
        done.kept = str(old)
    unready.rename(file)
    sync_directory(file.parent)


def _refuse_rows(address: str) -> None:
    with storage_trouble(), closing(Database(address)) as database:
        if database.revision() is None:
            return
        with database.reading() as unit:
            if unit.portals.all() or unit.runs.all():
                raise UsageError(
                    f"{place(database.engine.url)}: not empty; name an empty database or schema with --into, "
                    "then in database_url"
                )


def _restore(backup: Path, target: str) -> None:
    if not backup.is_file():
        raise UsageError(f"{backup}: no such file; name one that `newsarchive db backup` wrote")
    with storage_trouble():
        if target.startswith("sqlite:///"):
            shutil.copyfile(backup, target.removeprefix("sqlite:///"))
            return
        engine = open_engine(str(backup.absolute()))
        try:
            safekeeping.copy(engine, target)
        finally:
            engine.dispose()


def _finish_removals(archive: Archive, now: datetime, done: Rebuilt) -> None:
    """What was removed is out of a backup too, before anything is read; what was being removed when it was
    cut off goes now, so that nothing is read twice."""
    reapply_removals(archive)
    for one in removal.pending(archive):
        try:
            removal.sweep(archive, one.portal)
            removal.finish(archive, one, now)
        except StorageTrouble as trouble:
            done.damage(str(trouble))


def _put_runs_back(archive: Archive, done: Rebuilt) -> None:
    """The runs whose reports lie in runs/: what they did and how they ended is in no WARC file."""
    with archive.database.writing() as unit:
        for file in sorted(archive.runs_dir.glob("*.json")):
            try:
                told: dict[str, Any] = json.loads(file.read_bytes())
                run = RunRecord(
                    str(told["run"]),
                    datetime.fromisoformat(told["started"]),
                    str(told.get("command", "crawl")),
                    str(told.get("software", "")),
                )
                finished = datetime.fromisoformat(told["finished"])
                unit.runs.start(run)
                unit.runs.finish(run.id, finished, int(told["exit"]), told)
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                done.damage(f"{file}: no run report ({error})")


def _otherwise_read(archive: Archive, profiles: Mapping[str, Profile]) -> list[str]:
    found = set()
    for path in warc_files(archive.warc_root):
        slug = path.parent.parent.name
        try:
            told = read_info(archive.warc_root, warc_name(archive.warc_root, path)).get("profile")
        except (WarcError, OSError):
            continue
        if told and slug in profiles and told != profiles[slug].digest:
            found.add(slug)
    return sorted(found)


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _make_whole(folder: Path, other: Path) -> None:
    """Give the other directory what is not in a database: a link to the WARC files, reports, audit log."""
    if not (other / "warc").exists():
        (other / "warc").symlink_to((folder / "warc").resolve(), target_is_directory=True)
    for file in [*(folder / "runs").glob("*.json"), folder / "audit.jsonl"]:
        copied = other / file.relative_to(folder)
        if file.exists() and not copied.exists():
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copied)
