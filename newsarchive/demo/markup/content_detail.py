"""The `#content-detail` family: loose captions, bylines in two places, stories without any date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from html.entities import codepoint2name

from newsarchive.demo.markup.base import Markup, Visit, photo_words, weekday
from newsarchive.demo.stories import Paragraph, Photo, Story

LATIN_LETTERS = range(0xC0, 0x100)
CENTRED = '<p style="text-align: center;">'


class ContentDetail(Markup):
    def story_path(self, story: Story) -> str:
        return f"/{story.slug}-{story.id}.html"

    def list_path(self, section: str, page: int) -> str:
        return f"/{section}" if page == 1 else f"/{section}?page={page}"

    def story_page(self, story: Story, others: Sequence[Story], visit: Visit) -> str:
        section = self.section_name(story)
        head = f"""<meta property="og:title" content="{escape(story.title)}">
<meta property="og:type" content="article"><meta name="keywords" content="{escape(", ".join(story.tags))}">
<link rel="canonical" href="{self.url(self.story_path(story))}">"""
        dated = "" if story.undated else f'<span class="post-date">{_dated(story)}</span>'
        tags = "".join(
            f'<a class="tag" href="/tag/{n}">{escape(tag)}</a>' for n, tag in enumerate(story.tags)
        )
        main = f"""<div class="content-article"><div class="breadcrumb">
<a href="{self.list_path(story.section, 1)}">{escape(section)}</a></div>
<h1 class="name">{escape(story.title)}</h1>
<div class="info">{dated}<a class="print_page" href="javascript:print()">In trang</a></div>
<div id="content-detail">
{self._body(story)}
{self._byline_in(story)}
<div class="topics"><span>{{{{topic.name}}}}</span></div></div>
{self._byline_after(story)}
<div class="tags">{tags}</div>
<div class="relates"><span class="views">Lượt xem: {420 + visit.count}</span></div>
<div class="block-news-list"><div class="main-title">Cùng chuyên mục</div>{self.links(others)}</div></div>
<div class="right"><div class="qc">{self.advert(visit, 1)}</div>
<div class="main-title">Các Album đã đăng</div></div>"""
        return self._page(f"{story.title} - {self.paper.name}", head, main, visit)

    def list_page(self, heading: str, links: str, pager: str, visit: Visit) -> str:
        main = f"""<div class="main-title">{escape(heading)}</div><div class="list">{links}</div>
<div class="qc">{self.advert(visit, 2)}</div><div class="pagination">{pager}</div>"""
        return self._page(f"{heading} - {self.paper.name}", "", main, visit)

    def list_item(self, path: str, title: str, story: Story | None) -> str:
        day = f' <span class="date">{story.day:%d/%m/%Y}</span>' if story and not story.undated else ""
        return f'<article class="card"><h3><a href="{path}">{escape(title)}</a></h3>{day}</article>\n'

    def message_page(self, heading: str, words: str, visit: Visit) -> str:
        main = f'<div class="notice"><h1 class="name">{escape(heading)}</h1><p>{escape(words)}</p></div>'
        return self._page(heading, "", main, visit)

    def _body(self, story: Story) -> str:
        parts = [f"<h2>{escape(story.lead, quote=False)}</h2>"] if story.lead else []
        for block in story.blocks:
            if isinstance(block, Paragraph):
                parts.append(f'<p style="text-align: justify;">{_spelt(block.text, story)}</p>')
            else:
                parts.append(self._photo(block, story))
        return "\n".join(parts)

    def _photo(self, photo: Photo, story: Story) -> str:
        """Captions are in <em> in some stories; in others nothing but the place marks them."""
        words = photo_words(photo.text, photo.credit)
        words = words if int(story.id) % 2 else f"<em>{words}</em>"
        src = f"//media.{self.paper.host}/upload/image/{story.day:%Y%m}/medium/{photo.file}"
        return f'{CENTRED}<img src="{src}" alt="" width="800" height="533"></p>\n{CENTRED}{words}</p>'

    def _byline_in(self, story: Story) -> str:
        if story.undated or story.sources:
            return f'<p style="text-align: right;"><strong>{"&nbsp;" * 12}{escape(story.byline)}</strong></p>'
        return ""

    def _byline_after(self, story: Story) -> str:
        return "" if self._byline_in(story) else f'<div class="pseudonym">{escape(story.byline)}</div>'

    def _page(self, title: str, head: str, main: str, visit: Visit) -> str:
        now = self.local_now(visit)
        return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>
<meta name="author" content="{escape(self.paper.name)}">{head}</head><body>
<div id="top"><div class="today">{weekday(now).capitalize()},  {now:%d/%m/%Y}</div>
<a class="logo" href="/">{escape(self.paper.name)}</a><ul class="menu">{self.menu()}</ul></div>
<div class="container">{main}</div>
<div id="footer">{escape(self.paper.name)}. Giấy phép số 02/GP. © {now.year}.
Tải ứng dụng | Đọc báo in</div></body></html>"""


def _dated(story: Story) -> str:
    assert isinstance(story.published, datetime)
    at = story.published
    return f"{weekday(at)}: {at:%H:%M} ngày {at:%d/%m/%Y}"


def _spelt(text: str, story: Story) -> str:
    """Some editors of these systems write letters of Western Europe as entities."""
    plain = escape(text, quote=False)
    if int(story.id) % 3:
        return plain
    return "".join(f"&{codepoint2name[ord(c)]};" if ord(c) in LATIN_LETTERS else c for c in plain)
