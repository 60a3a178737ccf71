"""page, profile, hints, learnt → the story on it. Pure functions; nothing is fetched, kept or remembered.

The finders are loaded when a page is to be read: who only writes answers down needs none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsarchive.extraction.story import extract, extract_parts

__all__ = ["extract", "extract_parts"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("newsarchive.extraction.story"), name)
