"""What hangs on articles and versions (search, clusters, classes of changes) → kept in step with them.

Whoever adds a version, joins articles or tells them again calls these, and nothing else of the kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from newsarchive.ingest.redaction import Phrase, redacted
from newsarchive.ingest.texts import search_text, text_digest
from storage.records import Extraction, Reader, Refusal
from storage.repositories import Unit

WITHDRAWN = Refusal("withdrawn", "the article was withdrawn from this archive")


def refusal_of(unit: Unit, articles: Iterable[str]) -> Refusal | None:
    """Why no text of these articles may be stored, if none may."""
    return WITHDRAWN if any(unit.articles.is_withdrawn(one) for one in articles) else None


def add_reading(
    unit: Unit, version: str, capture_id: int, reader: Reader, story: Extraction, digest: str
) -> None:
    """Give a version one more extraction, which becomes its current one; the earlier ones stay."""
    unit.articles.add_extraction(version, capture_id, story, reader, digest, current=True)
    article = version.partition("@")[0]
    current = unit.articles.current(article)
    if current and current.version == version:
        text_current(unit, article, story)


def text_current(unit: Unit, article: str, story: Extraction) -> None:
    """`story` is what a reader finds under the article from now on, if there is anything to be found."""
    if unit.articles.is_withdrawn(article):
        out_of_sight(unit, article)
    else:
        unit.search.put(article, search_text(story))
        unit.clusters.mark_dirty(article)


def out_of_sight(unit: Unit, article: str) -> None:
    unit.search.remove(article)
    unit.clusters.forget(article)


def follow(unit: Unit, article: str) -> None:
    """Make what is read, found and compared agree with all versions of the article and its withdrawals."""
    hidden, _ = unit.withdrawals.settle(article)
    told = [Phrase.from_json(one.phrase) for one in unit.withdrawals.redactions(article) if one.phrase]
    if told:
        _redact(unit, article, told)
    versions = unit.articles.versions(article)
    if hidden or not versions:
        out_of_sight(unit, article)
        return
    unit.search.remove(article)
    for one in versions[:-1]:
        unit.search.put_earlier(article, one.id, search_text(one.extraction))
    unit.search.put(article, search_text(versions[-1].extraction))
    unit.clusters.mark_dirty(article)


def _redact(unit: Unit, article: str, phrases: Sequence[Phrase]) -> None:
    def change(story: Extraction) -> tuple[Extraction, str]:
        new = redacted(phrases, story)
        return new, text_digest(new)

    unit.withdrawals.rewrite(article, change)
    unit.withdrawals.rewrite_hints(article, lambda hints: redacted(phrases, hints))
    unit.changes.forget(article)


def version_added(unit: Unit, article: str, at: datetime, story: Extraction, digest: str) -> None:
    """The article's newest version, first seen then. One with the words of an earlier version says so."""
    text_current(unit, article, story)
    earlier = [first for first, words in unit.articles.states(article)[:-2] if words == digest]
    if earlier:
        unit.articles.event(article, "reverted", at, f"to the text of {earlier[-1]:%Y-%m-%dT%H:%M:%SZ}")


def joined(unit: Unit, article: str) -> None:
    """Versions of several articles stand side by side: what each changed is to be judged anew, and what was
    withdrawn of one is withdrawn of all."""
    versions = unit.articles.versions(article)
    unit.changes.forget(article)
    unit.articles.forget_events(article, "reverted")
    for at, version in enumerate(versions):
        same = [one for one in versions[: max(0, at - 1)] if one.text_digest == version.text_digest]
        if same:
            detail = f"to the text of {same[-1].first_seen:%Y-%m-%dT%H:%M:%SZ}"
            unit.articles.event(article, "reverted", version.first_seen, detail)
    follow(unit, article)
