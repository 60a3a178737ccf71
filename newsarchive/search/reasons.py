"""Why a hit stands where it does → sentences for a person."""

from __future__ import annotations

from storage.search.index import Explanation, Hits
from storage.search.query import Term
from storage.search.ranking import AS_TYPED, IN_TITLE, Part

FIELDS = {"title": "title", "body": "body", "byline": "byline", "caption": "captions", "captions": "captions"}


def reasons(why: Explanation | None, found: Hits) -> list[str]:
    if why is None or not why.parts:
        return []
    said = [f"Scores {why.score:.2f}: {'; '.join(_part(part) for part in why.parts if part.score)}."]
    if why.in_title:
        said.append(f"Its title alone answers (+{IN_TITLE:.0f}), which puts it before those whose does not.")
    if why.as_typed:
        said.append(f"It is spelt as typed (+{AS_TYPED:.0f}).")
    if not found.ranked:
        said.append("The score did not count here: these hits come in the order of time.")
    elif not why.ranked:
        said.append("The score did not count here: the hits that promise most come first, then these by day.")
    return said


def _part(part: Part) -> str:
    where = ", ".join(
        f"{count}× in the {FIELDS.get(field, field)}" for field, count in part.counts.items() if count
    )
    rare = f" (rarity {part.rarity:.1f})"
    return f"{_words(part.term)} {where or 'nowhere by itself'} gives {part.score:.2f}{rare}"


def _words(term: Term) -> str:
    return f"“{' '.join(term.words)}{'…' if term.prefix else ''}”"
