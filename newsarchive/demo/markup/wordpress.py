"""A local paper on a blog system: captions in figures, the author as a link, dates as <time>."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape

from newsarchive.demo.markup.base import Markup, Visit, photo_words
from newsarchive.demo.stories import Paragraph, Photo, Story

DAYS = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")
MONTHS = (
    *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca"),
    *("lipca", "sierpnia", "września", "października", "listopada", "grudnia"),
)


class WordPress(Markup):
    def story_path(self, story: Story) -> str:
        return f"/{story.day:%Y/%m}/{story.slug}/"

    def list_path(self, section: str, page: int) -> str:
        start = f"/category/{section}/"
        return start if page == 1 else f"{start}page/{page}/"

    def story_page(self, story: Story, others: Sequence[Story], visit: Visit) -> str:
        lead = f'<p class="lead"><strong>{escape(story.lead, quote=False)}</strong></p>' if story.lead else ""
        section = self.list_path(story.section, 1)
        tags = " ".join(f'<a href="/tag/{n}/" rel="tag">{escape(t)}</a>' for n, t in enumerate(story.tags, 1))
        main = f"""<main id="main" class="site-main">
<article id="post-{story.id}" class="post type-post hentry">
<header class="entry-header"><div class="cat-links">
<a href="{section}" rel="category tag">{self.section_name(story)}</a></div>
<h1 class="entry-title">{escape(story.title)}</h1>
<div class="entry-meta"><span class="posted-on">{_time(story)}</span>
<span class="byline"> autor: <span class="author vcard">{self._authors(story)}</span></span></div></header>
<div class="entry-content">{lead}
{self._body(story)}{self._pager(story)}
<div class="sharedaddy"><h3>Udostępnij:</h3><ul><li>Facebook</li><li>Drukuj</li></ul></div></div>
<footer class="entry-footer"><span class="tags-links">{tags}</span></footer></article>
<section class="related-posts"><h2>Zobacz też</h2><ul>{self.links(others)}</ul></section></main>
<aside id="secondary"><section class="widget">{self.advert(visit, 1)}</section></aside>"""
        return self._page(f"{story.title} - {self.paper.name}", self._head(story), main, visit)

    def list_page(self, heading: str, links: str, pager: str, visit: Visit) -> str:
        main = f"""<main id="main" class="site-main"><h1 class="page-title">{escape(heading)}</h1>
<ul>{links}</ul><nav class="navigation pagination">{pager}</nav></main>
<aside id="secondary"><section class="widget">{self.advert(visit, 2)}</section></aside>"""
        return self._page(f"{heading} - {self.paper.name}", "", main, visit)

    def list_item(self, path: str, title: str, story: Story | None) -> str:
        link = f'<a href="{self.url(path)}" rel="bookmark">{escape(title)}</a>'
        return f"<li><h2>{link}</h2>{_time(story) if story else ''}</li>\n"

    def message_page(self, heading: str, words: str, visit: Visit) -> str:
        main = f"<main><h1>{escape(heading)}</h1><p>{escape(words)}</p></main>"
        return self._page(heading, "", main, visit)

    def _authors(self, story: Story) -> str:
        return ", ".join(
            f'<a class="url fn n" href="/author/{n}/" rel="author">{escape(name)}</a>'
            for n, name in enumerate(story.people, 1)
        )

    def _body(self, story: Story) -> str:
        return "\n".join(
            f"<p>{escape(block.text, quote=False)}</p>"
            if isinstance(block, Paragraph)
            else self._photo(block, story)
            for block in story.blocks
        )

    def _pager(self, story: Story) -> str:
        if story.pages == 1:
            return ""
        own = self.url(self.story_path(story))
        numbers = "".join(
            f'<span class="post-page-numbers current">{n}</span> '
            if n == story.part
            else f'<a href="{own if n == 1 else f"{own}{n}/"}" class="post-page-numbers">{n}</a> '
            for n in range(1, story.pages + 1)
        )
        return f'<div class="page-links">Strony: {numbers}</div>'

    def _photo(self, photo: Photo, story: Story) -> str:
        src = f"{self.home}/wp-content/uploads/{story.day:%Y/%m}/{photo.file}"
        words = photo_words(photo.text, photo.credit, "Fot.")
        return f"""<figure class="wp-block-image size-large">
<img loading="lazy" src="{src}" alt="" width="1024">
<figcaption class="wp-element-caption">{words}</figcaption></figure>"""

    def _head(self, story: Story) -> str:
        assert isinstance(story.published, datetime)
        url = self.url(self.story_path(story))
        linked = {
            "@context": "https://schema.org",
            "@graph": [
                {
                    "@type": "NewsArticle",
                    "@id": f"{url}#article",
                    "headline": story.title,
                    "datePublished": story.published.isoformat(),
                    "author": [{"@type": "Person", "name": name} for name in story.people],
                    "articleSection": [self.section_name(story)],
                    "keywords": list(story.tags),
                    "inLanguage": "pl-PL",
                },
                {"@type": "WebSite", "@id": f"{self.home}/#website", "name": self.paper.name},
            ],
        }
        return f"""<link rel="canonical" href="{url}"><link rel="shortlink" href="{self.home}/?p={story.id}">
<meta property="og:locale" content="pl_PL"><meta property="og:type" content="article">
<meta property="og:title" content="{escape(story.title)}">
<meta property="article:published_time" content="{story.published.isoformat()}">
<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script>"""

    def _page(self, title: str, head: str, main: str, visit: Visit) -> str:
        now = self.local_now(visit)
        clock = f"{DAYS[now.weekday()]}, {now.day} {MONTHS[now.month - 1]} {now.year}"
        return f"""<!DOCTYPE html>
<html lang="pl-PL"><head><meta charset="UTF-8"><title>{escape(title)}</title>
<link rel="alternate" type="application/atom+xml" href="{self.home}/feed/atom/">{head}</head>
<body class="wp-singular"><header id="masthead">
<div class="topbar"><span class="current-date">{clock}</span></div>
<p class="site-title"><a href="{self.home}/" rel="home">{escape(self.paper.name)}</a></p>
<ul id="primary-menu">{self.menu()}</ul></header>
<div id="content" class="site-content">{main}</div>
<footer id="colophon">© {now.year} {escape(self.paper.name)}. Odwiedzin: {88_410 + visit.count}</footer>
</body></html>"""


def _time(story: Story) -> str:
    assert isinstance(story.published, datetime)
    at = story.published
    return (
        f'<time class="entry-date published" datetime="{at.isoformat()}">'
        f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M}</time>"
    )
