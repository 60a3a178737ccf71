"""An article in a database, the archive's or a backup's → its rows without what is to go."""

from __future__ import annotations

from collections.abc import Iterable

from newsarchive.ingest import upkeep
from newsarchive.ingest.redaction import Phrase
from storage.repositories import Unit
from storage.repositories.withdrawals import Place, Withdrawal

REWRITTEN = frozenset(
    (
        "extractions",
        "captions",
        "names",
        "problems",
        "captures",
        "urls",
        "search_texts",
        "search_layers",
        "search_vectors",
        "signers",
        "refusals",
        "copy_sketches",
    )
)


def follow(unit: Unit, article: str) -> None:
    """Make what is read, found and compared agree with the withdrawals of the article."""
    own = unit.articles.resolve(article)
    if own is not None:
        upkeep.follow(unit, own)


def forget(unit: Unit, one: Withdrawal, gone: Iterable[Place]) -> Iterable[str]:
    """Take out of all rows what the withdrawal removes; the tables that were touched."""
    article = unit.articles.resolve(one.article) or one.article
    if one.scope == "redaction":
        unit.withdrawals.forget_lists(gone)
        follow(unit, article)
        return REWRITTEN
    upkeep.out_of_sight(unit, article)
    return unit.withdrawals.purge(article, gone)


def phrases_of(one: Withdrawal) -> list[Phrase]:
    return [Phrase.from_json(one.phrase)] if one.scope == "redaction" and one.phrase else []
