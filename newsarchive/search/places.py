"""A place as a person spells it → the portals that are there, whatever its borders and name of a time."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from newsarchive.errors import UsageError
from newsarchive.text import fold_layer, sort_key, words
from storage.records import PlaceRecord, PortalRecord


def portals_of(
    sought: str, portals: Sequence[PortalRecord], places: Sequence[PlaceRecord]
) -> tuple[tuple[str, ...], str]:
    """The portals of the place, those of the units it was made of, or else of the unit it went into; with
    a note where it is the last. UsageError where there is none."""
    codes = _codes(sought, portals, places)
    inside = codes | {place.code for place in places if place.successor in codes}
    if found := _in(portals, inside):
        return found, ""
    after = {place.successor for place in places if place.code in codes and place.successor}
    if found := _in(portals, after):
        now = " and ".join(sorted({place.name for place in places if place.code in after}, key=sort_key))
        return found, f"{sought} is part of {now} today: the portals there are meant."
    held = {portal.place for portal in portals}
    names = sorted({place.name for place in places if place.code in held}, key=sort_key)
    why = "it has no portal there" if codes else "it knows no such place"
    known = some(sought, names) or "no place"
    raise UsageError(f"place {sought}: not in this archive, {why}; it holds portals of {known}")


def some(sought: str, known: Sequence[str], most: int = 12) -> str:
    """All if that is little, else what is spelt most alike."""
    if len(known) <= most:
        return ", ".join(known)
    plain = {_plain(name): name for name in known}
    near = [plain[name] for name in get_close_matches(_plain(sought), plain, 3)]
    return ", ".join(near or known[:most]) + " and others"


def _codes(sought: str, portals: Sequence[PortalRecord], places: Sequence[PlaceRecord]) -> set[str]:
    plain = _plain(sought)
    known = {place.code for place in places} | {portal.place for portal in portals if portal.place}
    named = {place.code for place in places if plain and _plain(place.name) == plain}
    return named | {code for code in known if code.lower() == sought.strip().lower()}


def _in(portals: Sequence[PortalRecord], codes: set[str]) -> tuple[str, ...]:
    return tuple(portal.slug for portal in portals if portal.place in codes)


def _plain(name: str) -> str:
    """Without case, diacritics and spaces: Đắk Lắk, Dak Lak and Daklak are one."""
    return "".join(words(fold_layer(name)))
