"""A reading → the digest that says whether the publisher's words changed, and the layers to search."""

from __future__ import annotations

import hashlib
import json

from newsarchive.text import exact_layer, fold_layer
from storage.records import Extraction, SearchText


def text_digest(story: Extraction) -> str:
    """SHA-256 over what a publisher changes: title, lead, body, captions, byline, day of publication.

    Adverts, counters, related links, tags and image addresses are no part of it.
    """
    words = [
        story.title,
        story.lead,
        story.body,
        [(caption.text, caption.credit) for caption in story.captions],
        story.byline.raw,
        _printed_day(story),
    ]
    return "sha256:" + hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def _printed_day(story: Extraction) -> str | None:
    """The day the page itself gives. One known from the lead alone differs from feed to sitemap, and that
    is no edit of the publisher."""
    from_lead = any(one.field == "published" and one.chosen and one.rule == "lead" for one in story.evidence)
    return story.published.date if story.published and not from_lead else None


def change_between(before: Extraction, after: Extraction) -> str:
    """What kind of change the publisher made: headline, text or details (captions, byline, date)."""
    if before.body != after.body or before.lead != after.lead:
        return "text"
    return "headline" if before.title != after.title else "details"


def search_text(story: Extraction) -> SearchText:
    """Both layers of each part of a story; each layer is as long as the text it stands for."""
    parts = (
        story.title or "",
        "\n".join(story.body),
        story.byline.raw,
        "\n".join(caption.text for caption in story.captions),
    )
    layers = [layer for part in parts for layer in _layers(part)]
    return SearchText(*layers)


def _layers(text: str) -> tuple[str, str]:
    exact = exact_layer(text)
    return exact, fold_layer(text)
