"""How hits spread → lines of a terminal: facets with counts, and months or years as bars."""

from __future__ import annotations

from collections import defaultdict

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsarchive.cli.terminal import harmless
from newsarchive.search.answering import Spread

MOST_ROWS = 36
"""More months than that are added up to years; of more years, only those with hits are shown."""
WIDEST = 48
COLUMN = 10
UNDATED = "undated"
HEADINGS = {"portal": "portals", "place": "places", "section": "sections", "byline": "people"}


def print_spread(console: Console, spread: Spread) -> None:
    about = "" if spread.exact else "~"
    for facet, values in spread.facets.items():
        if values:
            told = Text(harmless(" · ".join(f"{value.name} {about}{value.count}" for value in values)))
            hanging(console, HEADINGS[facet], told)
    for label, count, bar in bars(spread.months):
        sign = bar if _can_show(console, bar) else "#" * cell_len(bar)
        console.print(Text.assemble((f"{label:<8} ", "dim"), sign, f" {about}{count}" if count else "·"))
    if not spread.exact:
        console.print(Text("~ estimated from some of the days", style="dim"))


def hanging(console: Console, heading: str, told: Text) -> None:
    """The heading, and beside it what is told, line below line."""
    if console.soft_wrap:
        console.print(Text.assemble((f"{heading:<{COLUMN}}", "dim"), told))
        return
    table = Table(box=None, pad_edge=False, padding=0, show_header=False)
    table.add_column(style="dim", width=COLUMN)
    table.add_column()
    table.add_row(heading, told)
    console.print(table)


def bars(months: list[tuple[str, int]]) -> list[tuple[str, int, str]]:
    """Every month from the first to the last, or every year where they are many; the undated at the end."""
    rows = _rows({month: count for month, count in months if month})
    undated = sum(count for month, count in months if not month)
    if undated:
        rows.append((UNDATED, undated))
    most = max((count for _, count in rows), default=0)
    return [(label, count, "█" * -(-count * WIDEST // most)) for label, count in rows]


def _rows(counts: dict[str, int]) -> list[tuple[str, int]]:
    if not counts:
        return []
    first, last = _number(min(counts)), _number(max(counts))
    if last - first < MOST_ROWS:
        names = [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]
        return [(name, counts.get(name, 0)) for name in names]
    years: dict[str, int] = defaultdict(int)
    for month, count in counts.items():
        years[month[:4]] += count
    if last - first < MOST_ROWS * 12:
        return [(f"{year:04}", years[f"{year:04}"]) for year in range(first // 12, last // 12 + 1)]
    return sorted(years.items())


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _can_show(console: Console, text: str) -> bool:
    try:
        text.encode(console.encoding)
    except UnicodeEncodeError:
        return False
    return True
