"""What the archive knows: portals, how to find their articles, how to read them, how to show them.

At a Python prompt: `newsarchive.extract(html, url)` reads one page, `newsarchive.open_archive(path)` opens
an archive. Both are loaded when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.3.0"

_LOADED_WHEN_ASKED = {"extract": "newsarchive.onepage", "open_archive": "newsarchive.archive"}


def __getattr__(name: str) -> Any:
    if name not in _LOADED_WHEN_ASKED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LOADED_WHEN_ASKED[name]), name)
