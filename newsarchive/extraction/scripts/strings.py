"""The text of a script → the strings in it that hold markup of a story. Nothing is ever evaluated."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import orjson

LARGEST_SCRIPT = 4_000_000
_LONGEST_STRING = 600_000
_MOST_STRINGS = 200
_DEEPEST = 2
_REACH = 2_000
_BREAKS = 2
_MARKER = re.compile(
    r"<p\b|<br\b|<div\b|\\u003c(?:p|br|div)\b|\\x3c(?:p|br|div)\b|%3Cp|&lt;p\b", re.IGNORECASE
)
_ENDS = {quote: re.compile(rf"(?:[^{quote}\\]++|\\.)*+{quote}", re.DOTALL) for quote in "\"'`"}
_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|(\r?\n)|(.))", re.DOTALL
)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": ""}
_TARGET = re.compile(
    r"(?:getElementById\(\s*[\"']([\w-]+)[\"']\s*\)\s*\.\s*innerHTML\s*\+?=|"
    r"\$\(\s*[\"']#([\w-]+)[\"']\s*\)\s*\.\s*(?:html|append)\()\s*$"
)
_BREAK = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)
_OPENING = "=(:,[+{"
_SHORTEST_PROSE = 40
_FEWEST = 3
_LEADS_AWAY = frozenset(("url", "href", "slug", "link", "path", "permalink", "canonical"))


@dataclass(frozen=True, slots=True)
class Told:
    """Markup found in a script, and the id of the element that the script puts it into."""

    markup: str
    target: str | None = None


def markup_in(script: str, depth: int = 0) -> Iterator[Told]:
    """String literals with several blocks of markup in them, unescaped, each once."""
    at = found = 0
    script = script[:LARGEST_SCRIPT]
    while found < _MOST_STRINGS and (marker := _MARKER.search(script, at)):
        span = _literal_around(script, marker.start(), at)
        at = marker.end()
        if span is None:
            continue
        found += 1
        start, end = span
        at = max(at, end)
        text = _unescaped(script[start + 1 : end - 1])
        if text.lstrip()[:1] in ("{", "[") and depth < _DEEPEST:
            yield from markup_in(text, depth + 1)
        elif len(_BREAK.findall(text)) >= _BREAKS:
            target = _TARGET.search(script, max(0, start - 120), start)
            yield Told(text, (target[1] or target[2]) if target else None)


def _literal_around(script: str, marker: int, floor: int) -> tuple[int, int] | None:
    """The literal that a place stands in: the nearest quote before it that opens one which reaches so far."""
    at = marker
    while at > max(floor, marker - _REACH):
        at = max(script.rfind(quote, floor, at) for quote in _ENDS)
        if at < 0:
            return None
        before = script[max(0, at - 40) : at].rstrip()
        if before.endswith("\\") or (before and before[-1] not in _OPENING):
            continue
        end = _ENDS[script[at]].match(script, at + 1, at + _LONGEST_STRING)
        if end and end.end() > marker:
            return at, end.end()
    return None


def _unescaped(text: str) -> str:
    if "\\" in text:
        text = _ESCAPE.sub(_letter, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "%3C" in text[:_REACH] or "%3c" in text[:_REACH]:
        text = unquote(text)
    return html.unescape(text) if "&lt;" in text[:_REACH] and "<p" not in text[:_REACH] else text


def _letter(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else ""
    if match[4]:
        return ""
    return _SIMPLE.get(match[5], match[5])


def blocks_in(script: str) -> Iterator[Told]:
    """Lists of blocks in JSON, each block an object with its text in one of its keys, as paragraphs."""
    start = min((at for at in (script.find("{"), script.find("[")) if at >= 0), default=-1)
    end = max(script.rfind("}"), script.rfind("]"))
    if start < 0 or end < start or len(script) > LARGEST_SCRIPT:
        return
    try:
        value = orjson.loads(script[start : end + 1])
    except orjson.JSONDecodeError:
        return
    for texts in _lists(value, 0):
        yield Told("".join(f"<p>{text}</p>" for text in texts))


def _lists(value: Any, depth: int) -> Iterator[list[str]]:
    if depth > 40:
        return
    if isinstance(value, dict):
        for one in value.values():
            yield from _lists(one, depth + 1)
    elif isinstance(value, list):
        told = [text for one in value if isinstance(one, dict) and (text := _text_of(one, 0))]
        if len(told) >= _FEWEST:
            yield told
            return
        for one in value:
            yield from _lists(one, depth + 1)


def _text_of(block: dict[str, Any], depth: int) -> str:
    """The longest prose in a block of text; none in one that leads to another page."""
    if depth > 4 or any(isinstance(block.get(key), str) for key in _LEADS_AWAY):
        return ""
    texts = [
        one for one in block.values() if isinstance(one, str) and len(one) >= _SHORTEST_PROSE and " " in one
    ]
    for one in block.values():
        inner = one if isinstance(one, list) else [one]
        texts += [text for each in inner if isinstance(each, dict) and (text := _text_of(each, depth + 1))]
    return max(texts, key=len, default="")
