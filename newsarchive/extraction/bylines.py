"""A byline as printed → people with what they did, agencies and sources.

"Tin, ảnh: TRÍ LÂM - H'MAI (CTV)"   two people, both for words and photos
"(Theo TTXVN)"                      a source, not an author
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from newsarchive.extraction.collectives import is_collective
from newsarchive.extraction.lexicon import numbered, signed_at_end, words, words_in
from newsarchive.extraction.moments import find
from newsarchive.extraction.names import could_be_pen_name, could_be_person, normal_capitals, same_name
from newsarchive.extraction.tokens import lowered
from newsarchive.text import clean
from storage.records import Byline, Person

_LONGEST = 200
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|@\w+")
_PARENTHESES = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_OUTER = re.compile(r"^[(\[]([^()\[\]]*)[)\]]$")
_EDGE = ' \t\u00a0.,:;|/–—-•·*~_“”"●'
_ROLES = {
    "writing": "author", "by": "author", "photo": "photographer", "video": "video", "graphics": "graphics",
    "translation": "translator", "compiled": "compiler",
}  # fmt: skip
_SHORTENED = re.compile(r"(?:^|[\s.])(?:\w|\w{1,3}\.\w{1,3}|[JjSs]r)\.$")
_AFTER_NAME = re.compile(r"\s+(?:\||[-–—]\s+\d|\d{1,2}[./:]).*$")


_BEHIND_DATE = re.compile(r"^[\s\d:.,|–—-]*(?:(?i:[ap]\.?m\b\.?|uhr\b))?(?:\s?[A-Z]{2,4}\b(?!\s+[A-Z]))?")
_ACRONYM = re.compile(r"[A-Z]{3,6}$")
_GLUED = re.compile(r"^(By|Von|Par|Por|Door|Di|Av)(?=[A-ZÀ-Þ][a-zß-ÿ])")
_ELSEWHERE = re.compile(r",?\s+(?:in|for the|am|um|on|at|published)\s+\S.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of names under one label; an empty role means that none was printed."""

    role: str
    text: str
    is_source: bool = False


def parse(text: str, languages: tuple[str, ...] = (), *, pen_names: bool = False) -> Byline | None:
    """None where no person, agency or source can be made out; `pen_names` may be all in small letters."""
    raw = clean(text)
    if not raw or len(raw) > _LONGEST:
        return None
    bare = without_dates(_ADDRESS.sub(" ", _EMAIL.sub(" ", raw)).strip(), languages)
    bare = _GLUED.sub(r"\1 ", _ELSEWHERE.sub("", bare))
    outer = _OUTER.match(bare)
    people: list[Person] = []
    agencies: list[str] = []
    sources: list[str] = []
    for part in _parts(outer.group(1) if outer else bare, languages):
        for printed in split_names(part.text, languages):
            _sort(printed, part, languages, people, agencies, sources, pen_names)
    if not signed_at_end(languages):
        _move_acronyms(people, agencies)
    if not people and not agencies and not sources:
        return None
    return Byline(raw, once_each(people), tuple(dict.fromkeys(agencies)), tuple(dict.fromkeys(sources)))


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
    part: _Part,
    languages: tuple[str, ...],
    people: list[Person],
    agencies: list[str],
    sources: list[str],
    pen_names: bool,
) -> None:
    name, notes = _without_notes(printed)
    if not is_collective(name, languages):
        name = _without_post(name, languages)
    if not name:
        return
    if part.is_source:
        sources.append(name)
    elif is_collective(name, languages):
        agencies.append(name)
    elif could_be_person(name, languages) or (pen_names and could_be_pen_name(name, languages)):
        role = part.role or _role_of_note(notes, languages) or "author"
        people.append(Person(normal_capitals(name), name, role))


def _without_notes(printed: str) -> tuple[str, list[str]]:
    """A name and what stands in parentheses behind it."""
    notes = _PARENTHESES.findall(printed)
    name = _AFTER_NAME.sub("", _PARENTHESES.sub(" ", printed))
    return " ".join(_trimmed(name).split()), notes


def _without_post(name: str, languages: tuple[str, ...]) -> str:
    """ "Jane Doe Senior Reporter", "Jane Doe HILL STAR": a post or paper behind a whole name."""
    parts = name.split()
    posts = words("title_words", languages)
    keep = len(parts)
    while keep > 2 and lowered(parts[keep - 1]).strip(".") in posts:
        keep -= 1
    capitals = next((at for at, part in enumerate(parts) if part.isupper() and len(part) > 2), keep)
    if 2 <= capitals <= keep - 2 and all(part.isupper() for part in parts[capitals:keep]):
        keep = capitals
    return _trimmed(" ".join(parts[:keep])) if keep < len(parts) else name


def _trimmed(name: str) -> str:
    name = name.strip(_EDGE.replace(".", ""))
    return name if _SHORTENED.search(name) else name.rstrip(".")


def _role_of_note(notes: list[str], languages: tuple[str, ...]) -> str:
    for note in notes:
        for name in ("compiled", "translation", "photo"):
            if lowered(note).strip() in words(name, languages):
                return _ROLES[name]
    return ""


def once_each(people: list[Person]) -> tuple[Person, ...]:
    """A person named for words and for photos is one person with two roles; a name that begins with another
    of the list ("Jane Doe", "Jane Doe writes on …") is that one again."""
    found: dict[str, Person] = {}
    for person in people:
        key = same_name(person.name) or person.name
        known = found.get(key)
        if known is None:
            found[key] = person
        elif person.role not in known.role.split(", "):
            found[key] = Person(known.name, known.printed, f"{known.role}, {person.role}")
    full = [key + " " for key in found if " " in key]
    return tuple(person for key, person in found.items() if not any(key.startswith(one) for one in full))


def _parts(text: str, languages: tuple[str, ...]) -> Iterator[_Part]:
    """The text cut before every label; what stands before the first label has none."""
    matches = [match for match in _labels(languages).finditer(lowered(text)) if _opens(text, match.start())]
    if not matches or matches[0].start() > 0:
        yield from _unlabelled(text[: matches[0].start()] if matches else text, languages)
    for at, match in enumerate(matches):
        end = matches[at + 1].start() if at + 1 < len(matches) else len(text)
        content = text[match.end() : end].strip()
        label = match.group("label")
        yield _Part(_role(label, languages), content, _is_source(label, languages))


def _opens(text: str, at: int) -> bool:
    """A label stands at the start, or behind the end of what came before, but not inside a parenthesis."""
    before = text[:at]
    return not before.strip(_EDGE + "([") or (
        before[-1] in " \u00a0.;,|-–/\t" and before.count("(") <= before.count(")")
    )


def _unlabelled(text: str, languages: tuple[str, ...]) -> Iterator[_Part]:
    """Text without a colon: "By Jane Doe", "Theo TTXVN", "Von Max Muster (Text) und …", or names alone."""
    match = _prefixes(languages[:1]).match(lowered(text).lstrip(_EDGE))
    shift = len(text) - len(text.lstrip(_EDGE))
    if not match:
        yield _Part("", text)
        return
    label = match.group("label")
    content = text[shift + match.end() :].strip()
    if _is_source(label, languages):
        yield _Part("", content, is_source=True)
    else:
        yield _Part(_role(label, languages), content)


def without_dates(text: str, languages: tuple[str, ...] = ()) -> str:
    """The words before the first date, or behind it: "Jane Doe | 21 July 2021, 14:30" is Jane Doe."""
    if not any(character.isdigit() for character in text):
        return text
    first = next(find(text, None, languages), None)
    if first is None:
        return text
    before = _date_labels(languages).sub("", text[: first.span[0]]).strip()
    if any(character.isalpha() for character in before):
        return before
    behind = _BEHIND_DATE.sub("", text[first.span[1] :])
    return behind.strip(_EDGE)


@lru_cache(maxsize=64)
def _date_labels(languages: tuple[str, ...]) -> re.Pattern[str]:
    found = _alternatives([*words("published", languages), *words("updated", languages)])
    weekday = "|".join(
        re.escape(one)
        for one in sorted(numbered("weekdays", languages), key=len, reverse=True)
        if len(one) > 2
    )
    return re.compile(
        rf"(?:(?<!\w)(?:{found}|{weekday}|on|am|le|el|ngày|lúc)(?!\w)|[\s|,:•·\-–—\d.(])+$", re.IGNORECASE
    )


def _is_source(label: str, languages: tuple[str, ...]) -> bool:
    return label in words("source", languages)


def _role(label: str, languages: tuple[str, ...]) -> str:
    """The roles of all words of a label: "tin, ảnh" is author and photographer."""
    known = {word: role for name, role in reversed(_ROLES.items()) for word in words(name, languages)}
    whole = known.get(label)
    roles = [whole] if whole else [known[word] for word in re.split(_BETWEEN_LABELS, label) if word in known]
    return ", ".join(dict.fromkeys(roles))


_BETWEEN_LABELS = r"\s*(?:,|/|&|\+|-|–|\s(?:và|and|und|i|et|y|e|en|och|og|a)\s)\s*"


@lru_cache(maxsize=64)
def _labels(languages: tuple[str, ...]) -> re.Pattern[str]:
    """One or more label words and a colon."""
    names = ("writing", "by", "photo", "video", "graphics", "translation", "compiled", "source")
    one = _alternatives(word for name in names for word in words(name, languages))
    return re.compile(rf"(?<!\w)(?P<label>(?:{one})(?:{_BETWEEN_LABELS}(?:{one}))*)\s*[:：]\s*")


@lru_cache(maxsize=64)
def _prefixes(languages: tuple[str, ...]) -> re.Pattern[str]:
    """Words that open a byline without a colon, in the page's own language and in English."""
    own = (*languages, "en")
    found = [word for name in ("by", "source") for one in own for word in words_in(name, one)]
    found += [word for one in own for word in words_in("photo", one) if word.endswith((" by", " von", " de"))]
    return re.compile(rf"(?P<label>{_alternatives(found)})(?!\w)[\s:]*")


def _alternatives(found: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(found), key=len, reverse=True)) or r"(?!)"


def split_names(text: str, languages: tuple[str, ...] = ()) -> list[str]:
    """Names cut apart where people are listed, but not inside parentheses."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match.group())
        return f"\ue100{len(held) - 1}\ue101"

    flat = re.sub(r"[(\[][^()\[\]]*[)\]]", hold, text)
    names = [part for part in _separators(languages).split(flat) if part and part.strip(_EDGE)]
    restored = [re.sub("\ue100(\\d+)\ue101", lambda match: held[int(match.group(1))], one) for one in names]
    return [one.strip() for one in _without_posts(restored, languages)]


def _without_posts(names: list[str], languages: tuple[str, ...]) -> Iterator[str]:
    """Posts and employers listed behind a name ("Jane Doe, Staff Writer") are no further names."""
    for at, name in enumerate(names):
        low = lowered(_trimmed(name))
        parts = low.split()
        if is_collective(low, languages):
            yield name
            continue
        if (
            at
            and parts
            and (parts[-1] in words("title_words", languages) or parts[0] in words("title_words", languages))
        ):
            continue
        if (
            at
            and len(parts) > 1
            and (
                any(low.startswith(one + " ") for one in words("organisations", languages))
                or parts[-1] in words("organisation_ends", languages)
            )
        ):
            continue
        yield name


@lru_cache(maxsize=64)
def _separators(languages: tuple[str, ...]) -> re.Pattern[str]:
    own = dict.fromkeys(word for one in (*languages, "en") for word in words_in("and", one))
    return re.compile(
        rf"\s+[-–—]+\s+|\s*[,;/&|•·、，；／＆+]\s*|\s+(?:{_alternatives(own)})\s+|\s{{3,}}", re.IGNORECASE
    )
