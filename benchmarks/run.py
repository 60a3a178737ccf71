"""Speed as ratios within one run, on the demonstration's own pages: reading against the parser's limit,
the worker pool against one process, storing through the repositories against bare inserts.

    python benchmarks/run.py [--pages 400] [--json]
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lxml import etree, html

from newsarchive.archive import open_archive
from newsarchive.demo.markup import Visit, markup_of
from newsarchive.demo.site import Site
from newsarchive.demo.stories import papers
from newsarchive.extraction import extract
from newsarchive.ingest.texts import search_text, text_digest
from newsarchive.workers import Job, WorkerPool, map_jobs
from storage.records import Capture, Extraction, Page, PortalRecord, Reader, RunRecord

NOW = datetime(2026, 3, 9, 3, 0, tzinfo=UTC)
XPATHS = [
    etree.XPath(path)
    for path in (
        "//h1",
        "//h2",
        "//p",
        "//time",
        "//figure",
        "//figcaption",
        "//a/@href",
        "//meta/@content",
        "//li",
        "//div",
    )
]


def pages(count: int) -> list[Page]:
    """Pages of the invented papers, repeated until there are `count`."""
    found: list[Page] = []
    for paper in papers():
        site, markup = Site(paper, "before"), markup_of(paper)
        for number, story in enumerate(paper.edition("before")):
            if story.behind:
                continue
            path = markup.story_path(story)
            body = site.answer(path, {}, Visit(NOW, number)).body
            found.append(Page(markup.url(path), body, NOW, content_type="text/html; charset=utf-8"))
    return [found[number % len(found)] for number in range(count)]


def cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def wall(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def limit(page: Page) -> None:
    """What no reader of ours can beat: lxml's parse and ten questions to the tree."""
    tree = html.document_fromstring(page.body)
    for path in XPATHS:
        path(tree)


def each(function: Callable[[Page], object], given: Iterable[Page]) -> Callable[[], object]:
    return lambda: [function(page) for page in given]


def reading(given: list[Page]) -> dict[str, float]:
    each(extract, given[:40])()
    ours, floor = cpu(each(extract, given)), cpu(each(limit, given))
    jobs = [Job(page, "article") for page in given]
    one = wall(each(extract, given))
    with WorkerPool(2) as pool:
        list(map_jobs(pool, jobs[:40]))
        two = wall(lambda: list(map_jobs(pool, jobs)))
    return {
        "pages a CPU second": round(len(given) / ours, 1),
        "share of the parser's limit": round(floor / ours, 3),
        "two workers against one process": round(one / two, 2),
    }


def storing(given: list[Page]) -> dict[str, float]:
    """The same stories through the repositories, and as bare rows into an indexed table."""
    read = [extract(page) for page in given]
    stories = [story for story in read if isinstance(story, Extraction)]
    with tempfile.TemporaryDirectory() as folder:
        ours = wall(lambda: _keep(Path(folder) / "archive", stories))
        bare = wall(lambda: _insert(Path(folder) / "bare.db", stories))
    return {
        "articles a second": round(len(stories) / ours, 1),
        "share of bare inserts": round(bare / ours, 3),
    }


def _keep(folder: Path, stories: list[Extraction]) -> None:
    reader = Reader("bench", "sha256:0", "")
    with open_archive(folder, create=True) as archive, archive.database.writing() as unit:
        unit.portals.keep(PortalRecord("bench", "Bench", "https://bench.example/"))
        unit.runs.start(RunRecord("bench", NOW, "bench", "bench"))
        for number, story in enumerate(stories):
            at, article = NOW + timedelta(seconds=number), f"bench-{number:016x}"
            capture = Capture(
                "bench",
                story.url,
                story.url,
                "article",
                "bench",
                at,
                200,
                None,
                "sha256:0",
                "bench.warc.gz",
                number,
                1,
            )
            place = unit.captures.add(capture, article, "stored")
            unit.articles.open(article, "bench", str(number), f"{story.url}?{number}", at)
            version = unit.articles.add_version(article, at, "first", place)
            unit.articles.add_extraction(version, place, story, reader, text_digest(story), current=True)
            unit.search.put(article, search_text(story))


def _insert(file: Path, stories: list[Extraction]) -> None:
    connection = sqlite3.connect(file)
    connection.execute(
        "create table stories (id text primary key, url text unique, title, body, captions, evidence)"
    )
    rows = [
        (
            str(number),
            f"{story.url}?{number}",
            story.title,
            "\n".join(story.body),
            str(story.captions),
            str(story.evidence),
        )
        for number, story in enumerate(stories)
    ]
    connection.executemany("insert into stories values (?, ?, ?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=400)
    arguments.add_argument("--json", action="store_true")
    chosen = arguments.parse_args()
    given = pages(chosen.pages)
    found = {"reading": reading(given), "storing": storing(given)}
    if chosen.json:
        print(json.dumps({"pages": len(given), **found}))
        return
    for subject, figures in found.items():
        for name, value in figures.items():
            print(f"{subject:8} {name:34} {value}")


if __name__ == "__main__":
    main()
