"""An archive of the demonstration → what it holds, asked through the views that anybody may ask."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from newsarchive.archive import DATABASE
from newsarchive.diff import paragraphs
from newsarchive.errors import UsageError

PORTALS = """
    SELECT p.slug, p.name,
        (SELECT count(*) FROM v_articles a WHERE a.portal = p.slug) AS articles,
        (SELECT count(*) FROM v_versions v WHERE v.portal = p.slug) AS versions,
        (SELECT coalesce(sum(captions), 0) FROM v_articles a WHERE a.portal = p.slug) AS captions,
        (SELECT count(DISTINCT b.article) FROM v_bylines b JOIN v_articles a ON a.id = b.article
            WHERE a.portal = p.slug) AS bylines,
        (SELECT count(DISTINCT r.url) FROM v_refusals r WHERE r.portal = p.slug) AS refused
    FROM v_portals p ORDER BY p.slug"""
NAMES = "SELECT count(DISTINCT name) FROM v_bylines WHERE kind = 'person'"
COPIES = "SELECT cluster, article, portal, title FROM v_clusters ORDER BY cluster, published_date, article"
REFUSED = "SELECT reason, count(DISTINCT url) FROM v_refusals GROUP BY reason ORDER BY reason"
NEW = """
    SELECT id, portal, title FROM v_articles a
    WHERE NOT EXISTS (SELECT 1 FROM v_captures c WHERE c.article = a.id AND c.run <> ?)
    ORDER BY portal, published_date, id"""
GONE = "SELECT id, portal, title FROM v_articles WHERE status = 'gone' ORDER BY portal, id"
CHANGED = """
    SELECT v.article, v.portal, v.title, old.body AS old, v.body AS new
    FROM v_versions v JOIN v_versions old ON old.article = v.article AND old.number = v.number - 1
    WHERE v.number > 1 ORDER BY v.portal, v.article, v.number"""


@dataclass(frozen=True, slots=True)
class Title:
    id: str
    portal: str
    title: str


@dataclass(frozen=True, slots=True)
class Correction:
    """An article that says something else than before; the words that went and those that came."""

    id: str
    portal: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PortalCounts:
    """`bylines` are articles that say who made them."""

    slug: str
    name: str
    articles: int
    versions: int
    captions: int
    bylines: int
    refused: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What two crawls left in an archive. `unchanged`: looked at again, and found as they were."""

    portals: list[PortalCounts]
    people: int
    copies: list[list[Title]]
    refused_by: dict[str, int]
    new: list[Title]
    changed: list[Correction]
    gone: list[Title]
    unchanged: int

    def to_json(self) -> dict[str, Any]:
        columns = ("articles", "versions", "captions", "bylines", "refused")
        totals = {name: sum(getattr(portal, name) for portal in self.portals) for name in columns}
        copies = sum(map(len, self.copies))
        return {**asdict(self), "totals": {"portals": len(self.portals), **totals, "copies": copies}}


def summarise(folder: Path, second: dict[str, Any]) -> Summary:
    """`second` is the report of the second crawl."""
    with closing(_only_to_read(folder / DATABASE)) as database:
        return Summary(
            portals=[PortalCounts(**row) for row in database.execute(PORTALS)],
            people=database.execute(NAMES).fetchone()[0],
            copies=list(_copies(database)),
            refused_by=dict(map(tuple, database.execute(REFUSED))),
            new=[Title(**row) for row in database.execute(NEW, (second["run"],))],
            changed=[_correction(row) for row in database.execute(CHANGED)],
            gone=[Title(**row) for row in database.execute(GONE)],
            unchanged=sum(portal["unchanged"] for portal in second["portals"]),
        )


def portals_in(folder: Path) -> set[str]:
    """The slugs of an archive's portals; none where there is none yet. UsageError where it is damaged."""
    file = folder / DATABASE
    if not file.exists():
        return set()
    try:
        with closing(_only_to_read(file)) as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'v_portals'").fetchone():
                return set()
            return {row["slug"] for row in database.execute("SELECT slug FROM v_portals")}
    except sqlite3.Error as error:
        raise UsageError(
            f"{file}: cannot be read ({error}), so nobody can tell whether it may be replaced; "
            f"remove {folder} yourself, or name another directory"
        ) from error


def _only_to_read(file: Path) -> sqlite3.Connection:
    """Opened so that nothing can be written; a connection of mode "ro" would leave its log files behind."""
    database = sqlite3.connect(file)
    database.execute("PRAGMA query_only = ON")
    database.row_factory = sqlite3.Row
    return database


def _copies(database: sqlite3.Connection) -> Iterator[list[Title]]:
    """Groups of copies, each of two or more articles."""
    groups: dict[str, list[Title]] = {}
    for row in database.execute(COPIES):
        groups.setdefault(row["cluster"], []).append(Title(row["article"], row["portal"], row["title"]))
    return (group for group in groups.values() if len(group) > 1)


def _correction(row: sqlite3.Row) -> Correction:
    """Only the first paragraph that differs, from its first changed word to its last."""
    changes = paragraphs("body", row["old"].split("\n\n"), row["new"].split("\n\n"))
    pieces = next((change.pieces for change in changes if change.mark != "same"), ())
    at = [number for number, piece in enumerate(pieces) if piece.mark != "same"]
    between = pieces[at[0] : at[-1] + 1] if at else ()
    before = "".join(piece.text for piece in between if piece.mark != "new")
    after = "".join(piece.text for piece in between if piece.mark != "gone")
    return Correction(row["article"], row["portal"], row["title"], before, after)
