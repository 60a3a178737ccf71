"""`--host-map HOST=ADDR:PORT` → names that go to a loopback port for one run; their URLs stay as they are."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping

from newsarchive.errors import UsageError
from newsarchive.urls import authority


class HostMap(Mapping[str, tuple[str, int]]):
    """Canonical host name → loopback address and port. `https` to a mapped name goes over plain TCP."""

    def __init__(self, table: Mapping[str, tuple[str, int]] | None = None) -> None:
        self._table: dict[str, tuple[str, int]] = {}
        for host, (address, port) in (table or {}).items():
            if not ipaddress.ip_address(address).is_loopback:
                raise UsageError(f"--host-map {host}={address}:{port}: only loopback addresses can be named")
            self._table[host_of(f"http://{host}/")] = address, port

    @classmethod
    def parse(cls, entries: Iterable[str]) -> HostMap:
        return cls(dict(_entry(entry) for entry in entries))

    def __getitem__(self, host: str) -> tuple[str, int]:
        return self._table[host]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def to_json(self) -> dict[str, str]:
        return {host: f"{address}:{port}" for host, (address, port) in sorted(self._table.items())}


def host_of(url: str) -> str:
    """Canonical host of a URL; ValueError where there is none."""
    return authority(url)[0]


def _entry(text: str) -> tuple[str, tuple[str, int]]:
    host, _, target = text.partition("=")
    address, _, port = target.rpartition(":")
    try:
        if not host or not 0 < int(port) < 65536:
            raise ValueError(text)
        ipaddress.ip_address(address.strip("[]"))
        host_of(f"http://{host}/")
    except ValueError:
        raise UsageError(f"--host-map {text}: write HOST=ADDR:PORT, ADDR a loopback address") from None
    return host, (address.strip("[]"), int(port))
