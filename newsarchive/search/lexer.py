"""What a person typed → tokens, each with the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from newsarchive.search.query_error import QueryError

TEXT_FIELDS = ("title", "body", "byline", "caption")
BOUND_FIELDS = (
    "portal", "place", "section", "from", "to", "seen", "changed", "cluster", "language", "versions",
)  # fmt: skip
FIELDS = TEXT_FIELDS + BOUND_FIELDS

# Longer ones make the databases' own expression trees too deep, and no person types them.
MOST_CHARACTERS = 2000

Kind = Literal["word", "phrase", "field", "(", ")", "-", "or", "and"]

_OPENING = '"“„«'
_CLOSING = '"”“»'
_BREAK = re.compile(r"[\s()\"“”„«»]")
_NAMED = re.compile(r"([A-Za-z]+):")


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a query. `text` is the word, the phrase's inside or the field's name, as typed."""

    kind: Kind
    text: str
    at: int
    prefix: bool = False


def tokens(query: str) -> list[Token]:
    """Raises QueryError."""
    if len(query) > MOST_CHARACTERS:
        raise QueryError(query, MOST_CHARACTERS, f"a query has at most {MOST_CHARACTERS} characters")
    return list(_Scanner(query).scan())


class _Scanner:
    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0

    def scan(self) -> Iterator[Token]:
        while self.at < len(self.query):
            char = self.query[self.at]
            if char.isspace():
                self.at += 1
            elif char == "(" or char == ")":
                yield Token("(" if char == "(" else ")", char, self._step())
            elif char == "-":
                yield from self._minus()
            elif char in _OPENING or char in _CLOSING:
                yield self._phrase()
            else:
                yield from self._word()

    def _step(self) -> int:
        self.at += 1
        return self.at - 1

    def _ends(self, at: int) -> bool:
        return at >= len(self.query) or self.query[at].isspace()

    def _minus(self) -> Iterator[Token]:
        """A hyphen before something excludes it; one that stands alone is a dash from a copied headline."""
        at = self._step()
        if not self._ends(self.at):
            yield Token("-", "-", at)

    def _phrase(self) -> Token:
        at = self._step()
        end = next((i for i in range(self.at, len(self.query)) if self.query[i] in _CLOSING), None)
        if end is None:
            raise QueryError(self.query, at, "the quotation mark opened here is not closed")
        inside = self.query[self.at : end]
        self.at = end + 1
        prefix = inside.rstrip().endswith("*")
        while self.query[self.at : self.at + 1] == "*":
            prefix, self.at = True, self.at + 1
        return Token("phrase", inside.rstrip().rstrip("*") if prefix else inside, at, prefix)

    def _word(self) -> Iterator[Token]:
        at = self.at
        found = _BREAK.search(self.query, at)
        end = found.start() if found else len(self.query)
        word = self.query[at:end]
        named = _NAMED.match(word)
        if named and self._is_field(named.group(1), at, at + named.end()):
            self.at = at + named.end()
            yield Token("field", named.group(1).lower(), at)
            return
        self.at = end
        if word in ("OR", "AND"):
            yield Token("or" if word == "OR" else "and", word, at)
            return
        bare = word.rstrip("*")
        if "*" in bare:
            raise QueryError(self.query, at + bare.index("*"), "* stands only at the end of a word")
        yield Token("word", bare, at, prefix=bare != word)

    def _is_field(self, name: str, at: int, after: int) -> bool:
        if name.lower() in FIELDS:
            if self._ends(after) or self.query[after] == ")":
                raise QueryError(self.query, at, f"{name}: needs its word right after the colon")
            return True
        # "UBND: họp" is a copied headline and "https://…" an address; "titel:họp" is a slip.
        if self._ends(after) or self.query.startswith("//", after):
            return False
        near = get_close_matches(name.lower(), FIELDS, 1)
        hint = f"did you mean {near[0]}:?" if near else f"the fields are {', '.join(FIELDS)}"
        why = f"there is no field {name}: ({hint}; what is no field goes into quotation marks)"
        raise QueryError(self.query, at, why)
