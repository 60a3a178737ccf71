"""Bars over time: no month is left out, and many months are years."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from newsarchive.cli.spread import MOST_ROWS, WIDEST, bars, print_spread
from newsarchive.search.answering import Spread, Value

MONTHS = st.integers(0, 9998 * 12).map(lambda number: f"{number // 12 + 1:04}-{number % 12 + 1:02}")


def test_a_month_without_hits_is_a_row_too() -> None:
    assert bars([("", 1), ("2025-12", 4), ("2026-02", 2)]) == [
        ("2025-12", 4, "█" * WIDEST),
        ("2026-01", 0, ""),
        ("2026-02", 2, "█" * (WIDEST // 2)),
        ("undated", 1, "█" * (WIDEST // 4)),
    ]


def test_many_months_are_years() -> None:
    rows = bars([("2019-01", 1), ("2019-12", 2), ("2026-02", 2)])
    assert [row[:2] for row in rows] == [
        ("2019", 3),
        *((str(year), 0) for year in range(2020, 2026)),
        ("2026", 2),
    ]


@given(st.dictionaries(MONTHS, st.integers(1, 10**6), max_size=5))
def test_no_hit_is_lost_and_no_bar_too_long(months: dict[str, int]) -> None:
    rows = bars(sorted(months.items()))
    assert sum(count for _, count, _ in rows) == sum(months.values())
    assert all(bool(count) == bool(bar) and len(bar) <= WIDEST for _, count, bar in rows)
    assert len(rows) <= MOST_ROWS + 1


def test_estimates_say_so_and_fit_eighty_columns(capsys) -> None:
    values = [Value(str(number), f"Báo số {number}", number) for number in range(30)]
    spread = Spread(False, 435, {"portal": values, "place": []}, [("2026-01", 435)])
    print_spread(Console(width=80, force_terminal=True, color_system=None), spread)
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert "Báo số 7 ~7" in "".join(lines)
    assert lines[-2].endswith(" ~435")
    assert lines[-1] == "~ estimated from some of the days"
