"""Lines of a page that are no sentence of a story: links to others, labels of buttons, requests, dates."""

from __future__ import annotations

import re

from newsarchive.extraction.body.region import width
from newsarchive.extraction.byline.parts import date_labels
from newsarchive.extraction.dates.moments import find
from newsarchive.extraction.page.walk import Mark, Piece
from newsarchive.extraction.words.credits import split as split_credit
from newsarchive.extraction.words.phrases import begins, holds, is_one

LINE_LENGTH = 90
_PROMPT_LENGTH = 260
_CONSENT_LENGTH = 1_200
_DATED_LINK = 0.4
_CREDIT_LENGTH = 120
_PLAYER_LENGTH = 160
_CALL = re.compile(r"([^\W\d_][\w ]{2,14}?) ?([|:]) ?\w")
_MAY_BE_CREDIT = re.compile(r"[©:：/|]")
_ASKING_LENGTH = 200
_REST_OF_DATE_LINE = 40
_LONGEST_DATE_LINE = 130
_ARROWS = (">", "»", "›", "→", "▶", "►")
_ADDRESSES = ("http://", "https://", "www.")
_CLOCK_LENGTH = 16
_CLOCK = re.compile(
    r"\W*(?:[^\W\d_]{1,4}\.?\s)?\d{1,2}\s?[:.hH]\s?[0-5]\d(?:[:.]\d\d)?\s?(?:[^\W\d_]{1,4}\.?){0,2}\W*"
)
_ENTRY_LENGTH = 40
_ENTRY = re.compile(r"\d{1,2}:[0-5]\d[^\W\d_]{2}[\w .'’-]*\w")
_DIGITS = re.compile(r"\d{1,2}\D{1,3}\d{1,2}|\d{4}")
_ENDS = re.compile(r"[.!?…。！？।:;][\"'”’»)\]]*$")
_LAST = 12
_ONLY_SIGNS = re.compile(r"^[\W_]+$")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\[\[.*?\]\]|<%.*?%>|^\[([a-z][\w-]*) [^\]]*=[^\]]*\].*\[/\1\]$")


def ends_sentence(text: str) -> bool:
    return bool(_ENDS.search(text[-_LAST:]))


def is_furniture(piece: Piece) -> bool:
    """Lines that are no sentence of a story: links to others, labels of buttons, requests."""
    text = piece.text
    size = width(text)
    if _ONLY_SIGNS.match(text) or _is_template(text) or _is_credit_line(text, size):
        return True
    linked = piece.link_share
    if linked and text.startswith(_ADDRESSES) and " " not in text:
        return False
    if linked > 0.7 and (size < 200 or piece.setting.marks & Mark.HEADING) and not ends_sentence(text):
        return True
    if linked > 0.9 or (linked > _DATED_LINK and piece.setting.marks & Mark.ITEM and _is_dated_link(piece)):
        return True
    if linked > 0.25 and size < 250 and (text.startswith(_ARROWS) or begins(text, "more")):
        return True
    if size < LINE_LENGTH and (is_one(text, "sharing") or is_one(text, "related")):
        return True
    if size < _PROMPT_LENGTH and holds(text, "prompt"):
        return True
    if size < _CONSENT_LENGTH and begins(text, "consent"):
        return True
    if size < _ASKING_LENGTH and linked > 0.15 and begins(text, "asking"):
        return True
    if size < _PLAYER_LENGTH and _is_player_line(text):
        return True
    return size < LINE_LENGTH and _is_closing(piece)


def _is_player_line(text: str) -> bool:
    """ "WATCH | What the keeper says": the line of a player."""
    found = _CALL.match(text)
    return found is not None and (found[2] == "|" or found[1].isupper()) and is_one(found[1], "player")


def _is_dated_link(piece: Piece) -> bool:
    """A link and nothing but the day behind it, as in lists of other stories."""
    rest = piece.text[piece.linked :]
    return bool(_DIGITS.search(rest)) and is_date_line(rest)


def _is_template(text: str) -> bool:
    """Whether a script was to put words here, or a plug-in of the content system a button."""
    return ("{{" in text or "[[" in text or "<%" in text or "[/" in text) and bool(_TEMPLATE.search(text))


def _is_credit_line(text: str, size: int) -> bool:
    """A photographer or agency alone in a line."""
    if size > _CREDIT_LENGTH or not _MAY_BE_CREDIT.search(text):
        return False
    return (text.startswith("©") and not ends_sentence(text)) or not split_credit(text)[0]


def _is_closing(piece: Piece) -> bool:
    text = piece.text
    return (
        bool(begins(text, "closing")) and (":" in text[:30] or piece.linked > 0) and not ends_sentence(text)
    )


def is_clock_line(text: str) -> bool:
    """The time of day above an entry of a running report: "14:32", "14.32 Uhr", "lúc 14h32", also with the
    name or label that stands beside it without a blank between: "14:32Ada Lenz"."""
    if len(text) <= _CLOCK_LENGTH and _CLOCK.fullmatch(text):
        return True
    return len(text) <= _ENTRY_LENGTH and bool(_ENTRY.fullmatch(text))


def is_date_line(text: str) -> bool:
    """A short line that is a date and little else."""
    if len(text) > _LONGEST_DATE_LINE or not _DIGITS.search(text):
        return False
    rest, end, moments = "", 0, 0
    for moment in find(text):
        before = date_labels().sub("", text[end : moment.span[0]])
        rest, end, moments = rest + before, moment.span[1], moments + 1
    if not moments or (moments == 1 and len(text) > LINE_LENGTH and text[end:].strip(" .)")):
        return False
    return width(re.sub(r"[\W\d_]+", "", rest + text[end:])) <= _REST_OF_DATE_LINE
