"""page, profile, hints, learnt → the story on it. Pure functions; nothing is fetched, kept or remembered.

The finders are loaded when a page is to be read: who only writes answers down needs none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsarchive.extraction.extract import extract, extract_parts

__all__ = ["extract", "extract_parts"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    finders = import_module("newsarchive.extraction.extract")
    # The import has put the module of that name where the function belongs.
    globals().update({one: getattr(finders, one) for one in __all__})
    return globals()[name]
