"""The surroundings of a printed day → the time of day and offset printed beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from newsarchive.extraction.words.lexicon import words

_NAMED_OFFSETS = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120,
    "eet": 120, "eest": 180, "msk": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "hst": -600, "ict": 420, "wib": 420, "sgt": 480,
    "hkt": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip
_OFFSET = (
    r"(?:\s?\(?\s?(?:(?:gmt|utc)\s?)?(?P<sign>[+\-−])\s?(?P<oh>\d{1,2})(?::?(?P<om>\d\d))?(?!\d)\s?\)?"
    r"|\s?\(?(?P<zone>" + "|".join(sorted(_NAMED_OFFSETS, key=len, reverse=True)) + r")\b\)?)?"
)
_CLOCK = re.compile(
    r"(?<![\d:.,/\-])t?(?P<h>[01]?\d|2[0-4])\s?"
    r"(?:(?::|h|g|giờ|時|시|点|點)\s?(?P<m>[0-5]\d)(?:\s?(?::|phút|m|分|분|')\s?(?P<s>[0-5]\d))?(?:[.,]\d+)?\s?(?:phút|'|′|分|분)?"
    r"|\.(?P<m2>[0-5]\d)(?=\s?(?:uhr|h\b|hrs|klo|น))"
    r"|(?=\s?(?:uhr|giờ|[ap]\.?m\b)))"
    r"\s?(?P<half>[ap]\.?\s?m\b\.?|"
    + "(?:sa|ch|sáng|trưa|chiều|tối)(?!\\w)"
    + r")?\s?(?:uhr|giờ|hrs|h\b)?"
    + _OFFSET
)
_DOTTED = re.compile(
    r"(?:kl\.?|klo|um|ore|alle|godz\.?|ob|o|at|,|\||–|-)\s*(?P<h>[01]?\d|2[0-4])\.(?P<m>[0-5]\d)(?![\d.])"
    + _OFFSET
)
_BARE_DOTTED = re.compile(r"^\s*(?P<h>[01]?\d|2[0-3])\.(?P<m>[0-5]\d)(?![\d.%])\s*(?:$|[^\w\s%€$])")
_ISO_TIME = re.compile(r"t(?P<h>\d\d):?(?P<m>\d\d)(?::?(?P<s>\d\d))?(?:[.,]\d+)?" + _OFFSET)
_REACH = 28


@dataclass(frozen=True, slots=True)
class Clock:
    hour: int
    minute: int
    second: int = 0
    offset: timedelta | None = None

    @classmethod
    def of(cls, hour: str, minute: str, second: str | None, zone: str | None) -> Clock | None:
        """None where the digits are no time of day."""
        if int(hour) > 23 or int(minute) > 59:
            return None
        return cls(int(hour), int(minute), min(int(second or 0), 59), timedelta(0) if zone else None)


def clock_near(tokens: str, span: tuple[int, int], room: tuple[int, int]) -> Clock | None:
    """The time after a day, else the one before it; `room` is how far the neighbours reach."""
    after = tokens[span[1] : min(room[1], span[1] + _REACH + 20)]
    for pattern in (_ISO_TIME, _CLOCK, _DOTTED, _BARE_DOTTED):
        match = pattern.match(after) if pattern is _ISO_TIME else pattern.search(after)
        if match and match.start() <= _REACH and not re.search(r"\d", after[: match.start()]):
            return _read(match)
    before = tokens[max(room[0], span[0] - _REACH - 20) : span[0]]
    for pattern in (_CLOCK, _DOTTED):
        matches = [one for one in pattern.finditer(before) if one.end() >= len(before) - _REACH]
        if matches and not re.search(r"\d", before[matches[-1].end() :]):
            return _read(matches[-1])
    return None


def _read(match: re.Match[str]) -> Clock | None:
    parts = match.groupdict()
    hour, minute = int(parts["h"]), int(parts.get("m") or parts.get("m2") or 0)
    half = (parts.get("half") or "").replace(".", "").replace(" ", "")
    # Some papers print "21:05 PM" and "00:01 AM": a 24-hour clock is believed.
    if half in ("pm", *words("pm")) and hour < 12:
        hour += 12
    elif half in ("am", *words("am")) and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    return Clock(hour, minute, int(parts.get("s") or 0), _offset(parts))


def _offset(parts: dict[str, str | None]) -> timedelta | None:
    if parts.get("zone"):
        return timedelta(minutes=_NAMED_OFFSETS[str(parts["zone"])])
    if not parts.get("oh"):
        return None
    hours, minutes = int(str(parts["oh"])), int(parts.get("om") or 0)
    if hours > 14 or minutes > 59:
        return None
    size = timedelta(hours=hours, minutes=minutes)
    return size if parts["sign"] == "+" else -size
