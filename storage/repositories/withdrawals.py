"""What was taken out of the archive's answers: facts in, what they mean for articles and addresses out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, delete, or_, select, update

from storage.records import Extraction
from storage.repositories import identities, readings
from storage.search.index import Search
from storage.tables import (
    article_aliases,
    article_keys,
    article_urls,
    articles,
    captures,
    extractions,
    ledger,
    metadata,
    versions,
    withdrawal_marks,
    withdrawals,
)
from storage.tables import urls as table_urls
from storage.tables.upsert import insert_new, upsert

Scope = Literal["view", "export", "content", "redaction"]
HIDING = ("view", "content")
REMOVING = ("content", "redaction")
Place = tuple[str, int]
_KEPT = ("articles", "article_aliases", "withdrawals", "withdrawal_marks")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One withdrawal; its number is that of its line in the audit log. `until` is the last day it holds."""

    id: int
    article: str
    portal: str
    scope: Scope
    reason: str
    authority: str | None
    note: str | None
    at: datetime
    until: str | None = None
    lifted: datetime | None = None
    lifted_reason: str | None = None
    removed: datetime | None = None
    phrase: dict[str, Any] | None = None

    @property
    def holds(self) -> bool:
        return self.lifted is None

    def over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.holds and self.until is not None and self.until < today.isoformat()


@dataclass(frozen=True, slots=True)
class Closed:
    """The marks of a portal's withdrawn articles: what they are known by when they are met again."""

    portal: str
    marks: frozenset[str] = frozenset()
    phrases: tuple[tuple[frozenset[str], dict[str, Any]], ...] = ()

    def holds(self, key: str, url: str) -> bool:
        return bool(self.marks) and not self.marks.isdisjoint(
            (key_mark(self.portal, key), url_mark(self.portal, url))
        )

    def redactions(self, key: str, url: str) -> list[dict[str, Any]]:
        """The phrases, by their digests, that must not be taken in again with this address."""
        met = {key_mark(self.portal, key), url_mark(self.portal, url)}
        return [phrase for marks, phrase in self.phrases if marks & met]

    def holds_text(self, digest: str) -> bool:
        return text_mark(self.portal, digest) in self.marks


def key_mark(portal: str, key: str) -> str:
    return _mark("key", portal, key)


def url_mark(portal: str, url: str) -> str:
    return _mark("url", portal, url)


def text_mark(portal: str, digest: str) -> str:
    return _mark("text", portal, digest)


def id_mark(article: str) -> str:
    return f"id:{article}"


def _mark(kind: str, portal: str, what: str) -> str:
    told = "\n".join((portal, what)).encode("utf-8", "replace")
    return f"{kind}:{sha256(told).hexdigest()}"


class Withdrawals:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def put(self, withdrawal: Withdrawal, marks: Iterable[str]) -> None:
        """Remember a withdrawal, or what became of it; `settle` makes the articles follow."""
        upsert(self.connection, withdrawals, asdict(withdrawal), ("id",))
        rows = [{"withdrawal": withdrawal.id, "mark": mark} for mark in sorted(set(marks))]
        insert_new(self.connection, withdrawal_marks, rows)

    def lift(self, number: int, at: datetime, reason: str) -> None:
        self._set(number, lifted=at, lifted_reason=reason)

    def removed(self, number: int, at: datetime) -> None:
        self._set(number, removed=at)

    def get(self, number: int) -> Withdrawal | None:
        return next(iter(self._found(withdrawals.c.id == number)), None)

    def all(self) -> list[Withdrawal]:
        """In the order they were made."""
        return self._found()

    def of(self, article: str) -> list[Withdrawal]:
        """Those of the article that answers, or answered, to this id."""
        own = identities.resolve(self.connection, article) or article
        marked = select(withdrawal_marks.c.withdrawal).where(
            withdrawal_marks.c.mark.in_([id_mark(article), id_mark(own)])
        )
        return self._found(or_(withdrawals.c.article == own, withdrawals.c.id.in_(marked)))

    def pending(self) -> list[Withdrawal]:
        """Withdrawals of content, and redactions, whose bytes are still to be removed."""
        return self._found(withdrawals.c.scope.in_(REMOVING), withdrawals.c.removed.is_(None))

    def over(self, today: date) -> list[Withdrawal]:
        """Those whose last day has passed and that still hold."""
        return self._found(withdrawals.c.lifted.is_(None), withdrawals.c.until < today.isoformat())

    def redactions(self, article: str) -> list[Withdrawal]:
        return [one for one in self.of(article) if one.scope == "redaction" and one.holds]

    def marks_of(self, article: str) -> list[str]:
        """All that leads to the article, as marks."""
        portal = self.connection.scalar(select(articles.c.portal).where(articles.c.id == article)) or ""
        keys = select(article_keys.c.key).where(article_keys.c.article == article)
        urls = select(article_urls.c.url).where(article_urls.c.article == article)
        former = select(article_aliases.c.id).where(article_aliases.c.article == article)
        texts = (
            select(extractions.c.text_digest)
            .join(versions, versions.c.id == extractions.c.version)
            .where(versions.c.article == article, extractions.c.body != "")
        )
        return [
            id_mark(article),
            *map(id_mark, self.connection.scalars(former)),
            *(key_mark(portal, key) for key in self.connection.scalars(keys)),
            *(url_mark(portal, url) for url in self.connection.scalars(urls)),
            *(text_mark(portal, digest) for digest in self.connection.scalars(texts.distinct())),
        ]

    def closed(self, portal: str) -> Closed:
        """What a crawl of the portal must not take in again."""
        query = (
            select(withdrawal_marks.c.mark)
            .join(withdrawals, withdrawals.c.id == withdrawal_marks.c.withdrawal)
            .where(withdrawals.c.portal == portal, _hiding())
        )
        marks = set(self.connection.scalars(query))
        # Addresses that came to lead to it later.
        later = select(article_keys.c.key).join(articles, articles.c.id == article_keys.c.article)
        later = later.where(articles.c.portal == portal, articles.c.withdrawn)
        marks.update(key_mark(portal, key) for key in self.connection.scalars(later))
        return Closed(portal, frozenset(marks), tuple(self._phrases(portal)))

    def _phrases(self, portal: str) -> Iterator[tuple[frozenset[str], dict[str, Any]]]:
        kept = (withdrawals.c.portal == portal, withdrawals.c.scope == "redaction")
        for one in self._found(*kept, withdrawals.c.lifted.is_(None)):
            own = select(withdrawal_marks.c.mark).where(withdrawal_marks.c.withdrawal == one.id)
            yield frozenset(self.connection.scalars(own)), one.phrase or {}

    def at(self, urls: Iterable[str]) -> list[str]:
        """The articles that were seen at any of these addresses, withdrawn ones among them."""
        query = select(article_urls.c.article).where(article_urls.c.url.in_(list(urls))).distinct()
        return sorted(self.connection.scalars(query))

    def portal_of(self, article: str) -> str | None:
        return self.connection.scalar(select(articles.c.portal).where(articles.c.id == article))

    def addresses(self, article: str) -> set[str]:
        """Every address at which the article was ever asked for or found."""
        own = captures.c.article == article
        queries = (
            select(articles.c.url).where(articles.c.id == article),
            select(article_urls.c.url).where(article_urls.c.article == article),
            select(captures.c.url).where(own),
            select(captures.c.lead_url).where(own),
        )
        return {url for query in queries for url in self.connection.scalars(query) if url}

    def places(self, article: str, urls: Iterable[str]) -> tuple[set[Place], set[Place]]:
        """Where the article's captures lie, and those at its addresses that are another article's."""
        at = captures.c.url.in_(list(urls)) | captures.c.lead_url.in_(list(urls))
        query = select(captures.c.warc, captures.c.offset, captures.c.article)
        rows = self.connection.execute(query.where(at | (captures.c.article == article))).all()
        own = {(row.warc, row.offset) for row in rows if row.article in (None, article)}
        return own, {(row.warc, row.offset) for row in rows} - own

    def titles(self, article: str) -> set[str]:
        """All that the article was ever called."""
        query = (
            select(extractions.c.title, extractions.c.lead)
            .join(versions, versions.c.id == extractions.c.version)
            .where(versions.c.article == article)
        )
        return {words for row in self.connection.execute(query) for words in row if words}

    def rewrite(self, article: str, change: Callable[[Extraction], tuple[Extraction, str]]) -> None:
        """Put what `change` makes of it in the place of every reading of the article, with its digest."""
        query = select(extractions).join(versions, versions.c.id == extractions.c.version)
        rows = self.connection.execute(query.where(versions.c.article == article)).all()
        stories = readings.load(self.connection, rows)
        for row in rows:
            story = stories[row.id]
            new, digest = change(story)
            if new != story:
                names = (*readings.IDENTITY, "current")
                values = {name: row._mapping[extractions.c[name]] for name in names}
                readings.write(self.connection, {**values, "text_digest": digest}, new)

    def rewrite_hints(self, article: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """The same for what leads said of the article."""
        keys = select(article_keys.c.key).where(article_keys.c.article == article)
        portal = self.portal_of(article)
        for table, own in (
            (captures, captures.c.article == article),
            (table_urls, (table_urls.c.portal == portal) & table_urls.c.key.in_(keys)),
        ):
            for row in self.connection.execute(select(table.c.id, table.c.hints).where(own)).all():
                if (new := change(row.hints)) != row.hints:
                    self.connection.execute(update(table).where(table.c.id == row.id).values(hints=new))

    def forget_lists(self, gone: Iterable[Place]) -> None:
        """Delete the captures at the places `gone` that are no article's."""
        numbers = []
        for warc, offset in gone:
            own = _at(warc, offset).where(captures.c.article.is_(None))
            numbers += list(self.connection.scalars(own))
        for table in reversed(metadata.sorted_tables):
            for column in _about(table, {"captures"}):
                for some in _chunks(numbers):
                    self.connection.execute(delete(table).where(column.in_(some)))

    def purge(self, article: str, gone: Iterable[Place]) -> set[str]:
        """Delete all rows that say anything of the article beyond its id, and those of the captures at the
        places `gone`; the tables that were touched. Its row stays, empty, for its id is never given again."""
        Search(self.connection).remove(article)
        urls = self.addresses(article)
        keys = set(
            self.connection.scalars(select(article_keys.c.key).where(article_keys.c.article == article))
        )
        portal = self.portal_of(article)
        numbers = [
            number
            for warc, offset in gone
            if (number := self.connection.scalar(_at(warc, offset))) is not None
        ]
        doomed = {
            "articles": [article],
            "versions": self._ids(versions, versions.c.article == article),
            "captures": sorted({*numbers, *self._ids(captures, captures.c.article == article)}),
        }
        read = extractions.c.version.in_(doomed["versions"]) | extractions.c.capture.in_(doomed["captures"])
        doomed["extractions"] = self._ids(extractions, read)
        touched = {"articles", "search_texts", "search_layers"}
        for table in reversed(metadata.sorted_tables):
            if table.name in _KEPT:
                continue
            for column in _about(table, set(doomed)):
                for some in _chunks(doomed[_target(column) or table.name]):
                    self.connection.execute(delete(table).where(column.in_(some)))
                    touched.add(table.name)
        self._forget_addresses(portal, urls, keys)
        empty = {"url": "", "key": "", "cluster": None}
        self.connection.execute(update(articles).where(articles.c.id == article).values(empty))
        return touched | {"urls", "ledger"}

    def _forget_addresses(self, portal: str | None, urls: set[str], keys: set[str]) -> None:
        leads_to = table_urls.c.key.in_(list(keys)) | table_urls.c.url.in_(list(urls))
        self.connection.execute(delete(table_urls).where(table_urls.c.portal == portal, leads_to))
        for url in urls:
            # The line is counted, its address a digest from now on.
            told = (ledger.c.portal == portal) & (ledger.c.url == url)
            self.connection.execute(update(ledger).where(told).values(url=url_mark(portal or "", url)))

    def _ids(self, table: Table[Any], condition: ColumnElement[bool]) -> list[Any]:
        return list(self.connection.scalars(select(table.c.id).where(condition)))

    def settle(self, article: str) -> tuple[bool, bool]:
        """Make the article follow its withdrawals; whether it is hidden, and was before."""
        own = identities.resolve(self.connection, article) or article
        held = [one for one in self.of(own) if one.holds]
        before = self.connection.scalar(select(articles.c.withdrawn).where(articles.c.id == own))
        hidden = any(one.scope in HIDING for one in held)
        values = {"withdrawn": hidden, "withheld": any(one.scope == "export" for one in held)}
        self.connection.execute(update(articles).where(articles.c.id == own).values(values))
        return hidden, bool(before)

    def _set(self, number: int, **values: Any) -> None:
        self.connection.execute(update(withdrawals).where(withdrawals.c.id == number).values(values))

    def _found(self, *conditions: ColumnElement[bool]) -> list[Withdrawal]:
        query = select(withdrawals).where(*conditions).order_by(withdrawals.c.id)
        return [Withdrawal(**row._mapping) for row in self.connection.execute(query)]


def _at(warc: str, offset: int) -> Select[int]:
    return select(captures.c.id).where(captures.c.warc == warc, captures.c.offset == offset)


def _about(table: Table[Any], targets: set[str]) -> list[ColumnElement[Any]]:
    """The columns of a table that name what goes: its own id, or a key to it."""
    own = [table.c.id] if table.name in targets else []
    return own + [column for column in table.c if _target(column) in targets and column not in own]


def _target(column: Any) -> str:
    return next((key.column.table.name for key in column.foreign_keys if key.column.name == "id"), "")


def _chunks(ids: list[Any], size: int = 500) -> Iterator[list[Any]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _hiding() -> ColumnElement[bool]:
    return and_(withdrawals.c.lifted.is_(None), withdrawals.c.scope.in_(HIDING))
