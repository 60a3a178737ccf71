"""The names that sign an article's current text, kept beside its words in the index."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select

from storage.records import Extraction
from storage.tables import articles, extractions, names, signers, versions
from storage.tables.columns import storable

FORGET = delete(signers).where(signers.c.article == bindparam("of"))
KEEP = insert(signers).from_select(
    ["portal", "kind", "name", "article", "day"],
    select(articles.c.portal, names.c.kind, names.c.name, articles.c.id, extractions.c.published_date)
    .join(versions, (versions.c.article == articles.c.id) & versions.c.current)
    .join(extractions, (extractions.c.version == versions.c.id) & extractions.c.current)
    .join(names, names.c.extraction == extractions.c.id)
    .where(articles.c.id == bindparam("of"))
    .distinct(),
)


def sign(connection: Connection, article: str) -> None:
    """In place of those that signed the text before."""
    unsign(connection, article)
    connection.execute(KEEP, {"of": article})


def signed(article: str, portal: str, read: Extraction) -> list[dict[str, str | None]]:
    """The rows that `sign` would make of a new article's reading."""
    byline = read.byline
    kinds = {
        "person": [one.name for one in byline.people],
        "agency": byline.agencies,
        "source": byline.sources,
    }
    day = read.published.date if read.published else None
    mine = {"portal": portal, "article": article, "day": day}
    return [
        {**mine, "kind": kind, "name": name}
        for kind, names in kinds.items()
        for name in dict.fromkeys(map(storable, names))
    ]


def unsign(connection: Connection, article: str) -> None:
    connection.execute(FORGET, {"of": article})
