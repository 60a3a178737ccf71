"""TOML tables → a Profile: inheritance leaf by leaf, and errors that name file, key, line and the cure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from functools import reduce
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from newsarchive.errors import ProfileError
from newsarchive.profile.model import Profile
from newsarchive.profile.tables import FIELDS

TomlTable = dict[str, Any]
Platforms = Callable[[str], TomlTable]
"""Gives a platform's own table by name; KeyError if there is none."""

OWN_TO_A_LAYOUT = frozenset({"since", "until"})


def profile_from(file: Path, own: TomlTable, platforms: Platforms) -> Profile:
    """The profile that `file` held as table `own`; the file's stem is the portal's slug."""
    if "slug" in own:
        raise ProfileError(file, "slug", "the file's name is the slug; take this key out")
    table = merged(own, platforms, file)
    try:
        return Profile.model_validate(table | {"slug": file.stem})
    except ValidationError as error:
        raise _explained(error, file) from None


def merged(own: TomlTable, platforms: Platforms, file: Path) -> TomlTable:
    """A profile's table over its platform's, and every layout over the one it is based on."""
    table = _over_platform(own, platforms, file, ())
    layouts = table.get("layouts")
    if not isinstance(layouts, dict):
        return table
    resolved = {name: _layout(name, layouts, platforms, file, ()) for name in layouts}
    return table | {"layouts": resolved}


def _over_platform(own: TomlTable, platforms: Platforms, file: Path, trail: tuple[str, ...]) -> TomlTable:
    name = own.get("platform")
    if name is None:
        return own
    if name in trail:
        raise ProfileError(file, "platform", f"platforms inherit in a circle: {' → '.join((*trail, name))}")
    try:
        platform = platforms(str(name))
    except KeyError:
        raise ProfileError(file, "platform", f"no platform is called {name!r}") from None
    return _overlaid(_over_platform(platform, platforms, file, (*trail, name)), own)


def _overlaid(below: TomlTable, above: TomlTable) -> TomlTable:
    both = dict(below)
    for key, value in above.items():
        old = both.get(key)
        both[key] = _overlaid(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both


def _layout(
    name: str, layouts: TomlTable, platforms: Platforms, file: Path, trail: tuple[str, ...]
) -> TomlTable:
    own = layouts[name]
    basis = own.get("based_on") if isinstance(own, dict) else None
    if basis is None:
        return own  # type: ignore[no-any-return]  # whatever it is, the schema will say
    key = f"layouts.{name}.based_on"
    if name in trail:
        raise ProfileError(file, key, f"layouts rest on each other in a circle: {' → '.join((*trail, name))}")
    platform, slash, other = str(basis).rpartition("/")
    if slash:
        layouts, trail = _layouts_of(platform, platforms, file, key), ()
    else:
        trail = (*trail, name)
    if other not in layouts:
        raise ProfileError(file, key, f"no layout is called {basis!r}{_nearest(other, layouts)}")
    below = _layout(other, layouts, platforms, file, trail)
    return _overlaid({k: v for k, v in below.items() if k not in OWN_TO_A_LAYOUT}, own)


def _layouts_of(platform: str, platforms: Platforms, file: Path, key: str) -> TomlTable:
    try:
        table = _over_platform(platforms(platform), platforms, file, (platform,))
    except KeyError:
        raise ProfileError(file, key, f"no platform is called {platform!r}") from None
    layouts = table.get("layouts", {})
    return layouts if isinstance(layouts, dict) else {}


def _explained(error: ValidationError, file: Path) -> ProfileError:
    """The first error in the words of the person who wrote the file."""
    first = error.errors(include_url=False)[0]
    steps = [str(step) for step in first["loc"] if not isinstance(step, int) and step != "[key]"]
    if first["type"] == "extra_forbidden":
        why = f"unknown key{_nearest(steps[-1], _names_at(steps[:-1]))}"
    elif "[key]" in first["loc"]:
        why = f"unknown field{_nearest(steps[-1], FIELDS)}"
    elif first["type"] == "missing":
        why = "must be there"
    else:
        why = re.sub("^Value error, ", "", first["msg"]).replace("Input should", "should")
    line = _line_of(steps, file)
    return ProfileError(file, ".".join(steps), f"line {line}: {why}" if line else why)


def _names_at(steps: list[str]) -> list[str]:
    """The keys that may stand in the table at this dotted place."""

    def down(kind: Any, step: str) -> Any:
        if get_origin(kind) is dict:
            return get_args(kind)[1]
        return kind.model_fields[step].annotation

    kind = reduce(down, steps, Profile)
    fields = kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}
    return [name for name in fields if not (kind is Profile and name == "slug")]


def _nearest(word: str, valid: Iterable[str]) -> str:
    valid = list(valid)
    near = difflib.get_close_matches(word, valid, n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; valid here: {', '.join(valid)}" if valid else ""


def _line_of(steps: list[str], file: Path) -> int | None:
    """The line of a key, where it is written plainly under its table's header."""
    table: list[str] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            table = [part.strip(" \"'") for part in header[1].split(".")]
            if table == steps:
                return number
        elif key := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            full = table + [part.strip("\"'") for part in key[1].split(".")]
            if full == steps[: len(full)] and len(full) > len(table):
                return number
    return None
