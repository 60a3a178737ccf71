"""Pages in every mixture of the forms that local papers print are read right in every field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta, timezone
from functools import cache

import pytest

from newsarchive.onepage import extract
from storage.records import Extraction

from .page_forms import FETCHED, PageForm, compose

PAGES = 600
_ZONE = timezone(timedelta(hours=7))


@cache
def read_all() -> tuple[tuple[PageForm, Extraction], ...]:
    forms = [compose(seed) for seed in range(PAGES)]
    return tuple((form, extract(form.html, form.url, fetched_at=FETCHED)) for form in forms)


def _minute(got: Extraction) -> str | None:
    value = got.published.value if got.published else None
    return f"{value.astimezone(_ZONE):%H:%M}" if value else None


def _texts(got: Extraction) -> list[str]:
    return sorted(one.text for one in got.captions)


def _credits(got: Extraction) -> list[str]:
    return sorted(str(one.credit) for one in got.captions)


def _lead_is_right(form: PageForm, got: Extraction) -> bool:
    """A plain first paragraph need not be told from the rest."""
    return got.lead == form.lead or (form.forms["lead"] == "in the body, plain" and got.lead is None)


FIELDS: dict[str, Callable[[PageForm, Extraction], bool]] = {
    "title": lambda form, got: got.title == form.title,
    "lead": _lead_is_right,
    "day": lambda form, got: got.published is not None and got.published.date == form.date,
    "minute": lambda form, got: form.minute is None or _minute(got) == form.minute,
    "byline": lambda form, got: sorted(one.name for one in got.byline.people) == sorted(form.people),
    "body": lambda form, got: list(got.body) == form.body,
    "captions": lambda form, got: _texts(got) == sorted(text for text, _ in form.captions),
    "credits": lambda form, got: _credits(got) == sorted(str(credit) for _, credit in form.captions),
}


@pytest.mark.parametrize("name", FIELDS)
def test_every_mixture_of_forms_is_read_right(name: str) -> None:
    wrong = [(seed, form) for seed, (form, got) in enumerate(read_all()) if not FIELDS[name](form, got)]
    shared = Counter(pair for _, form in wrong for pair in form.forms.items()).most_common(5)
    assert not wrong, (
        f"{len(wrong)} of {PAGES}, seeds {[seed for seed, _ in wrong][:12]}, most often {shared}"
    )


def test_a_wrong_day_is_never_believed() -> None:
    for form, got in read_all():
        if got.published and got.published.date != form.date:
            assert got.published.confidence <= 0.5, form.forms


def test_a_right_day_beside_the_headline_is_believed() -> None:
    for form, got in read_all():
        if form.forms["date"] != "updated":
            assert got.published and got.published.confidence > 0.5, form.forms
