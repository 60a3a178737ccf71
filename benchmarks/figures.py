"""Readings and truth → a value for each document and field, and the figure of each corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean
from typing import Any

from beside import SEED, Beside, Doc
from readings import Reading, plain, read_all

COLUMNS = (
    "title", "title~", "date", "date wrong", "date false and sure", "minute", "authors F1", "byline exact",
    "captions F1", "captions~ F1", "captions or none", "captions exact", "captions in body", "body F1",
    "body exact", "body ROUGE-L", "body start", "lead kept", "segments F1", "section", "language",
)  # fmt: skip
LESS_IS_BETTER = frozenset(("date wrong", "date false and sure", "captions in body"))
SURE = 0.5
# What the bench averages otherwise than document by document.
_POOLED = ("body F1", "segments F1")

Values = dict[str, float]


@dataclass(frozen=True, slots=True)
class Scored:
    """One corpus: documents with their readings, each one's values, and the bench's own scores."""

    docs: list[Doc]
    readings: dict[str, Reading]
    values: dict[str, Values]
    scores: dict[str, dict[str, Any]]


def scored(beside: Beside, corpus: str, most: int | None = None) -> Scored:
    docs = beside.documents(corpus)[:most]
    readings = read_all(docs)
    scores, values = {}, {}
    for doc in docs:
        reading = readings.get(doc.id, {})
        if corpus == SEED:
            scores[doc.id] = values[doc.id] = _of_seed(doc, reading)
            continue
        scores[doc.id] = beside.score.score(doc.truth, plain(reading))
        values[doc.id] = _values(scores[doc.id], doc, reading)
        if corpus == "vietnamese":
            values[doc.id].update(_of_hand_made(scores[doc.id], doc, reading))
    return Scored(docs, readings, values, scores)


def figures(beside: Beside, one: Scored, most: int | None = None) -> Values:
    """The corpus's figures over its first documents, pooled as the bench pools them."""
    ids = [doc.id for doc in one.docs[:most]]
    pooled = beside.score.summary([one.scores[name] for name in ids])
    found: Values = {}
    for column in COLUMNS:
        values = [one.values[name][column] for name in ids if column in one.values[name]]
        if values:
            found[column] = float(pooled.get(column, 0.0)) if column in _POOLED else mean(values)
    return found


def _values(score: dict[str, Any], doc: Doc, reading: Reading) -> Values:
    values = {name: float(value) for name, value in score.items() if name in COLUMNS}
    precision, recall = score.get("_p"), score.get("_r")
    if recall is not None:
        values["body F1"] = 2 * precision * recall / (precision + recall) if precision and recall else 0.0
    if "_tp" in score:
        hit = 2 * score["_tp"]
        values["segments F1"] = hit / (hit + score["_fp"] + score["_fn"]) if hit else 0.0
    if "date" in doc.truth:
        sure = (reading.get("published") or {}).get("confidence", 0.0) > SURE
        values["date false and sure"] = float(bool(score["date wrong"]) and sure)
    return values


def _of_hand_made(score: dict[str, Any], doc: Doc, reading: Reading) -> Values:
    """What only truth made by hand can say: the minute, the lead, and that there is no caption."""
    published, body = reading.get("published") or {}, reading.get("body") or [""]
    return {
        "minute": float(_same_minute(doc.truth["date"], published.get("value"))),
        "lead kept": float(_same(body[0], doc.truth["body"].partition("\n")[0])),
        "captions or none": score["captions F1"]
        if doc.truth["captions"]
        else float(not reading.get("captions")),
    }


def _of_seed(doc: Doc, reading: Reading) -> Values:
    truth, published = doc.truth, reading.get("published") or {}
    byline = reading.get("byline") or {}
    told = [{key: one[key] for key in ("name", "printed")} for one in byline.get("people", [])]
    captions = [one["text"] for one in reading.get("captions") or []]
    same_day = {key: published.get(key) for key in truth["published"]} == truth["published"]
    right = {
        "title": reading.get("title") == truth["title"],
        "date": same_day,
        "byline exact": byline.get("raw") == truth["byline"]["raw"] and told == truth["byline"]["people"],
        "captions exact": captions == truth["captions"],
        "body exact": reading.get("body") == truth["body"],
        "language": reading.get("language") == truth["language"],
    }
    if doc.id.endswith(".html"):
        right["section"] = reading.get("section") == truth["section"]
    sure = published.get("confidence", 0.0) > SURE
    return {
        **{name: float(value) for name, value in right.items()},
        "date wrong": float(bool(published) and not same_day),
        "date false and sure": float(bool(published) and not same_day and sure),
    }


def _same(ours: str, theirs: str) -> bool:
    return " ".join(ours.split()) == " ".join(theirs.split())


def _same_minute(truth: str, value: str | None) -> bool:
    """The truth's seconds are not held against us."""
    if value is None:
        return False
    apart = datetime.fromisoformat(value) - datetime.fromisoformat(truth)
    return abs(apart) < timedelta(minutes=1)


def in_order(columns: Sequence[str]) -> list[str]:
    return sorted(columns, key=COLUMNS.index)
