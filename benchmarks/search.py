"""How fast a million articles are searched: `python -m benchmarks.search --at FILE [--articles N]`.

Fills a database at the path, or goes on with the one there, and asks every kind of query: the first round
finds the database's own cache empty, the second does not. Beside it tantivy on the same texts, where it is
installed, and PostgreSQL, where one is named.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import search_beside
from benchmarks.search_filling import fill
from benchmarks.search_queries import Asked, drawn
from storage.repositories import Database, Unit

Figures = dict[str, Any]


def main() -> None:
    chosen = _arguments()
    kinds = drawn(chosen.queries)
    found: Figures = {"articles": chosen.articles, "queries of a kind": chosen.queries}
    found["SQLite"] = _ours(str(chosen.at), chosen.articles, kinds)
    found["SQLite"]["bytes an article"] = round(_size(chosen.at) / chosen.articles)
    if chosen.postgresql:
        found["PostgreSQL"] = _ours(chosen.postgresql, chosen.postgresql_articles, kinds)
        found["PostgreSQL"]["articles"] = chosen.postgresql_articles
    if not chosen.alone:
        found["tantivy"] = search_beside.measured(Path(f"{chosen.at}.tantivy"), chosen.articles, kinds)
    found["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        _print(found)


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--at", type=Path, required=True, help="the database file; kept for the next run")
    arguments.add_argument("--articles", type=int, default=1_000_000)
    arguments.add_argument("--queries", type=int, default=60, help="of each kind")
    arguments.add_argument("--postgresql", help="URL of an empty database, or of one filled before")
    arguments.add_argument("--postgresql-articles", type=int, default=100_000)
    arguments.add_argument("--alone", action="store_true", help="without tantivy")
    arguments.add_argument("--json", action="store_true")
    return arguments.parse_args()


def _ours(address: str, articles: int, kinds: dict[str, list[Asked]]) -> Figures:
    seconds = fill(address, articles)
    figures: Figures = {"filled in seconds": round(seconds, 1)}
    if seconds > 1:
        figures["articles a second"] = round(articles / seconds)
    database = Database(address)
    with database.reading() as unit:
        asked = {kind: [_ask(unit, one) for one in queries] for kind, queries in kinds.items()}
        for label in ("facets of one common word", "facets of two words"):
            queries = kinds[label.removeprefix("facets of ")]
            asked[label] = [_facets(unit, one) for one in queries]
        for name, rounds in (("first round", 1), ("second round", 1)):
            figures[name] = {kind: spread(calls, rounds) for kind, calls in asked.items()}
    database.close()
    return figures


def _ask(unit: Unit, asked: Asked) -> Callable[[], object]:
    def ask() -> object:
        return unit.search.run(asked.query)

    if asked.page == 1:
        return ask

    cursor: list[str | None] = []

    def turn() -> object:
        if not cursor:
            found = None
            for _ in range(asked.page - 1):
                found = unit.search.run(asked.query, cursor=found).next_cursor or found
            cursor.append(found)
        started = time.perf_counter()
        unit.search.run(asked.query, cursor=cursor[0])
        return time.perf_counter() - started

    return turn


def _facets(unit: Unit, asked: Asked) -> Callable[[], object]:
    return lambda: unit.search.facets(asked.query)


def spread(calls: list[Callable[[], object]], rounds: int = 1) -> dict[str, float]:
    """Milliseconds: of the middle one, of the one in twenty that takes longest, of the slowest."""
    taken = []
    for _ in range(rounds):
        for call in calls:
            started = time.perf_counter()
            told = call()
            taken.append(told if isinstance(told, float) else time.perf_counter() - started)
    taken.sort()
    last = len(taken) - 1
    shares = {"p50": 0.5, "p95": 0.95, "max": 1.0}
    return {name: round(taken[min(last, int(len(taken) * at))] * 1000, 1) for name, at in shares.items()}


def _size(file: Path) -> int:
    beside = [file, Path(f"{file}-wal")]
    return sum(one.stat().st_size for one in beside if one.exists())


def _print(found: Figures) -> None:
    for name, value in found.items():
        if not isinstance(value, dict):
            print(f"{name}: {value}")
            continue
        print(f"\n{name}")
        for label, figures in value.items():
            if not isinstance(figures, dict):
                print(f"  {label}: {figures}")
                continue
            print(f"  {label:36} {'p50':>8} {'p95':>8} {'max':>8}  milliseconds")
            for kind, times in figures.items():
                print(f"    {kind:34} {times['p50']:8} {times['p95']:8} {times['max']:8}")


if __name__ == "__main__":
    sys.exit(main())
