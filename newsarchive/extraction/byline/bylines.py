"""A byline as printed → people with what they did, agencies and sources.

"Tin, ảnh: TRÍ LÂM - H'MAI (CTV)"   two people, both for words and photos
"(Theo TTXVN)"                      a source, not an author
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsarchive.extraction.byline.collectives import is_collective
from newsarchive.extraction.byline.names import could_be_pen_name, could_be_person, normal_capitals, same_name
from newsarchive.extraction.byline.parts import (
    EDGE,
    ROLES,
    Part,
    parts_of,
    split_names,
    trimmed,
    without_dates,
)
from newsarchive.extraction.words.lexicon import every, signed_at_end
from newsarchive.extraction.words.tokens import lowered
from newsarchive.text import clean
from storage.records import Byline, Person

_LONGEST = 200
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|@\w+")
_PARENTHESES = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_OUTER = re.compile(r"^[(\[]([^()\[\]]*)[)\]]$")
_AFTER_NAME = re.compile(r"\s+(?:\||[-–—]\s+\d|\d{1,2}[./:]).*$")


_ACRONYM = re.compile(r"[A-Z]{3,6}$")
_GLUED = re.compile(r"^(By|Von|Par|Por|Door|Di|Av)(?=[A-ZÀ-Þ][a-zß-ÿ])")
_ELSEWHERE = re.compile(
    r",?\s+(?:in|am|um|on|at|for|für|para|pour|voor|"
    r"(?i:published|(?:for|of|from) the|special (?:to|for)))\s+\S.*$"
)
_ELSEWHERE_IN_CAPITALS = re.compile(r",?\s+(?:IN|ON|AT|FOR)\s+\S.*$")


def parse(text: str, languages: tuple[str, ...] = (), *, pen_names: bool = False) -> Byline | None:
    """None where no person, agency or source can be made out; `pen_names` may be all in small letters."""
    raw = _without_emails(clean(text))
    if not raw or len(raw) > _LONGEST:
        return None
    bare = without_dates(_ADDRESS.sub(" ", raw).strip(), languages)
    bare = _GLUED.sub(r"\1 ", (_ELSEWHERE_IN_CAPITALS if bare.isupper() else _ELSEWHERE).sub("", bare))
    outer = _OUTER.match(bare)
    people: list[Person] = []
    agencies: list[str] = []
    sources: list[str] = []
    for part in parts_of(outer.group(1) if outer else bare, languages):
        for printed in split_names(part.text, languages):
            _sort(printed, part, people, agencies, sources, pen_names)
    if not signed_at_end(languages):
        _move_acronyms(people, agencies)
    if not people and not agencies and not sources:
        return None
    return Byline(raw, once_each(people), tuple(dict.fromkeys(agencies)), tuple(dict.fromkeys(sources)))


def _without_emails(line: str) -> str:
    """Names are published, people's addresses are not."""
    if "@" not in line:
        return line
    bare = _EMAIL.sub(" ", line)
    return " ".join(bare.split()).strip(EDGE) if bare != line else line


def of_names(
    names: Iterable[str], languages: tuple[str, ...] = (), *, pen_names: bool = False
) -> Byline | None:
    """A list of names, each a byline of its own, as metadata give them."""
    parsed = [one for one in (parse(name, languages, pen_names=pen_names) for name in names) if one]
    if not parsed:
        return None
    return Byline(
        ", ".join(one.raw for one in parsed),
        once_each([person for one in parsed for person in one.people]),
        tuple(dict.fromkeys(agency for one in parsed for agency in one.agencies)),
        tuple(dict.fromkeys(source for one in parsed for source in one.sources)),
    )


def _move_acronyms(people: list[Person], agencies: list[str]) -> None:
    """Capitals alone beside a name in full ("Jane Doe / VNW") are an agency's."""
    if not any(" " in one.printed and not one.printed.isupper() for one in people):
        return
    for one in [one for one in people if _ACRONYM.match(one.printed)]:
        people.remove(one)
        agencies.append(one.printed)


def _sort(
    printed: str,
    part: Part,
    people: list[Person],
    agencies: list[str],
    sources: list[str],
    pen_names: bool,
) -> None:
    name, notes = _without_notes(printed)
    if not is_collective(name):
        name = _without_post(name)
    if not name:
        return
    if part.is_source:
        sources.append(name)
    elif is_collective(name):
        agencies.append(name)
    elif could_be_person(name) or (pen_names and could_be_pen_name(name)):
        role = part.role or _role_of_note(notes) or "author"
        people.append(Person(normal_capitals(name), name, role))


def _without_notes(printed: str) -> tuple[str, list[str]]:
    """A name and what stands in parentheses behind it."""
    notes = _PARENTHESES.findall(printed)
    name = _AFTER_NAME.sub("", _PARENTHESES.sub(" ", printed))
    return " ".join(trimmed(name).split()), notes


def _without_post(name: str) -> str:
    """ "Jane Doe Senior Reporter", "Jane Doe HILL STAR": a post or paper behind a whole name."""
    parts = name.split()
    posts = every("title_words")
    keep = len(parts)
    while keep > 2 and lowered(parts[keep - 1]).strip(".") in posts:
        keep -= 1
    capitals = next((at for at, part in enumerate(parts) if part.isupper() and len(part) > 2), keep)
    if 2 <= capitals <= keep - 2 and all(part.isupper() for part in parts[capitals:keep]):
        keep = capitals
    return trimmed(" ".join(parts[:keep])) if keep < len(parts) else name


def _role_of_note(notes: list[str]) -> str:
    for note in notes:
        for name in ("compiled", "translation", "photo"):
            if lowered(note).strip() in every(name):
                return ROLES[name]
    return ""


def once_each(people: list[Person]) -> tuple[Person, ...]:
    """A person named for words and for photos is one person with two roles; a name that begins with another
    of the list ("Jane Doe", "Jane Doe writes on …") is that one again,
    and so are the initials that stand for a portrait beside one name."""
    found: dict[str, Person] = {}
    for person in people:
        key = same_name(person.name) or person.name
        known = found.get(key)
        if known is None:
            found[key] = person
        elif person.role not in known.role.split(", "):
            found[key] = Person(known.name, known.printed, f"{known.role}, {person.role}")
    full = [key + " " for key in found if " " in key]
    portraits = {"".join(word[0] for word in one.split()) for one in full} if len(found) == 2 else ()
    return tuple(
        person
        for key, person in found.items()
        if key not in portraits and not any(key.startswith(one) for one in full)
    )
