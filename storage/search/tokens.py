"""A text, or a query → the tokens of the index on SQLite, which has rows of tokens but no positions.

| token | says that the text has |
| --- | --- |
| `mua`, `=mưa` | a word, folded or as spelt |
| `mua_lu`, `=mưa_lũ` | two words side by side in one field: most Vietnamese words are two syllables |
| `^mu`, `^=mư` | a longer word that begins so |
| `~tmua`, `~b…`, `~c…` | any of the first four in the title, the byline, the captions |
| `@p…`, `@s…`, `@l…` | a portal, a section, a language; every text has `@` |

Without positions, a phrase of three words is known only to have its pairs, and a word in the body only to be
somewhere: such queries are not `sure`, and the texts they find are read to make so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, pairwise

from storage.search.layers import FIELDS, Layers
from storage.search.query import Node, Not, Or, Term

VERSION = 1
"""Of the way tokens are made; an index made another way is made anew."""

LONGEST = 60
LONGEST_PREFIX = {False: 5, True: 3}
MARKS = {"title": "~t", "byline": "~b", "captions": "~c", "caption": "~c"}
EVERY = "@"
NO_TEXT = "@@"
_STRANGE = re.compile(r"[\x00-/:-`{-\x7f]")


@dataclass(frozen=True, slots=True)
class Asked:
    """An expression of FTS5; `sure` where all it finds answers the query, and not only may."""

    expression: str
    sure: bool = True


def tokens_of(layers: Layers) -> set[str]:
    found = {EVERY}
    for field in FIELDS:
        mine: set[str] = set()
        for exact in (False, True):
            words = _safe(layers.words(field, exact=exact))
            if exact:
                mine.update(["=" + word for word in words])
                mine.update(["=" + pair for pair in map("_".join, pairwise(words))])
            else:
                mine.update(words)
                mine.update(map("_".join, pairwise(words)))
            found.update(chain.from_iterable(map(BEGINNINGS[exact], set(words))))
        found |= mine
        if field in MARKS:
            mark = MARKS[field]
            found.update([mark + token for token in mine])
    return found


def fact(kind: str, value: str) -> str:
    return f"@{kind}{blake2b(value.encode(), digest_size=6).hexdigest()}"


def safe(word: str) -> str:
    """The word as one token; a very long one by its beginning and a digest."""
    if len(word) <= LONGEST and not _STRANGE.search(word):
        return word
    begun = _STRANGE.sub("", word[:LONGEST])
    return f"{begun}#{blake2b(word.encode(), digest_size=8).hexdigest()}"


def _safe(words: list[str]) -> list[str]:
    """Nearly all texts are safe as a whole, which is quicker to see than word by word."""
    if not words or (len(max(words, key=len)) <= LONGEST and not _STRANGE.search("".join(words))):
        return words
    return [safe(word) for word in words]


def asked(node: Node) -> Asked:
    if isinstance(node, Term):
        return _term(node)
    if isinstance(node, Or):
        return _joined(" OR ", [asked(part) for part in node.parts])
    if isinstance(node, Not):
        return _and((node,))
    return _and(node.parts)


def quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


def _begun(word: str) -> tuple[str, ...]:
    return tuple(f"^{word[:size]}" for size in range(1, min(LONGEST_PREFIX[False] + 1, len(word))))


def _begun_exactly(word: str) -> tuple[str, ...]:
    starts = [word[:size] for size in range(1, min(LONGEST_PREFIX[True] + 1, len(word)))]
    return tuple(f"^={start}" for start in starts if not start.isascii())


# The words of a language are few, and are met again and again.
BEGINNINGS = {False: lru_cache(1 << 16)(_begun), True: lru_cache(1 << 16)(_begun_exactly)}


def _joined(by: str, parts: list[Asked]) -> Asked:
    return Asked("(" + by.join(part.expression for part in parts) + ")", all(part.sure for part in parts))


def _and(parts: tuple[Node, ...]) -> Asked:
    wanted = [asked(part) for part in parts if not isinstance(part, Not)]
    unwanted = [asked(part.part) for part in parts if isinstance(part, Not)]
    # Of what is only likely to be there nothing can be left out yet.
    without = [part for part in unwanted if part.sure]
    found = _joined(" AND ", wanted or [Asked(quoted(EVERY))])
    expression = found.expression
    if without:
        expression = f"({expression} NOT {_joined(' OR ', without).expression})"
    return Asked(expression, found.sure and len(without) == len(unwanted))


def _term(term: Term) -> Asked:
    words = term.words
    if not words or any(not word or _STRANGE.search(word) for word in words):
        return Asked(quoted(NO_TEXT))
    mark = MARKS.get(term.field or "", "")
    sign = mark + ("=" if term.exact else "")
    somewhere = term.field == "body"
    if len(words) == 1:
        found = _beginning(words[0], sign, mark, term.exact) if term.prefix else _one(sign, words[0])
    elif term.prefix:
        found = _begun_phrase(words, sign, mark, term.exact)
    else:
        found = _pairs(words, sign)
    return Asked(found.expression, found.sure and not somewhere)


def _one(sign: str, word: str) -> Asked:
    return Asked(quoted(sign + safe(word)))


def _pairs(words: tuple[str, ...], sign: str) -> Asked:
    pairs = dict.fromkeys(f"{sign}{safe(one)}_{safe(other)}" for one, other in pairwise(words))
    found = _joined(" AND ", [Asked(quoted(pair)) for pair in pairs])
    return Asked(found.expression, len(words) == 2)


def _beginning(start: str, sign: str, mark: str, exact: bool) -> Asked:
    if exact and not mark and start.isascii():
        # Bare letters are folded to themselves, so there is a beginning without its sign to go by.
        return Asked(_beginning(start, "", "", exact=False).expression, False)
    if mark or len(start) > LONGEST_PREFIX[exact]:
        return Asked(quoted(sign + start[:LONGEST]) + " *", len(start) <= LONGEST)
    return _joined(" OR ", [Asked(quoted(sign + start)), Asked(quoted(f"^{sign}{start}"))])


def _begun_phrase(words: tuple[str, ...], sign: str, mark: str, exact: bool) -> Asked:
    """All but the last word as a phrase, the last word's beginning somewhere; of a longer beginning the
    pair itself, which few words make."""
    first = _one(sign, words[0]) if len(words) == 2 else _pairs(words[:-1], sign)
    start = words[-1]
    if mark or len(start) > 2:
        pair = Asked(quoted(f"{sign}{safe(words[-2])}_{start[:LONGEST]}") + " *", len(start) <= LONGEST)
        return Asked(_joined(" AND ", [first, pair]).expression, False) if len(words) > 2 else pair
    found = _joined(" AND ", [first, _beginning(start, sign, mark, exact)])
    return Asked(found.expression, False)
