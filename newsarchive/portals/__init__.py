"""The catalogue: TOML files on disk → profiles, each read only when somebody asks for it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.errors import UsageError
from newsarchive.portals.files import read_table
from storage.records import PlaceRecord

if TYPE_CHECKING:
    from newsarchive.profile import Profile

HERE = Path(__file__).parent
NOT_PORTALS = frozenset({"places"})


@dataclass(frozen=True, slots=True)
class Summary:
    """What `portals list` prints of a portal."""

    slug: str
    name: str
    place: str | None
    status: str
    domains: tuple[str, ...]
    platform: str | None
    verified: bool


class Catalogue:
    """Our own profiles and those in `extra` directories, of which the later win over the earlier."""

    def __init__(self, extra: Sequence[Path] = ()) -> None:
        for directory in extra:
            if not directory.is_dir():
                raise UsageError(f"no directory of profiles at {directory}")
        self._roots = [HERE, *extra]
        self._files = {
            file.stem: file
            for root in self._roots
            for file in sorted((*root.glob("*.toml"), *root.glob("*/*.toml")))
            if file.parent.name != "platforms" and file.stem not in NOT_PORTALS
        }
        self._profiles: dict[str, Profile] = {}
        self._by_host: dict[str, list[str]] | None = None

    def slugs(self) -> list[str]:
        return sorted(self._files)

    def file(self, slug: str) -> Path:
        if slug not in self._files:
            near = difflib.get_close_matches(slug, self._files, n=3, cutoff=0.5)
            hint = f"; nearest: {', '.join(near)}" if near else "; `newsarchive portals list` names them"
            raise UsageError(f"no portal is called {slug!r}{hint}")
        return self._files[slug]

    def get(self, slug: str) -> Profile:
        if slug not in self._profiles:
            self._profiles[slug] = self.read(self.file(slug))
        return self._profiles[slug]

    def read(self, file: Path) -> Profile:
        """The profile in any file, which may inherit from the platforms known here."""
        from newsarchive.profile import profile_from

        return profile_from(file, read_table(file), self.platform)

    def platform(self, name: str) -> dict[str, Any]:
        """A platform's own table; KeyError if nobody describes it."""
        for root in reversed(self._roots):
            file = root / "platforms" / f"{name}.toml"
            if file.is_file():
                return read_table(file)
        raise KeyError(name)

    def platforms(self) -> list[str]:
        return sorted({file.stem for root in self._roots for file in root.glob("platforms/*.toml")})

    def for_url(self, url: str) -> Profile | None:
        """The portal a URL belongs to; where several share a host, the one whose story it is."""
        from newsarchive.urls import authority

        try:
            host, _ = authority(url)
        except ValueError:
            return None
        profiles = [self.get(slug) for slug in self._hosts().get(host, ())]
        homes = [profile for profile in profiles if profile.allows(url)]
        return next((profile for profile in homes if profile.is_article(url)), homes[0] if homes else None)

    def summaries(self) -> Iterator[Summary]:
        """Cheap: the files are read, but neither checked nor merged."""
        for slug in self.slugs():
            table = read_table(self._files[slug])
            yield Summary(
                slug=slug,
                name=str(table.get("name", "")),
                place=table.get("place"),
                status=str(table.get("status", "active")),
                domains=tuple(_hosts(table)),
                platform=table.get("platform"),
                verified=not table.get("unverified", False),
            )

    def places(self) -> list[PlaceRecord]:
        return [place for file in sorted(self._place_files()) for place in _places(file)]

    def _place_files(self) -> Iterator[Path]:
        for root in self._roots:
            yield from root.glob("*/places.toml")
            yield from root.glob("places.toml")

    def _hosts(self) -> dict[str, list[str]]:
        if self._by_host is None:
            self._by_host = {}
            for slug, file in self._files.items():
                for entry in _hosts(read_table(file)):
                    self._by_host.setdefault(_bare(entry), []).append(slug)
        return self._by_host


def _hosts(table: dict[str, Any]) -> list[str]:
    hosts = table.get("hosts") or [str(table.get("homepage", "")).partition("://")[2].partition("/")[0]]
    return [hosts] if isinstance(hosts, str) else [str(host) for host in hosts]


def _bare(entry: str) -> str:
    from newsarchive.urls import authority

    try:
        return authority(f"https://{entry}")[0]
    except ValueError:
        return entry


def _places(file: Path) -> Iterator[PlaceRecord]:
    for entry in read_table(file).get("places", ()):
        yield PlaceRecord(
            code=entry["code"],
            name=entry["name"],
            kind=entry["kind"],
            country=entry["country"],
            valid_from=_day(entry.get("valid_from")),
            valid_to=_day(entry.get("valid_to")),
            successor=entry.get("successor"),
        )


def _day(value: date | None) -> str | None:
    return value.isoformat() if value is not None else None
