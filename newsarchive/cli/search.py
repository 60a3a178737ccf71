"""`newsarchive search`: words in, the best articles out, with the words marked as they are printed."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from newsarchive.archive import open_archive, storage_trouble
from newsarchive.cli.article import by, day
from newsarchive.cli.asking import (
    ByLine,
    Changed,
    Cluster,
    Earlier,
    Exact,
    Language,
    Order,
    Place,
    Portals,
    Section,
    SeenSince,
    SeenUntil,
    Since,
    Sorted,
    Until,
)  # fmt: skip
from newsarchive.cli.main import State
from newsarchive.cli.terminal import harmless, indented, marked, out
from newsarchive.extraction.lines import to_json
from newsarchive.search import Snippet, explain, hits, marks, passage, terms
from newsarchive.search.choice import Choice
from newsarchive.search.holdings import held
from newsarchive.text import clean
from storage.repositories import Unit
from storage.repositories.stories import Story
from storage.search.index import Hits
from storage.search.query import Query

HELP = """Find articles by their words.

All words must be there; "a phrase" in this order; -word not; OR either; beginn* goes on;
title: body: byline: caption: look in one place; portal: place: section: from: to: narrow the whole.
A word typed without diacritics finds every spelling, one typed with them only its own.

Example: newsarchive search 'dak lak -caption:"le hoi" from:2026-01' --portal baolangson
"""
MARGIN = 4


def register(app: typer.Typer) -> None:
    # A query may begin with a word to leave out, which looks like an option.
    app.command("search", help=HELP, context_settings={"ignore_unknown_options": True})(command)


def command(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words, phrases and fields; '' for every article.")],
    portal: Portals = None,
    place: Place = None,
    since: Since = None,
    until: Until = None,
    byline: ByLine = None,
    section: Section = None,
    seen_since: SeenSince = None,
    seen_until: SeenUntil = None,
    changed: Changed = None,
    cluster: Cluster = None,
    language: Language = None,
    exact: Exact = False,
    earlier: Earlier = False,
    sort: Sorted = Order.relevance,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = 20,
    how: Annotated[
        bool, typer.Option("--explain", help="Say on stderr how the query was understood.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    state: State = context.obj
    choice = Choice(
        query, portal or (), place, since, until, byline, section, exact, seen_since, seen_until,
        changed or (), cluster, language, sort.value, "all" if earlier else "current",
    )  # fmt: skip
    with storage_trouble(), open_archive(state.archive) as archive, archive.database.reading() as unit:
        asked = held(unit, choice.parsed())
        understood = asked.query
        if how:
            said = "\n".join((explain(choice.parsed()), *asked.notes))
            typer.echo(harmless(said, lines=True), err=True)
        found = unit.search.run(understood, limit, 0)
        stories = {
            story.article.id: story for story in unit.articles.many([hit.article for hit in found.hits])
        }
        names = _names(unit)
    if as_json:
        typer.echo(json.dumps(_answer(query, understood, found, stories), ensure_ascii=False))
    else:
        _print(out(), understood, found, stories, names)


def _names(unit: Unit) -> dict[str, str]:
    return {portal.slug: portal.name for portal in unit.portals.all()}


def _answer(typed: str, query: Query, found: Hits, stories: dict[str, Story]) -> dict[str, object]:
    results = [
        _result(stories[hit.article], hit.score, query) for hit in found.hits if hit.article in stories
    ]
    return {"query": clean(typed), "total": found.total, "more": found.more, "results": results}


def _result(story: Story, score: float, query: Query) -> dict[str, object]:
    snippet = _snippet(story, query)
    reading = story.version.extraction
    return {
        "id": story.article.id,
        "portal": story.article.portal,
        "url": story.article.url,
        "title": reading.title,
        "published": to_json(story.article.id, story.article.url, reading)["published"],
        "snippet": snippet.text,
        "marks": snippet.marks,
        "score": score,
    }


def _snippet(story: Story, query: Query) -> Snippet:
    reading = story.version.extraction
    captions = "\n".join(caption.text for caption in reading.captions)
    parts = (("body", "\n".join(reading.body)), ("caption", captions), ("byline", reading.byline.raw))
    return passage(parts, query)


def _print(
    console: Console, query: Query, found: Hits, stories: dict[str, Story], names: dict[str, str]
) -> None:
    plain, wanted = console.color_system is None, terms(query)
    for number, hit in enumerate(found.hits, 1):
        story = stories.get(hit.article)
        if story is None:
            continue
        reading = story.version.extraction
        title = reading.title or "(no title)"
        heading = marked(title, marks(hits(title, wanted, "title")), plain=plain)
        heading.stylize("bold")
        snippet = _snippet(story, query)
        portal = names.get(story.article.portal, story.article.portal)
        facts = " · ".join(filter(None, (portal, day(reading.published), by(reading.byline))))
        console.print(Text.assemble((f"{number:>2}. ", "dim"), heading))
        for text in (
            Text(harmless(facts), style="dim"),
            marked(snippet.text, snippet.marks, plain=plain),
            Text(story.article.id, style="dim"),
        ):
            indented(console, text, MARGIN)
        console.print()
    typer.echo(_count(found), err=True)


def _count(found: Hits) -> str:
    if not found.total:
        return "nothing found; words without diacritics find every spelling, OR widens, fewer words find more"
    more = "more than " if found.more else ""
    order = ", newest first" if found.more else ""
    return f"{more}{found.total} article{'s' * (found.total != 1)} found, {len(found.hits)} shown{order}"
