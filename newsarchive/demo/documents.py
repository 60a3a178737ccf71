"""What a paper tells machines: stories → RSS, Atom, sitemaps and their index, robots.txt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from itertools import groupby

from newsarchive.demo.markup import Markup
from newsarchive.demo.stories import Story

IN_FEED = 10
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def rss(markup: Markup, stories: Sequence[Story]) -> str:
    items = "".join(
        f"""<item><title><![CDATA[{story.title}]]></title>
<link>{_address(markup, story)}</link>
<description>{escape(story.lead or story.title)}</description>
<category>{escape(markup.section_name(story))}</category>
<pubDate>{format_datetime(_moment(story))}</pubDate></item>
"""
        for story in _fed(stories)
    )
    return f"""{HEAD}<rss version="2.0"><channel><title>{escape(markup.paper.name)}</title>
<link>{markup.home}/</link><language>{markup.paper.language}</language>
{items}</channel></rss>"""


def atom(markup: Markup, stories: Sequence[Story]) -> str:
    items = "".join(
        f"""<entry><title type="html">{escape(story.title)}</title>
<link rel="alternate" type="text/html" href="{_address(markup, story)}"/>
<id>{markup.home}/?p={story.id}</id><updated>{(story.modified or _moment(story)).isoformat()}</updated>
<published>{_moment(story).isoformat()}</published>
<category term="{escape(markup.section_name(story))}"/></entry>
"""
        for story in _fed(stories)
    )
    return f"""{HEAD}<feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(markup.paper.name)}</title>
<id>{markup.home}/</id>{items}</feed>"""


def sitemap(markup: Markup, stories: Sequence[Story]) -> str:
    urls = "".join(
        f"<url><loc>{_address(markup, story)}</loc>{_last_change(story)}</url>\n" for story in stories
    )
    return f'{HEAD}<urlset xmlns="{SITEMAPS}">\n{urls}</urlset>'


def sitemap_index(markup: Markup, paths: Sequence[str]) -> str:
    entries = "".join(f"<sitemap><loc>{markup.url(path)}</loc></sitemap>\n" for path in paths)
    return f'{HEAD}<sitemapindex xmlns="{SITEMAPS}">\n{entries}</sitemapindex>'


def robots(markup: Markup, index: str) -> str:
    return f"User-agent: *\nDisallow: /quang-cao/\nDisallow: /wp-admin/\nSitemap: {markup.url(index)}\n"


def documents(markup: Markup, stories: Sequence[Story]) -> dict[str, tuple[str, Callable[[], str]]]:
    """Every document of a paper by its path: content type, and how it is written."""
    months = {
        f"/sitemaps/{month}.xml{'.gz' if markup.paper.family == 'mastercms' else ''}": list(group)
        for month, group in groupby(stories, key=lambda story: f"{story.day:%Y-%m}")
    }
    blog = markup.paper.family == "wordpress"
    index = "/wp-sitemap.xml" if blog else "/sitemap.xml"
    found: dict[str, tuple[str, Callable[[], str]]] = {
        "/robots.txt": ("text/plain; charset=utf-8", lambda: robots(markup, index)),
        index: ("application/xml", lambda: sitemap_index(markup, list(months))),
    }
    if blog:
        found["/feed/atom/"] = ("application/atom+xml; charset=utf-8", lambda: atom(markup, stories))
    else:
        found["/rss/home.rss"] = ("application/rss+xml; charset=utf-8", lambda: rss(markup, stories))
    for path, of_month in months.items():
        kind = "application/x-gzip" if path.endswith(".gz") else "text/xml; charset=utf-8"
        found[path] = (kind, lambda those=of_month: sitemap(markup, those))  # type: ignore[misc]
    return found


def _fed(stories: Sequence[Story]) -> list[Story]:
    return [story for story in stories if not story.undated and not story.behind][:IN_FEED]


def _address(markup: Markup, story: Story) -> str:
    return escape(markup.url(markup.address(story)))


def _moment(story: Story) -> datetime:
    assert isinstance(story.published, datetime)
    return story.published


def _last_change(story: Story) -> str:
    """Stories without a date of their own have none here either."""
    if story.undated:
        return ""
    return f"<lastmod>{(story.modified or _moment(story)).isoformat()}</lastmod>"
