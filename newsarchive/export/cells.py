"""Text → a spreadsheet cell that no spreadsheet takes for a formula, and back, losing nothing.

A cell whose first visible character would start a formula gets an apostrophe before it, and so does one
that begins with an apostrophe already. To read the text back, drop one leading apostrophe.
"""

from __future__ import annotations

GUARD = "'"
# Tab and line ends count too: some programs skip them and read the formula behind.
_RISKY = frozenset("=+-@\t\r\n＝＋－＠" + GUARD)


def guarded(text: str) -> str:
    risky = text[:1] in _RISKY or text.lstrip()[:1] in _RISKY
    return GUARD + text if text and risky else text


def unguarded(cell: str) -> str:
    return cell.removeprefix(GUARD)
