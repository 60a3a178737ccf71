"""A citation names the version that was read, and breaks nobody's name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from newsarchive.export.citations import Cited, bibtex, csl, ris
from storage.records import Byline, Extraction, Moment, Person

STORY = Extraction(
    url="https://bao.example/1", canonical_url=None, kind="article", title="Lúa {vàng} & 50% giá_trị",
    kicker=None, lead="Vụ này\nlúa tốt.", dateline=None, published=Moment(None, "2026-03-01", "day", 0.9),
    modified=None,
    byline=Byline(
        "NỘI DUNG", (Person("Trí An", "TRÍ AN", "author"), Person("Hà My", "HÀ MY", "photographer"))
    ),
    body=(), captions=(), section=("Kinh tế", "Nông nghiệp"), tags=(), language="vi", evidence=(),
    problems=(), extractor="newsarchive 0",
)  # fmt: skip
CITED = Cited(
    "bao-0123456789abcdef", "bao-0123456789abcdef@20260301T071500Z", "Báo Ví Dụ", "https://bao.example/1?a={b}",
    datetime(2026, 3, 1, 7, 15, tzinfo=UTC), STORY,
)  # fmt: skip


def test_bibtex() -> None:
    assert (
        bibtex(CITED)
        == r"""@article{bao-0123456789abcdef,
  author = {{Trí An}},
  title = {{Lúa \textbraceleft{}vàng\textbraceright{} \& 50\% giá\_trị}},
  journal = {Báo Ví Dụ},
  entrysubtype = {newspaper},
  year = {2026},
  date = {2026-03-01},
  url = {https://bao.example/1?a=%7Bb%7D},
  urldate = {2026-03-01},
  langid = {vietnamese},
  note = {Archived as bao-0123456789abcdef@20260301T071500Z},
}"""
    )


def test_ris() -> None:
    lines = ris(CITED).split("\n")
    assert lines[0] == "TY  - NEWS"
    assert lines[-1] == "ER  - "
    assert "AU  - Trí An" in lines
    assert "DA  - 2026/03/01" in lines
    assert "AB  - Vụ này lúa tốt." in lines


def test_csl() -> None:
    [item] = json.loads(csl(CITED))
    assert item["author"] == [{"literal": "Trí An"}]
    assert item["issued"] == {"date-parts": [[2026, 3, 1]]}
    assert item["accessed"] == {"date-parts": [[2026, 3, 1]]}
    assert item["section"] == "Nông nghiệp"


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(CITED, story=replace(STORY, published=None, byline=Byline(agencies=("TTX",)), lead=None))
    assert "date = " not in bibtex(bare).replace("urldate = ", "")
    assert "author = {{TTX}}" in bibtex(bare)
    assert "PY  -" not in ris(bare)
    assert "issued" not in json.loads(csl(bare))[0]


def test_a_month_is_cited_as_a_month() -> None:
    march = replace(STORY, published=Moment(None, "2026-03", "month", 0.5))
    assert "\n  date = {2026-03}," in bibtex(replace(CITED, story=march))
