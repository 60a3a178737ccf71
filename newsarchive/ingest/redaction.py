"""A redacted phrase, known by its digest alone → a mark in its place, in readings and in pages.

Words are taken as the exact search layer has them: case, punctuation between words and the placement of tone
marks make no difference, diacritics do, and a word counts only as a whole. What is kept of a phrase is how
many words it has and a salted digest: whoever reads the archive's files does not read the phrase.
"""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from hashlib import blake2b
from typing import Any, TypeVar, cast

from newsarchive.ingest.work import Work
from newsarchive.text import decode, exact_layer
from storage.records import Exchange, Extraction
from storage.warc import page_of, parse_response

MARK = "▇▇▇"
_WORD = re.compile(r"\S+")
_TAG = re.compile(r"<[^>]*>")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_UNTOUCHED = frozenset(
    ("url", "canonical_url", "image_url", "extractor", "kind", "language", "rule", "where", "code", "field")
)
"""Fields that hold addresses and codes, no words of the story."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Phrase:
    words: int
    salt: str
    digest: str

    @classmethod
    def of(cls, text: str) -> Phrase:
        words = exact_layer(text).split()
        salt = secrets.token_hex(16)
        return cls(len(words), salt, _digest(words, salt))

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Phrase:
        return cls(int(told["words"]), str(told["salt"]), str(told["digest"]))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands, none within another."""
        found = list(_WORD.finditer(exact_layer(text)))
        at = 0
        while self.words and at + self.words <= len(found):
            window = found[at : at + self.words]
            if _digest([word[0] for word in window], self.salt) == self.digest:
                yield window[0].start(), window[-1].end()
                at += self.words
            else:
                at += 1

    def stands_in(self, text: str) -> bool:
        return next(self.spans(text), None) is not None

    def taken_out(self, text: str) -> str:
        parts, at = [], 0
        for start, end in self.spans(text):
            parts += [text[at:start], MARK]
            at = end
        return "".join([*parts, text[at:]]) if parts else text


def _digest(words: Sequence[str], salt: str) -> str:
    return blake2b(" ".join(words).encode(), key=salt.encode(), digest_size=32).hexdigest()


def redacted(phrases: Sequence[Phrase], value: T) -> T:
    """The same value (a reading, a note, hints), every phrase in its words replaced by the mark."""
    if isinstance(value, str):
        for phrase in phrases:
            value = cast(T, phrase.taken_out(cast(str, value)))
        return value
    if isinstance(value, tuple | list):
        return cast(T, type(value)(redacted(phrases, one) for one in value))
    if isinstance(value, dict):
        return cast(
            T, {key: one if key in _UNTOUCHED else redacted(phrases, one) for key, one in value.items()}
        )
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value) if each.name not in _UNTOUCHED]
        return cast(T, replace(value, **{name: redacted(phrases, getattr(value, name)) for name in names}))
    return value


def stands_in_page(phrases: Sequence[Phrase], exchange: Exchange) -> bool:
    """Whether an answer, or the note of what was known of it, has any of the phrases in it."""
    noted = any(phrase.stands_in(text) for phrase in phrases for text in _texts(exchange.note))
    return noted or (bool(exchange.response) and _stands_in(phrases, _text(exchange)))


def without(phrases: Sequence[Phrase], exchange: Exchange) -> Exchange | None:
    """The exchange with a page in UTF-8 that has the mark in place of the phrases, and only the headers that
    say so; None where they stand in it in a way that cannot be taken out surely."""
    note = redacted(phrases, {**exchange.note, "redacted": True})
    if not exchange.response:
        return replace(exchange, note=note)
    text = _text(exchange)
    head = exchange.response.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    if not _stands_in(phrases, text) and not _stands_in(phrases, head):
        return replace(exchange, note=note)
    for phrase in phrases:
        text = phrase.taken_out(text)
    if _stands_in(phrases, text):
        return None
    status = parse_response(exchange.response, 0).status
    body = text.encode("utf-8", "replace")
    head = f"HTTP/1.1 {status} Redacted\r\nContent-Type: text/html; charset=utf-8\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n"
    return replace(exchange, response=head.encode() + body, note=note, truncated=None)


def without_phrases(phrases: Sequence[Phrase], work: Work) -> Work | None:
    """A fetch as it may be kept; None where it may not be."""
    if not stands_in_page(phrases, work.exchange):
        return work
    exchange = without(phrases, work.exchange)
    if exchange is None:
        return None
    reading = work.reading
    if reading and isinstance(reading.result, Extraction):
        reading = replace(reading, result=redacted(phrases, reading.result))
    return replace(work, exchange=exchange, reading=reading, lead=redacted(phrases, work.lead))


def _text(exchange: Exchange) -> str:
    page = page_of(exchange.url, exchange.response, exchange.fetched_at)
    return decode(page.body, page.content_type).text


def _stands_in(phrases: Sequence[Phrase], text: str) -> bool:
    """As it is, as a reader sees it without the markup, and as a script reads it."""
    plain = html.unescape(_TAG.sub(" ", text))
    joined = html.unescape(_TAG.sub("", text))
    script = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return any(phrase.stands_in(one) for phrase in phrases for one in (text, plain, joined, script))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
