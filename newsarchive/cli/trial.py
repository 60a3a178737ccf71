"""One page read twice, with a profile and without → fields, values and winning rules side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from newsarchive.errors import UsageError
from newsarchive.profile import Profile
from newsarchive.workers import Job, WorkerPool
from storage.records import Byline, Caption, Extraction, Moment, Page, Refusal

FIELDS = (
    "kind", "title", "kicker", "lead", "dateline", "published", "modified", "byline", "section", "tags",
    "captions", "body", "language",
)  # fmt: skip
SHOWN = 160


def saved_page(file: Path, url: str, fetched_at: str | None, zone: tzinfo) -> Page:
    """`fetched_at` without an offset is a time of the portal's own zone."""
    try:
        when = datetime.fromisoformat(fetched_at) if fetched_at else None
        if when is not None and when.tzinfo is None:
            when = when.replace(tzinfo=zone)
        return Page(url, file.read_bytes(), when)
    except ValueError:
        raise UsageError(f"--fetched-at {fetched_at}: not an ISO 8601 time") from None
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None


def compare(page: Page, profile: Profile) -> dict[str, Any]:
    """What the profile's reading and the generic one say, field by field, as JSON has it."""
    with WorkerPool(1) as pool:
        ours = pool.read(Job(page, "article", profile.to_json())).result
        generic = pool.read(Job(page, "article")).result
    assert ours is not None and generic is not None
    layout = profile.layout_at(page.fetched_at)
    return {
        "slug": profile.slug,
        "url": page.url,
        "layout": next((name for name, era in profile.layouts.items() if era is layout), None),
        "refused": _refused(ours),
        "generic_refused": _refused(generic),
        "fields": [_row(field, ours, generic) for field in FIELDS],
        "problems": [asdict(problem) for problem in ours.problems] if isinstance(ours, Extraction) else [],
    }


def print_trial(trial: dict[str, Any]) -> None:
    from rich.table import Table

    from newsarchive.cli.terminal import harmless, out

    console = out()
    console.print(
        f"{trial['slug']}, layout {trial['layout'] or 'none'}, {harmless(trial['url'])}", markup=False
    )
    for who, key in (("the profile", "refused"), ("the generic extractor", "generic_refused")):
        if trial[key]:
            console.print(f"refused by {who}: {harmless(trial[key])}", markup=False)
    table = Table("field", "with the profile", "rule", "without it", box=None, show_lines=False)
    for row in trial["fields"]:
        other = "the same" if row["same"] else harmless(_short(row["generic"]))
        cells = (row["field"], harmless(_short(row["value"])), harmless(row["rule"] or ""), other)
        table.add_row(*(cell.replace("[", r"\[") for cell in cells))
    console.print(table)
    for problem in trial["problems"]:
        line = f"problem {problem['code']} {problem['field']} {problem['detail']}"
        console.print(harmless(line.rstrip()), markup=False)


def _row(field: str, ours: Extraction | Refusal, generic: Extraction | Refusal) -> dict[str, Any]:
    value, other = getattr(ours, field, None), getattr(generic, field, None)
    return {
        "field": field,
        "value": _plain(value),
        "rule": _rule(field, ours),
        "generic": _plain(other),
        "generic_rule": _rule(field, generic),
        "same": _plain(value) == _plain(other),
    }


def _refused(result: Extraction | Refusal) -> str | None:
    return f"{result.reason} {result.detail}".strip() if isinstance(result, Refusal) else None


def _rule(field: str, result: Extraction | Refusal) -> str | None:
    if isinstance(result, Refusal):
        return None
    return next((seen.rule for seen in result.evidence if seen.field == field and seen.chosen), None)


def _plain(value: Any) -> Any:
    """A field's value as a person compares it: a byline as printed, a moment as ISO text."""
    if isinstance(value, Moment):
        return value.value.isoformat() if value.value else value.date
    if isinstance(value, Byline):
        return value.raw
    if isinstance(value, Caption):
        return f"{value.text} ({value.credit})" if value.credit else value.text
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _short(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return "-"
        return _short(f"{len(value)}: " + " | ".join(str(item) for item in value))
    text = "-" if value in (None, "") else str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 20]} … {text[-18:]}"
