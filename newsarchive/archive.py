"""An archive's directory (or its database's URL) → one object to ask and to write through."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from newsarchive.errors import LockedError, StorageTrouble, UsageError
from newsarchive.search.answering import Spread, answers, hits, spread
from newsarchive.search.choice import Choice, Options
from newsarchive.search.holdings import held
from newsarchive.settings import Settings
from storage.audit_log import AuditLog
from storage.database import StorageError
from storage.records import Capture, Page
from storage.repositories import Database
from storage.repositories.stories import History, Story
from storage.search.index import Hits
from storage.warc import Place, RemovedError, WarcError, earlier_parts, page_of, read_exchange

if TYPE_CHECKING:
    from newsarchive.people import Listing, Sort

DATABASE = "newsarchive.db"


class Found(list[Story]):
    """The stories of one page of answers, each in the version whose words answered.

    `total` counts no further than the search looked; `more` says that there are more than that. `ranked`
    says whether they come best first, and `cursor` leads to the next page.
    """

    def __init__(self, stories: Iterable[Story], hits: Hits) -> None:
        super().__init__(stories)
        self.total, self.more, self.ranked, self.cursor = hits.total, hits.more, hits.ranked, hits.next_cursor


class Articles:
    """Every article that is not withdrawn, as its current version has it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __iter__(self) -> Iterator[Story]:
        with storage_trouble(), self._database.reading() as unit:
            yield from unit.articles.stream()

    def __getitem__(self, article: str) -> History:
        """All versions of the article that answers to an id, also to one it once had. KeyError."""
        with storage_trouble(), self._database.reading() as unit:
            history = unit.articles.get(article)
        if history is None:
            raise KeyError(article)
        return history


class Captures:
    """Every kept answer to an article's URL that is the reading of a version, or was refused."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __iter__(self) -> Iterator[Capture]:
        with storage_trouble(), self._database.reading() as unit:
            for capture, _ in unit.captures.stories():
                yield capture


class Archive:
    """An open archive: `database` for records, `warc_root` for raw pages, `runs_dir` for run reports,
    `audit_log` for what was done to it."""

    def __init__(self, path: Path, settings: Settings, database: Database) -> None:
        self.path, self.settings, self.database = path, settings, database
        self.warc_root = path / "warc"
        self.runs_dir = path / "runs"
        self.audit_log = AuditLog(path / "audit.jsonl")
        self.articles = Articles(database)
        self.captures = Captures(database)

    def close(self) -> None:
        self.database.close(for_good=True)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def search(
        self, text: str = "", *, limit: int = 20, cursor: str | None = None, **options: Unpack[Options]
    ) -> Found:
        """The best answers to a query as it would be typed, within the options; with the cursor that a page
        had, those after it.

        UsageError for one that cannot be meant, or that names what the archive does not hold.
        """
        choice = Choice(text, **options)
        with storage_trouble(), self.database.reading() as unit:
            found = hits(unit, held(unit, choice.parsed()).query, limit, cursor)
            return Found((story for _, story in answers(unit, found.hits)), found)

    def spread(self, text: str = "", *, most: int = 10, **options: Unpack[Options]) -> Spread:
        """How the answers to a query spread over portals, places, sections, people and months."""
        choice = Choice(text, **options)
        with storage_trouble(), self.database.reading() as unit:
            return spread(unit, held(unit, choice.parsed()).query, most)

    def people(
        self, name: str = "", *, portals: Sequence[str] = (), sort: Sort = "name", limit: int | None = None
    ) -> Listing:
        """Who signs, one line a name and portal; with `name`, those that have all of its words."""
        from newsarchive.people import listing

        with storage_trouble(), self.database.reading() as unit:
            return listing(unit, name, portals, sort, limit)

    def pages(self) -> Iterator[tuple[Capture, Page]]:
        """The captures with their pages, read from the WARC files; removed ones are left out. StorageTrouble,
        which names the file, for one that is missing or damaged."""
        for capture in self.captures:
            with warc_trouble():
                try:
                    page = self.page(capture)
                except RemovedError:
                    continue
            yield capture, page

    def page(self, capture: Capture) -> Page:
        stored = read_exchange(self.warc_root, capture.warc, capture.offset).exchange
        return page_of(capture.url, stored.response, capture.fetched_at, capture.truncated)

    def page_at(self, place: Place) -> Page:
        """The page at a place in the WARC files, known or not to the database."""
        stored = read_exchange(self.warc_root, *place).exchange
        return page_of(stored.url, stored.response, stored.fetched_at, stored.truncated)

    def pages_of(self, capture: Capture) -> tuple[Page, ...]:
        """All pages of the story that this capture was the last of; most stories have one."""
        stored = read_exchange(self.warc_root, capture.warc, capture.offset).exchange
        own = page_of(capture.url, stored.response, capture.fetched_at, capture.truncated)
        return (*map(self.page_at, earlier_parts(stored)), own)

    @contextmanager
    def lock(self, portal: str) -> Iterator[None]:
        """Hold the portal for this process; the kernel lets go of it however the process ends.

        Raises LockedError where another run holds it.
        """
        folder = self.path / "locks"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(folder / f"{portal}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StorageTrouble(f"{folder}: no lock can be taken here: {error.strerror}") from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LockedError(
                    f"{portal}: another run is at work on this portal; wait for it or stop it first"
                ) from error
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
            yield
        finally:
            os.close(handle)


def database_url(path: Path, settings: Settings) -> str:
    """Where the archive's database is. UsageError for a setting that names none: it would make a file of
    that name in whatever directory one happens to be."""
    url = settings.database_url
    if url and "://" not in url:
        raise UsageError(
            f"database_url = {url!r}: not a database's URL; write it as postgresql://user@host/name or "
            "sqlite:////path/of/the/file"
        )
    return url or f"sqlite:///{(path / DATABASE).absolute()}"


@contextmanager
def database_of(path: Path) -> Iterator[Database]:
    """The database of the archive in directory `path`, whichever version made it."""
    settings = Settings.load(path)
    if not settings.database_url and not (path / DATABASE).exists():
        raise no_archive(path)
    with storage_trouble():
        database = Database(database_url(path, settings))
        try:
            yield database
        finally:
            database.close()


def no_archive(folder: Path) -> UsageError:
    return UsageError(
        f"{folder}: no archive here; name one with --archive, or make one with `newsarchive crawl`"
    )


def open_archive(path: Path | str, *, create: bool = False) -> Archive:
    """The archive in directory `path`, or the one whose database a URL names.

    `create` makes what is missing and brings the database up to date. Raises UsageError where there is
    no archive, StorageTrouble where its database cannot be used.
    """
    if isinstance(path, str) and "://" in path:
        folder, settings = Path.cwd(), Settings(database_url=path)
    else:
        folder = Path(path)
        settings = Settings.load(folder)
        if create:
            _make(folder)
        elif not settings.database_url and not (folder / DATABASE).exists():
            raise no_archive(folder)
    with storage_trouble():
        database = Database(database_url(folder, settings))
        if create:
            database.upgrade()
        else:
            database.check()
    return Archive(folder, settings, database)


def _make(folder: Path) -> None:
    try:
        for part in ("warc", "runs"):
            (folder / part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageTrouble(f"{folder}: cannot be made an archive: {error.strerror}") from error


@contextmanager
def warc_trouble() -> Iterator[None]:
    """A WARC file that is missing or damaged, said in words: a person must look at it."""
    try:
        yield
    except (WarcError, FileNotFoundError) as error:
        raise StorageTrouble(
            f"{error}; restore the file from a backup, then run the same command again"
        ) from error


@contextmanager
def storage_trouble() -> Iterator[None]:
    """What the storage raises, said in the project's own error tree."""
    try:
        yield
    except StorageError as error:
        raise StorageTrouble(str(error)) from error
