"""What learning is worth: the demonstration's papers read without their profiles, before and after.

Twice: as their pages are, and with what publishers add to every story: two lines of the house's own among
its paragraphs, and a clock below the headline that looks like a date. Learnt from the papers' first edition,
measured on the second, as a crawl would.

    python benchmarks/learning.py [--json]
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from newsarchive.demo.markup import Visit
from newsarchive.demo.site import Site
from newsarchive.demo.stories import Edition, Paper, papers
from newsarchive.demo.truth import Expected, truths
from newsarchive.extraction import extract
from newsarchive.learning import Sighting, learn
from storage.records import Extraction, Hints, Learnt, Page

NOON = datetime(2026, 5, 18, 12, 0, tzinfo=UTC)
OPENING = "Đọc thêm những câu chuyện khác của toà soạn mỗi sáng trên trang nhất, trước khi bình minh lên."
CLOSING = "Bạn đọc có điều muốn kể cho toà soạn, xin gửi thư về địa chỉ in ở chân trang của tờ báo này."
HEADLINE = re.compile(r"(</h1>)")
PARAGRAPHS = re.compile(r"(<p[ >].*?</p>)", re.DOTALL)

Dress = Callable[[str, datetime], str]


def plain(html: str, _: datetime) -> str:
    return html


def dressed(html: str, at: datetime) -> str:
    """With the house's lines before the second and behind the last paragraph, and its clock."""
    html = HEADLINE.sub(rf'\1<div class="k1">{at:%d/%m/%Y}</div>', html, count=1)
    found = list(PARAGRAPHS.finditer(html))
    if len(found) < 2:
        return html
    second, last = found[1].start(), found[-1].end()
    return f"{html[:second]}<p>{OPENING}</p>{html[second:last]}<p>{CLOSING}</p>{html[last:]}"


@dataclass
class Score:
    stories: int = 0
    right: Counter[str] = field(default_factory=Counter)
    house: int = 0
    own: int = 0

    def count(self, found: Extraction, expected: Expected) -> None:
        self.stories += 1
        self.right.update(name for name, is_right in verdicts(found, expected).items() if is_right)
        self.house += sum(text in (OPENING, CLOSING) for text in found.body)
        self.own += len(set(expected.body) & set(found.body))

    def to_json(self) -> dict[str, object]:
        return {
            "stories": self.stories, "right": dict(sorted(self.right.items())), "house_blocks": self.house,
            "own_paragraphs": self.own,
        }  # fmt: skip


def verdicts(found: Extraction, expected: Expected) -> dict[str, bool]:
    return {
        "title": found.title == expected.title,
        "lead": found.lead == expected.lead,
        "body": found.body == expected.body,
        "day": bool(found.published) and found.published.date == expected.date,
        "names": tuple(person.name for person in found.byline.people) == expected.people,
        "captions": tuple((one.text, one.credit) for one in found.captions) == expected.captions,
        "section": found.section == expected.section,
        "tags": found.tags == expected.tags,
    }


def pages(paper: Paper, edition: Edition, dress: Dress) -> list[tuple[Expected, Page, Hints]]:
    """As a crawl would find them: on several days, with the day their feed gave."""
    site, found = Site(paper, edition), []
    for number, (url, expected) in enumerate(truths(paper, edition).items()):
        at = NOON + timedelta(days=number % 3)
        answer = site.answer(url.removeprefix(f"https://{paper.host}"), {}, Visit(at, number))
        html = dress(answer.body.decode(), at)
        hints = Hints(published=expected.date)
        found.append((expected, Page(url, html.encode(), at, content_type="text/html; charset=utf-8"), hints))
    return found


def read(page: Page, hints: Hints, learnt: Learnt = Learnt()) -> Extraction:
    found = extract(page, None, hints, learnt)
    assert isinstance(found, Extraction), found
    return found


def measured(dress: Dress) -> dict[str, Score]:
    scores = {"before": Score(), "after": Score()}
    for paper in papers():
        learnt = learn(sightings(pages(paper, "before", dress)))
        for expected, page, hints in pages(paper, "after", dress):
            scores["before"].count(read(page, hints), expected)
            scores["after"].count(read(page, hints, learnt), expected)
    return scores


def sightings(known: Iterable[tuple[Expected, Page, Hints]]) -> list[Sighting]:
    return [Sighting(page.url, page.fetched_at, read(page, hints)) for _, page, hints in known]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    told = {"as they are": measured(plain), "with house lines and a clock": measured(dressed)}
    if arguments.json:
        table = {name: {at: one.to_json() for at, one in found.items()} for name, found in told.items()}
        print(json.dumps(table))
        return
    for name, found in told.items():
        before, after = found["before"], found["after"]
        print(f"{before.stories} stories {name}:")
        for one in sorted(before.right | after.right):
            print(f"  {one:10} right {before.right[one]:4} -> {after.right[one]:4}")
        if before.house:
            print(f"  house lines left out: {1 - after.house / before.house:.1%} of {before.house}")
        print(f"  stories' own paragraphs kept: {before.own} -> {after.own}")


if __name__ == "__main__":
    main()
