"""Extractions and refusals ↔ the JSON objects of `extract --json` and `--jsonl`: every key always there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from newsarchive.extraction.reader import EXTRACTOR
from storage.records import (
    Byline,
    Caption,
    Evidence,
    Extraction,
    Moment,
    Person,
    Problem,
    Refusal,
)

JsonObject = dict[str, Any]


def to_json(identity: object, url: str, result: Extraction | Refusal) -> JsonObject:
    """One page's answer. `identity` is the caller's name for the page, given back as it came."""
    if isinstance(result, Refusal):
        return {
            "id": identity,
            "url": url,
            "refused": result.reason,
            "detail": result.detail,
            "extractor": EXTRACTOR,
        }
    return {
        "id": identity,
        "url": result.url,
        "canonical_url": result.canonical_url,
        "kind": result.kind,
        "title": result.title,
        "kicker": result.kicker,
        "lead": result.lead,
        "dateline": result.dateline,
        "published": _moment_to_json(result.published),
        "modified": _moment_to_json(result.modified),
        "byline": {
            "raw": result.byline.raw,
            "people": [
                {"name": one.name, "printed": one.printed, "role": one.role} for one in result.byline.people
            ],
            "agencies": list(result.byline.agencies),
            "sources": list(result.byline.sources),
        },
        "body": list(result.body),
        "captions": [
            {"text": one.text, "credit": one.credit, "image_url": one.image_url} for one in result.captions
        ],
        "section": list(result.section),
        "tags": list(result.tags),
        "language": result.language,
        "evidence": [_evidence_to_json(one) for one in result.evidence],
        "problems": [{"code": one.code, "field": one.field, "detail": one.detail} for one in result.problems],
        "extractor": result.extractor,
    }


def from_json(line: Mapping[str, Any]) -> tuple[str | None, Extraction | Refusal]:
    """The same values back; keys beside ours are passed over."""
    identity = line.get("id")
    if "refused" in line:
        return identity, Refusal(line["refused"], line.get("detail", ""))
    byline = line["byline"]
    return identity, Extraction(
        url=line["url"],
        canonical_url=line["canonical_url"],
        kind=line["kind"],
        title=line["title"],
        kicker=line["kicker"],
        lead=line["lead"],
        dateline=line["dateline"],
        published=_moment_from_json(line["published"]),
        modified=_moment_from_json(line["modified"]),
        byline=Byline(
            byline["raw"],
            tuple(Person(one["name"], one["printed"], one["role"]) for one in byline["people"]),
            tuple(byline["agencies"]),
            tuple(byline["sources"]),
        ),
        body=tuple(line["body"]),
        captions=tuple(Caption(one["text"], one["credit"], one["image_url"]) for one in line["captions"]),
        section=tuple(line["section"]),
        tags=tuple(line["tags"]),
        language=line["language"],
        evidence=tuple(_evidence(one) for one in line["evidence"]),
        problems=tuple(Problem(one["code"], one["field"], one["detail"]) for one in line["problems"]),
        extractor=line["extractor"],
    )


def _moment_to_json(moment: Moment | None) -> JsonObject | None:
    if moment is None:
        return None
    return {
        "value": moment.value.isoformat() if moment.value is not None else None,
        "date": moment.date,
        "precision": moment.precision,
        "confidence": round(moment.confidence, 3),
    }


def _evidence_to_json(one: Evidence) -> JsonObject:
    return {
        "field": one.field,
        "value": one.value,
        "rule": one.rule,
        "where": one.where,
        "confidence": one.confidence,
        "chosen": one.chosen,
    }


def _moment_from_json(value: Mapping[str, Any] | None) -> Moment | None:
    if value is None:
        return None
    at = datetime.fromisoformat(value["value"]) if value["value"] is not None else None
    return Moment(at, value["date"], value["precision"], value["confidence"])


def _evidence(one: Mapping[str, Any]) -> Evidence:
    return Evidence(one["field"], one["value"], one["rule"], one["where"], one["confidence"], one["chosen"])
