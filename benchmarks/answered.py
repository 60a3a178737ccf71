"""Real pages → answers: how sure the rules were, how the sources stood, and whether it was right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from beside import Beside, Doc
from readings import plain

from newsarchive.extraction.confidence.calibration import raw_confidence
from newsarchive.extraction.confidence.support import Support, support_of
from newsarchive.extraction.lines import to_json
from newsarchive.extraction.story import uncalibrated
from storage.records import Extraction, Page

FIELDS = ("published", "byline", "title", "body")
# The other corpora hold what libraries answered, not what is right.
CORPORA = ("vietnamese", "fundus", "scrapinghub", "trafilatura", "htmldate", "postlight")
_NEARLY_WHOLE = 0.95


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said in one field of one page. `site` keeps pages of one publisher together."""

    field: str
    site: str
    raw: float
    support: Support
    right: bool


def answered(beside: Beside) -> list[Answer]:
    """A page that two corpora hold counts once."""
    known: set[tuple[str, str]] = set()
    found = []
    for corpus in CORPORA:
        for doc in beside.documents(corpus):
            for one in _of(beside, doc):
                if (one.field, doc.url) not in known:
                    known.add((one.field, doc.url))
                    found.append(one)
    return found


def _of(beside: Beside, doc: Doc) -> Iterator[Answer]:
    when = datetime.fromisoformat(doc.fetched_at) if doc.fetched_at else None
    reading = uncalibrated(Page(doc.url, doc.html, when))
    if not isinstance(reading, Extraction):
        return
    said = plain(to_json(doc.id, doc.url, reading))
    right = _right(beside.score.score(doc.truth, said), doc, said)
    for chosen in reading.evidence:
        if chosen.chosen and chosen.field in right and not chosen.rule.startswith("profile "):
            raw, support = raw_confidence(reading, chosen), support_of(reading, chosen.field, chosen)
            yield Answer(chosen.field, doc.site, raw, support, right.pop(chosen.field))


def _right(score: dict[str, float], doc: Doc, said: dict[str, object]) -> dict[str, bool]:
    """Fields with truth and an answer. A body is right with nearly all of its text and little else."""
    found = {}
    if "date" in score and len(str(said["date"] or "")) >= len("2026-03-01"):
        found["published"] = bool(score["date"])
    if "byline exact" in score and said["authors"]:
        found["byline"] = bool(score["byline exact"])
    if "title" in score and said["title"]:
        found["title"] = bool(score["title"])
    if "body" in doc.truth and said["body"]:
        precision, recall = score["_p"] or 0.0, score["_r"] or 0.0
        both = precision + recall
        found["body"] = bool(both) and 2 * precision * recall / both >= _NEARLY_WHOLE
    return found
