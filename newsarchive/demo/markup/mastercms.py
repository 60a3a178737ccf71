"""The `-post<id>.html` family: a CMS with its own class names, paragraphs in bare <div>s."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape

from newsarchive.demo.markup.base import Markup, Visit, photo_words, weekday
from newsarchive.demo.stories import Paragraph, Photo, Story

STYLE = "<style>.cms-body .sda_middle{margin:12px auto;text-align:center}.t1{text-align:right}</style>"


class MasterCms(Markup):
    def story_path(self, story: Story) -> str:
        return f"/{story.slug}-post{story.id}.html"

    def list_path(self, section: str, page: int) -> str:
        return f"/{section}/" if page == 1 else f"/{section}/?trang={page}"

    def story_page(self, story: Story, others: Sequence[Story], visit: Visit) -> str:
        section = self.section_name(story)
        tags = "".join(
            f'<a href="/tu-khoa/{n}-tag{n}.html">#{escape(tag)}</a> ' for n, tag in enumerate(story.tags, 1)
        )
        lead = f'<div class="article__sapo cms-desc"> {escape(story.lead)} </div>' if story.lead else ""
        main = f"""<div class="breadcrumbs"><h2 class="main"><a class="active"
 href="{self.list_path(story.section, 1)}" title="{escape(section)}">{escape(section)}</a></h2></div>
<div class="col"><div class="main-col content-col"><div class="article">
<h1 class="article__title cms-title "> {escape(story.title)} </h1>
<div class="article__meta"><div class="row">{_time(story)}
<meta class="cms-date" itemprop="datePublished" content="{_iso(story.published)}"></div>
<div class="social social-share"><a href="javascript:void(0);" title="In bài viết">In bài viết</a>
<a href="javascript:void(0);" title="Chia sẻ qua Email">Chia sẻ qua Email</a></div></div>
{lead}
<div class="article__body zce-content-body cms-body" itemprop="articleBody">{STYLE}
{self._body(story, visit)}
<div class="t1"> <span class="t2">{escape(story.byline)}</span> </div></div>
<div class="article__tags"><h3 class="box-heading"><span class="title">Từ khóa:</span></h3>
<div class="box-content">{tags}</div></div></div></div>
<div class="sub-col sidebar-right"><section class="hot-news fyi-position">
<h3 class="box-heading"><span class="title">Đọc nhiều</span></h3>
<div class="box-content">{self.links(others)}</div></section>
<div class="rennab">{self.advert(visit, 3)}</div></div></div>"""
        return self._page(f"{story.title} | {self.paper.name}", self._head(story), main, visit)

    def list_page(self, heading: str, links: str, pager: str, visit: Visit) -> str:
        main = f"""<div class="breadcrumbs"><h1 class="main">{escape(heading)}</h1></div>
<div class="timeline content-list" data-source="zone-timeline">{links}</div>
<div class="rennab">{self.advert(visit, 1)}</div>{pager}"""
        return self._page(f"{heading} | {self.paper.name}", "", main, visit)

    def list_item(self, path: str, title: str, story: Story | None) -> str:
        time = _time(story) if story else ""
        return f"""<article class="story"><h3 class="story__heading">
<a class="cms-link" href="{self.url(path)}" title="{escape(title)}">{escape(title)}</a></h3>{time}</article>
"""

    def message_page(self, heading: str, words: str, visit: Visit) -> str:
        main = f'<div class="error-page"><h1>{escape(heading)}</h1><p>{escape(words)}</p></div>'
        return self._page(heading, "", main, visit)

    def _body(self, story: Story, visit: Visit) -> str:
        parts: list[str] = []
        for number, block in enumerate(story.blocks):
            if number in (2, 5):
                advert = self.advert(visit, number)
                parts.append(f'<div class="sda_middle"><div class="rennab">{advert}</div></div>')
            if isinstance(block, Paragraph):
                text = escape(block.text, quote=False)
                parts.append(f"<div> {f'<strong>{text}</strong>' if block.subhead else text}&nbsp;\n</div>")
            else:
                parts.append(self._photo(block, story))
        return "\n".join(parts)

    def _photo(self, photo: Photo, story: Story) -> str:
        """Older editors set a table around photo and caption, newer ones a figure."""
        src, words = self.image(photo.file, story), photo_words(photo.text, photo.credit)
        img = f'<img class="cms-photo" src="{src}" alt="{escape(photo.text)}" width="1200" height="800">'
        if int(story.id) % 2:
            return (
                f'<table class="picture" align="center"><tbody><tr><td>{img}</td></tr>'
                f'<tr><td class="caption">{words}</td></tr></tbody></table>'
            )
        return f'<figure class="picture">{img}<figcaption>{words}</figcaption></figure>'

    def _head(self, story: Story) -> str:
        """The paper itself stands as the author, as these systems have it."""
        url, published = self.url(self.story_path(story)), _iso(story.published)
        modified = _iso(story.modified or story.published)
        about = escape(story.lead or story.title)
        linked = {
            "@context": "http://schema.org",
            "@type": "NewsArticle",
            "mainEntityOfPage": {"@type": "WebPage", "@id": url},
            "headline": story.title,
            "description": story.lead or "",
            "datePublished": published,
            "dateModified": modified,
            "author": {"@type": "Person", "name": self.paper.name},
            "publisher": {"@type": "Organization", "name": self.paper.name},
        }
        return f"""<meta name="description" content="{about}"/>
<meta name="keywords" content="{escape(", ".join(story.tags))}"/>
<link rel="canonical" href="{url}" />
<meta property="og:type" content="article"/><meta property="og:url" content="{url}"/>
<meta property="og:title" content="{escape(story.title)}"/><meta property="og:description" content="{about}"/>
<meta property="article:section" content="{escape(self.section_name(story))}" />
<meta property="article:published_time" content="{published}"/>
<meta property="article:modified_time" content="{modified}"/>
<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script>"""

    def _page(self, title: str, head: str, main: str, visit: Visit) -> str:
        now = self.local_now(visit)
        return f"""<!DOCTYPE html>
<html lang="vi"><head><title>{escape(title)}</title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="author" content="{escape(self.paper.name)}" />
<meta name="copyright" content="Copyright © {now.year} by {escape(self.paper.name)}" />
<meta property="og:site_name" content="{escape(self.paper.name)}"/>
<link rel="alternate" type="application/rss+xml" href="/rss/home.rss">
{head}</head><body>
<header class="site-header "><div class="top-header"><div class="left">
<a href="javascript:void(0);" id="today">{weekday(now)}, {now:%d/%m/%Y %H:%M}</a>
<a href="tel:0200000000" title="Hotline">Hotline: 0200 000 000</a></div></div>
<a class="logo" href="{self.home}/" title="{escape(self.paper.name)}">{escape(self.paper.name)}</a>
<ul class="menu">{self.menu()}</ul></header>
<div class="site-body"><div class="container detail">{main}</div></div>
<footer class="site-footer"><p>© {now.year} {escape(self.paper.name)}. Giấy phép xuất bản số 01/GP.</p>
<p>Lượt truy cập: {1_204_377 + visit.count}</p></footer></body></html>"""


def _iso(moment: object) -> str:
    """ISO 8601 with an offset that lacks its colon."""
    assert isinstance(moment, datetime)
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z")


def _time(story: Story) -> str:
    assert isinstance(story.published, datetime)
    return (
        f'<time class="time" datetime="{_iso(story.published)}"><i class="ic-calendar"></i>'
        f'<span data-time="{int(story.published.timestamp())}" data-format="long" data-friendly="true">'
        f"{story.published:%d/%m/%Y %H:%M}</span></time>"
    )
