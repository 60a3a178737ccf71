"""What was learnt of a portal → the TOML of a profile to begin with, marked as unverified.

Every rule stands below how many stories speak for it. Nothing here was tried on a page: that is what
`newsarchive portals try` is for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from newsarchive.extraction.learnt.habits import DISTRUSTED
from newsarchive.profile import Rule
from storage.records import Habit, Learnt

_FIELDS = ("title", "published", "byline", "body", "captions")
_SEVERAL = ("byline", "captions")
"""Fields that may stand in several elements of one page."""
_MOST_RULES = 4
_STEP = re.compile(r"(?P<tag>[\w:-]+)(?:(?P<sign>[.#])(?P<name>.+))?")
_COUNTED = "000"
"""What habits have in place of a number that counts pages."""


def proposed_profile(
    learnt: Learnt, *, name: str, homepage: str, languages: Sequence[str] = (), timezone: str | None = None
) -> str:
    """A profile that `newsarchive portals check` takes, and that a person should look at."""
    lines = [
        f"# Proposed from {learnt.stories} stories of this portal. Try it, mend it, then say it is verified.",
        f"name = {_toml(name)}",
        f"homepage = {_toml(homepage)}",
        *([f"languages = {_toml(list(languages))}"] if languages else []),
        *([f"timezone = {_toml(timezone)}"] if timezone else []),
        "unverified = true",
        "",
        *_templates(learnt),
        "[layouts.current]",
    ]
    for field in _FIELDS:
        lines += _rules(field, [one for one in learnt.habits if one.field == field])
    lines += _clocks(learnt)
    return "\n".join(lines) + "\n"


def _templates(learnt: Learnt) -> Iterator[str]:
    for one in learnt.layouts:
        since = f", {one.first} to {one.last}" if one.first else ""
        yield _comment(f"template on {one.stories} stories{since}: {one.title or '-'} | {one.body or '-'}")


def _rules(field: str, habits: Sequence[Habit]) -> list[str]:
    """The places that were right, the most frequent first, as far as they can be said as rules."""
    said = [(one, rule) for one in habits if one.right > DISTRUSTED * one.seen and (rule := _rule(one))]
    if not said:
        return []
    counts = [_comment(f"{rule}: {one.right} of {one.seen} stories") for one, rule in said[:_MOST_RULES]]
    return [*counts, f"{field} = {_toml([rule for _, rule in said[:_MOST_RULES]])}"]


def _clocks(learnt: Learnt) -> list[str]:
    rules = [rule for place in sorted(learnt.clocks) if (rule := _checked(f"css:{_selector(place)} *"))]
    said = _comment("shows the day of the visit")
    return [said, f"page_clock = {_toml(rules)}"] if rules else []


def _rule(habit: Habit) -> str | None:
    path, at, attribute = habit.place.partition("@")
    if path.startswith(("jsonld:", "meta:")):
        return _checked(habit.place)
    count = " *" if habit.field in _SEVERAL else ""
    return _checked(f"css:{_selector(path)}{at}{attribute}{count}")


def _selector(path: str) -> str:
    return " > ".join(map(_step, path.split(" > ")))


def _step(step: str) -> str:
    match = _STEP.fullmatch(step)
    if match is None or not match["name"]:
        return step
    before, counted, _ = match["name"].partition(_COUNTED)
    kind = "id" if match["sign"] == "#" else "class"
    if counted:
        return f"{match['tag']}[{kind}*='{before}']" if re.fullmatch(r"[\w-]{3,}", before) else match["tag"]
    return match["tag"] + match["sign"] + _escaped(match["name"])


def _escaped(name: str) -> str:
    """A name as CSS writes it: signs behind a backslash, no digit in front."""
    escaped = re.sub(r"([^\w-])", r"\\\1", name)
    return f"\\3{escaped[0]} {escaped[1:]}" if escaped[0].isdigit() else escaped


def _checked(rule: str) -> str | None:
    try:
        return str(Rule.parse(rule))
    except ValueError:
        return None


def _comment(text: str) -> str:
    return "# " + " ".join(text.split())


def _toml(value: str | list[str]) -> str:
    """JSON's strings and lists of strings are TOML's too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
