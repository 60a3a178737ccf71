"""Attributes in which pages keep a moment: those of any element, and all that date elements have."""

from __future__ import annotations

ATTRIBUTES_OF_ANY = (
    "datetime", "data-datetime", "data-published", "data-published-date", "data-publish-date", "data-pubdate",
    "data-published-at", "data-publishdate", "data-publish-time", "data-publication-date", "data-iso-date",
)  # fmt: skip
ATTRIBUTES = (
    *ATTRIBUTES_OF_ANY, "content", "data-time", "data-date", "data-timestamp", "title",
    "data-utc", "data-epoch", "data-utime", "data-unixtime", "data-created", "data-value",
)  # fmt: skip
