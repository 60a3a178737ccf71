"""A query as a person types it → words in their search layers, a tree of them, and bounds.

    query  = group, bounds anywhere outside of parentheses
    group  = all { "OR" all }
    all    = part { [ "AND" ] part }
    part   = [ "-" ] [ field ":" ] ( word [ "*" ] | phrase [ "*" ] | "(" group ")" )

Words side by side bind tighter than OR, because most Vietnamese words are two syllables side by side.
"""

from __future__ import annotations

from dataclasses import replace

from newsarchive.errors import UsageError
from newsarchive.search import bounds as limits
from newsarchive.search.bounds import both
from newsarchive.search.lexer import BOUND_FIELDS, Token, tokens
from newsarchive.search.query_error import QueryError
from newsarchive.text import clean, exact_layer, fold_layer, has_diacritics, words
from storage.search.query import And, Bounds, Node, Not, Or, Query, Term, Versions

MOST_WORDS = 64
DEEPEST = 16
SHORTEST_PREFIX = 2
NO_WORD = "there is no word to look for here, and words are made of letters and digits"


def parse(text: str, *, exact: bool = False, bounds: Bounds | None = None) -> Query:
    """The query, narrowed by `bounds`. `exact` asks for every word as it is spelt, diacritics and all.

    Raises QueryError (a UsageError) that shows where; nothing else, whatever the text.
    """
    bounds = bounds or Bounds()
    parser = _Parser(clean(text), exact)
    if text.strip() and not parser.query:
        raise UsageError(f"{NO_WORD}: all that was typed are signs that nobody sees")
    root = parser.whole()
    if bounds.byline:
        signed = _Parser(clean(bounds.byline), exact).signature()
        root, bounds = And((root, signed)) if root else signed, replace(bounds, byline=None)
    return Query(root, both(parser.bounds, bounds), versions=parser.versions)


class _Parser:
    def __init__(self, query: str, exact: bool) -> None:
        self.query, self.exact = query, exact
        self.tokens: list[Token] = []
        self.position = 0
        self.bounds = Bounds()
        self.versions: Versions = "current"
        self.wordless: int | None = None
        self.words = 0
        self.depth = 0

    @property
    def token(self) -> Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def take(self) -> Token:
        self.position += 1
        return self.tokens[self.position - 1]

    def fail(self, at: int, why: str) -> QueryError:
        return QueryError(self.query, at, why)

    def whole(self) -> Node | None:
        self.tokens = tokens(self.query)
        root = self.group(None)
        if self.token:
            raise self.fail(self.token.at, "this parenthesis closes nothing")
        if root is None and (self.wordless is not None or self.only_signs()):
            raise self.fail(self.wordless or 0, NO_WORD)
        return root

    def only_signs(self) -> bool:
        """Whether something was typed that is neither a word nor a bound: dashes, empty parentheses."""
        return bool(self.query) and not any(token.kind == "field" for token in self.tokens)

    def signature(self) -> Term:
        """The whole text as one phrase of the byline, whatever signs it holds."""
        term = self.term(Token("phrase", self.query, 0), "byline")
        assert term
        return term

    def group(self, field: str | None) -> Node | None:
        """Alternatives up to a closing parenthesis or the end; None where there were only bounds."""
        start = self.token.at if self.token else 0
        parts, bars = [self.all_of(field)], []
        while self.token and self.token.kind == "or":
            bars.append(self.take())
            parts.append(self.all_of(field))
        found = [part for part in parts if part is not None]
        if bars and len(found) < len(parts):
            bar = bars[max(0, parts.index(None) - 1)]
            raise self.fail(bar.at, "OR needs words on both sides (several portal: already mean any of them)")
        if not found:
            return None
        for part in found:
            self.refuse_only_not(part, start)
        return found[0] if len(found) == 1 else Or(tuple(found))

    def refuse_only_not(self, part: Node, at: int) -> None:
        parts = part.parts if isinstance(part, And) else (part,)
        if all(isinstance(each, Not) for each in parts):
            raise self.fail(at, "words can only be left out (-) beside words to look for")

    def all_of(self, field: str | None) -> Node | None:
        parts: list[Node] = []
        while self.token and self.token.kind not in (")", "or"):
            if self.token.kind == "and":
                self.conjunction(bool(parts))
                continue
            part = self.part(field)
            if part is not None:
                parts.append(part)
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def conjunction(self, after_part: bool) -> None:
        bar = self.take()
        if not after_part or self.token is None or self.token.kind in (")", "or", "and"):
            raise self.fail(bar.at, "AND needs words on both sides")

    def part(self, field: str | None) -> Node | None:
        token = self.take()
        if token.kind == "-":
            return self.negation(token, field)
        if token.kind == "field":
            return self.named(token, field)
        if token.kind == "(":
            return self.parenthesis(token, field)
        return self.term(token, field)

    def negation(self, minus: Token, field: str | None) -> Node | None:
        following = self.token
        if following is None or following.kind in (")", "or", "and"):
            raise self.fail(minus.at, "- needs the word to leave out right after it")
        if following.kind == "field" and following.text in BOUND_FIELDS:
            raise self.fail(minus.at, f"{following.text}: can bound a search, but not be left out")
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fail(minus.at, f"parentheses and exclusions nest at most {DEEPEST} deep")
        part = self.part(field)
        self.depth -= 1
        if isinstance(part, Not):
            return part.part
        return Not(part) if part is not None else None

    def named(self, name: Token, outer: str | None) -> Node | None:
        if name.text not in BOUND_FIELDS:
            if outer and outer != name.text:
                raise self.fail(name.at, f"{name.text}: stands inside {outer}:( )")
            return self.named_words(name)
        if self.depth:
            raise self.fail(name.at, f"{name.text}: bounds the whole query; put it outside parentheses")
        if self.token is None or self.token.kind not in ("word", "phrase"):
            at = self.token.at if self.token else name.at
            raise self.fail(at, f'{name.text}: takes one word or a "phrase"')
        value = self.take()
        try:
            self.bounds = self.narrowed(name.text, value)
        except UsageError as error:
            raise self.fail(name.at, str(error)) from error
        return None

    def named_words(self, name: Token) -> Node | None:
        token = self.token
        if token is None or token.kind not in ("(", "word", "phrase", "or", "and"):
            raise self.fail(name.at, f"{name.text}: needs its word right after the colon")
        self.take()
        if token.kind != "(":
            return self.term(token, name.text)
        inside = self.parenthesis(token, name.text)
        if inside is None:
            raise self.fail(token.at, f"there is no word to look for inside {name.text}:( )")
        return inside

    def narrowed(self, name: str, value: Token) -> Bounds:
        text = value.text.strip()
        if not text or value.prefix:
            raise UsageError(f"{name}: needs a whole word or phrase")
        if name == "portal":
            return replace(self.bounds, portals=(*self.bounds.portals, limits.portal_slug(text)))
        if name == "versions":
            self.versions = limits.versions(text)
            return self.bounds
        return both(self.bounds, _bound(name, text))

    def parenthesis(self, opened: Token, field: str | None) -> Node | None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fail(opened.at, f"parentheses and exclusions nest at most {DEEPEST} deep")
        node = self.group(field)
        self.depth -= 1
        if self.token is None:
            raise self.fail(opened.at, "the parenthesis opened here is not closed")
        self.take()
        return node

    def term(self, token: Token, field: str | None) -> Term | None:
        """One word or phrase; None for punctuation, which copied headlines are full of."""
        exact = self.exact or has_diacritics(token.text)
        found = tuple(words(exact_layer(token.text) if exact else fold_layer(token.text)))
        if token.prefix and (not found or len(found[-1]) < SHORTEST_PREFIX):
            raise self.fail(token.at, f"* needs at least {SHORTEST_PREFIX} letters before it")
        if not found:
            if token.kind == "phrase":
                raise self.fail(token.at, "there is no word inside these quotation marks")
            if self.wordless is None:
                self.wordless = token.at
            return None
        self.words += len(found)
        if self.words > MOST_WORDS:
            raise self.fail(token.at, f"a query has at most {MOST_WORDS} words")
        return Term(found, exact, token.prefix, field)


def _bound(name: str, text: str) -> Bounds:
    match name:
        case "from":
            return Bounds(since=limits.first_day(text))
        case "to":
            return Bounds(until=limits.last_day(text))
        case "seen":
            since, until = limits.days(text)
            return Bounds(seen_since=since, seen_until=until)
        case "changed":
            return Bounds(changed=limits.changed(text))
        case "language":
            return Bounds(language=limits.language(text))
        case "cluster":
            return Bounds(clusters=(text,))
        case "place":
            return Bounds(place=text)
        case _:
            return Bounds(section=text)
