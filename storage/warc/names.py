"""Portal, run and number → where a WARC file lies; its open, final and torn names."""

from __future__ import annotations

import os
from pathlib import Path

OPEN = ".open"
TORN = ".torn"


def relative_name(portal: str, year: int, run: str, number: int) -> str:
    """The final name below the WARC root. The database stores this one from the first record on."""
    return f"{portal}/{year:04d}/{portal}-{run}-{number:03d}.warc.gz"


def with_suffix(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def final_name(path: Path) -> Path:
    """`path` without the suffix it bears while it is written."""
    return path.with_name(path.name.removesuffix(OPEN))


def root_of(path: Path) -> Path:
    """The WARC root that a file of ours lies under."""
    return path.absolute().parents[2]


def name_below_root(path: Path) -> str:
    return "/".join(final_name(path.absolute()).parts[-3:])


def existing(path: Path) -> Path:
    """`path`, or its open name while it is still written (or was never sealed)."""
    if not path.exists() and with_suffix(path, OPEN).exists():
        return with_suffix(path, OPEN)
    return path


def sync_directory(directory: Path) -> None:
    """Make names in `directory` survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_directories(directory: Path) -> None:
    """Make `directory` and what is missing above it, each new name on disk before the next."""
    missing: list[Path] = []
    step = directory
    while not step.exists():
        missing.append(step)
        step = step.parent
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        sync_directory(path.parent)
