"""An article in a database, the archive's or a backup's → its rows without what is to go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newsarchive.ingest.redaction import Phrase, redacted
from newsarchive.ingest.texts import search_text, text_digest
from storage.records import Extraction
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
        "copy_sketches",
    )
)


def follow(unit: Unit, article: str) -> None:
    """Make what is read, found and compared agree with the withdrawals of the article."""
    own = unit.articles.resolve(article)
    if own is None:
        return
    hidden, _ = unit.withdrawals.settle(own)
    if phrases := [phrase for one in unit.withdrawals.redactions(own) for phrase in phrases_of(one)]:
        _redact(unit, own, phrases)
    current = unit.articles.current(own)
    if hidden or current is None:
        unit.search.remove(own)
        unit.clusters.forget(own)
        return
    if phrases:
        # Texts of earlier versions are in the index too, with the phrase.
        unit.search.remove(own)
        for version in unit.articles.versions(own):
            if not version.current:
                unit.search.put_earlier(own, version.id, search_text(version.extraction))
    unit.search.put(own, search_text(current.extraction))
    unit.clusters.mark_dirty(own)


def forget(unit: Unit, one: Withdrawal, gone: Iterable[Place]) -> Iterable[str]:
    """Take out of all rows what the withdrawal removes; the tables that were touched."""
    article = unit.articles.resolve(one.article) or one.article
    if one.scope == "redaction":
        follow(unit, article)
        return REWRITTEN
    unit.search.remove(article)
    unit.clusters.forget(article)
    return unit.withdrawals.purge(article, gone)


def phrases_of(one: Withdrawal) -> list[Phrase]:
    return [Phrase.from_json(one.phrase)] if one.scope == "redaction" and one.phrase else []


def _redact(unit: Unit, article: str, phrases: Sequence[Phrase]) -> None:
    def change(story: Extraction) -> tuple[Extraction, str]:
        new = redacted(phrases, story)
        return new, text_digest(new)

    unit.withdrawals.rewrite(article, change)
    unit.withdrawals.rewrite_hints(article, lambda hints: redacted(phrases, hints))
