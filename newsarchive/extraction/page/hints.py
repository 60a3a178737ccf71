"""What the class, id and style of an element hint at; weak signs, for names say what their author thought."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from lxml.html import HtmlElement


class Hint:
    """Bits of one number. `NOISE` is only believed below the story's root and where little of the page's
    prose is inside; `CERTAIN` noise is believed wherever it stands."""

    NONE = 0
    NOISE = 1
    CAPTION = 2
    CREDIT = 4
    LEAD = 8
    BYLINE = 16
    DATE = 32
    BODY = 64
    TITLE = 128
    KICKER = 256
    HIDDEN = 512
    CENTRED = 1024
    RIGHT = 2048
    EMBEDDED = 4096
    TAGS = 8192
    CRUMBS = 16384
    CERTAIN = 32768
    TEASER = 65536


_GROUPS = {
    "noise": Hint.NOISE,
    "certain": Hint.CERTAIN | Hint.NOISE,
    "hidden": Hint.HIDDEN,
    "caption": Hint.CAPTION,
    "credit": Hint.CREDIT,
    "lead": Hint.LEAD,
    "byline": Hint.BYLINE,
    "date": Hint.DATE,
    "body": Hint.BODY,
    "title": Hint.TITLE,
    "kicker": Hint.KICKER,
    "tags": Hint.TAGS,
    "crumbs": Hint.CRUMBS,
    "teaser": Hint.TEASER,
    "embedded": Hint.EMBEDDED,
}
_BLOG_POST = ("hentry", "type-post")
_BLOG_LABEL = ("tag-", "category-", "cat-", "format-", "status-")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_SIDE = re.compile(r"text-align\s*:\s*(center|right)")
_GROUP = re.compile(r"\(\?:([^()]*)\)(?!\?)")
_SPECIAL = frozenset("?*\\([{+.|")
_LONGEST_NAME = 600
_LONGEST_WORD = 80
_SHORTEST_HUMP = 2
_KEYS = (2, 3)


@cache
def _groups() -> dict[str, list[str]]:
    text = files(__package__).joinpath("hints.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Expressions by the letters they begin with, as many as `_KEYS` says; those that may begin anywhere, by
    letters that they hold, and one expression for all such letters."""

    beginning: dict[str, list[tuple[re.Pattern[str], int]]]
    holding: list[tuple[str, re.Pattern[str], int]]
    held: re.Pattern[str]


@cache
def _vocabulary() -> _Vocabulary:
    beginning: dict[str, list[tuple[re.Pattern[str], int]]] = {}
    holding: list[tuple[str, re.Pattern[str], int]] = []
    for name, hint in _GROUPS.items():
        for expression in _groups()[name]:
            if expression.startswith(r"\w*"):
                whole = re.compile(rf"(?:^|[_-])(?:{expression})(?=$|[_-])")
                holding.extend((part, whole, hint) for part in _heads(expression[3:]))
                continue
            pattern = re.compile(rf"(?:{expression})(?=$|[_-])")
            for head in {one[: _KEYS[-1]] for one in _heads(expression)}:
                beginning.setdefault(head, []).append((pattern, hint))
    held = re.compile("|".join(sorted({re.escape(part) for part, _, _ in holding})))
    return _Vocabulary(beginning, holding, held)


def _heads(expression: str) -> list[str]:
    """The letters that a match begins with, one for each branch of a group in front."""
    group = _GROUP.match(expression)
    branches = group[1].split("|") if group else [expression]
    return [_letters(one) for one in branches]


def _letters(expression: str) -> str:
    """The plain letters in front; one that may be missing ends them."""
    end = next((at for at, one in enumerate(expression) if one in _SPECIAL), len(expression))
    return expression[: end - 1] if expression[end : end + 1] in ("?", "*") else expression[:end]


@lru_cache(maxsize=20_000)
def named(name: str) -> int:
    """The hints in classes and id, `name` being all of them parted by blanks."""
    words = name[:_LONGEST_NAME].split()
    if any(map(words.__contains__, _BLOG_POST)):
        # Such posts carry their own labels as classes: what they are about, not what they are.
        words = [word for word in words if not word.startswith(_BLOG_LABEL)]
    found = Hint.NONE
    for word in words:
        found |= _hints_in(word)
    if found & Hint.EMBEDDED:
        found &= ~(Hint.NOISE | Hint.CERTAIN)
    return found


@lru_cache(maxsize=50_000)
def _hints_in(word: str) -> int:
    word = word[:_LONGEST_WORD]
    if not word.islower():
        word = _parted(word).lower()
    word = word.replace("__", "-").replace("--", "-")
    vocabulary = _vocabulary()
    found = Hint.NONE
    start = 0
    for part in word.replace("_", "-").split("-"):
        for size in _KEYS:
            for pattern, hint in vocabulary.beginning.get(word[start : start + size], ()):
                if found & hint != hint and pattern.match(word, start):
                    found |= hint
        start += len(part) + 1
    if vocabulary.held.search(word):
        for letters, pattern, hint in vocabulary.holding:
            if letters in word and pattern.search(word):
                found |= hint
    return found


def _parted(word: str) -> str:
    """A name in humps, with hyphens between; names that a program made up have humps of a letter or two."""
    humps = _CAMEL.sub(" ", word).split()
    return "-".join(humps) if all(len(hump) > _SHORTEST_HUMP for hump in humps) else word


@lru_cache(maxsize=5_000)
def styled(style: str, align: str) -> int:
    compact = style.lower()
    found = Hint.HIDDEN if _UNSEEN.search(compact) else Hint.NONE
    match = _SIDE.search(compact)
    side = align.lower() or (match[1] if match else "")
    if side == "center":
        found |= Hint.CENTRED
    elif side == "right":
        found |= Hint.RIGHT
    return found


def _is_streamed(identity: str | None) -> bool:
    """React sends late parts of a page at its end in <div hidden id="S:2">, and shows them by script."""
    return identity is not None and identity.startswith("S:")


def hint_of(element: HtmlElement) -> int:
    """All hints of one element's own attributes."""
    keys = element.keys()
    if not keys:
        return Hint.NONE
    found = Hint.NONE
    classes, identity = element.get("class"), element.get("id")
    if classes or identity:
        found = named(f"{classes or ''} {identity or ''}")
    if "style" in keys or "align" in keys:
        found |= styled(str(element.get("style") or ""), str(element.get("align") or ""))
    if "hidden" in keys and element.get("hidden") != "until-found" and not _is_streamed(identity):
        found |= Hint.HIDDEN
    return found
