"""A reading → the digest that says whether the publisher's words changed, and the layers to search."""

from __future__ import annotations

import hashlib
import json

from newsarchive.changes import judge, told
from newsarchive.text import exact_layer, fold_layer
from storage.records import Extraction, SearchText


def text_digest(story: Extraction) -> str:
    """SHA-256 over what a publisher changes: title, lead, body, captions, byline, day of publication, and a
    notice of correction above the title.

    Adverts, counters, related links, tags and image addresses are no part of it.
    """
    it = told(story)
    words = [it.title, it.lead, it.body, it.captions, it.byline, it.day, *filter(None, [it.notice])]
    return "sha256:" + hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def change_between(before: Extraction, after: Extraction) -> str:
    """The leading class of what the publisher changed; both readings must be by the same reader."""
    return judge(before, after).leading


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
