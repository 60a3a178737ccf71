"""Every error a person may meet, and the exit code each asks for.

NewsarchiveError (1)
├── UsageError (2)        a command, setting or query that cannot be meant
│   └── ProfileError      a profile that does not say what it should: file, key, why
├── LockedError (4)       another run holds every portal asked for
└── StorageTrouble (6)    disk or database
"""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTLY = 3
    LOCKED = 4
    ALARM = 5
    STORAGE = 6
    INTERRUPTED = 130


EXIT_ORDER = (
    Exit.INTERRUPTED,
    Exit.STORAGE,
    Exit.LOCKED,
    Exit.USAGE,
    Exit.FAILED,
    Exit.PARTLY,
    Exit.ALARM,
)


class NewsarchiveError(Exception):
    """Base of all; the message says what happened, where, and what to do next."""

    exit = Exit.FAILED


class UsageError(NewsarchiveError):
    exit = Exit.USAGE


class ProfileError(UsageError):
    """A profile that cannot be read. `key` is dotted, or empty for the whole file."""

    def __init__(self, file: Path | str, key: str, why: str) -> None:
        super().__init__(f"{file}: {key + ': ' if key else ''}{why}")
        self.file, self.key, self.why = str(file), key, why


class LockedError(NewsarchiveError):
    exit = Exit.LOCKED


class StorageTrouble(NewsarchiveError):
    exit = Exit.STORAGE
