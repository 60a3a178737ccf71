"""The `/YYYYMM/slug-hex7/` family: photos and related links in tables, the date as one line of text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from newsarchive.demo.markup.base import Markup, Visit, photo_words, weekday
from newsarchive.demo.stories import Photo, Story


class Hex7(Markup):
    def story_path(self, story: Story) -> str:
        return f"/{story.section}/{story.day:%Y%m}/{story.slug}-{story.id}/"

    def list_path(self, section: str, page: int) -> str:
        return f"/{section}/" if page == 1 else f"/{section}/?p={page}"

    def story_page(self, story: Story, others: Sequence[Story], visit: Visit) -> str:
        section = self.section_name(story)
        about = escape(story.lead or story.title)
        head = f"""<meta name="description" content="{about}">
<meta property="og:title" content="{escape(story.title)}"><meta property="og:type" content="article">
<meta property="og:description" content="{about}">
<link rel="canonical" href="{self.url(self.story_path(story))}">"""
        tags = "".join(
            f'<li><a href="/tag/{n}/">{escape(tag)}</a></li>' for n, tag in enumerate(story.tags, 1)
        )
        main = f"""<div class="article_content">
<ol class="breadcrumb"><li><a href="/">Trang chủ</a></li>
<li><a href="{self.list_path(story.section, 1)}">{escape(section)}</a></li></ol>
<h1 class="media-heading title5">{escape(story.title)}</h1>
<div class="date">{_dated(story)}</div>
<ul class="social"><li>Facebook</li><li>Zalo</li><li>In bài</li></ul>
<div class="content" id="content"><div class="td-post-content">
{self._body(story, others)}
<p style="text-align: right;"><strong>{escape(story.byline)}</strong></p>
</div></div>
<div class="tags"><span>Từ khóa:</span><ul>{tags}</ul></div>
<div class="bd02">{self.advert(visit, 1)}</div>
<div class="other-news"><h3 class="title1">Các tin khác</h3><ul>{self.links(others)}</ul></div></div>
<div class="sidebar"><div class="bd02">{self.advert(visit, 2)}</div>
<div class="bd02">{self.advert(visit, 5)}</div></div>"""
        return self._page(f"{story.title} - {self.paper.name}", head, main, visit)

    def list_page(self, heading: str, links: str, pager: str, visit: Visit) -> str:
        main = f"""<h1 class="cat-title">{escape(heading)}</h1><ul class="list-news">{links}</ul>
<div class="bd02">{self.advert(visit, 4)}</div><div id="page">{pager}</div>"""
        return self._page(f"{heading} - {self.paper.name}", "", main, visit)

    def list_item(self, path: str, title: str, story: Story | None) -> str:
        day = f'<span class="date-list">{story.day:%d/%m/%Y}</span>' if story else ""
        return f'<li><a class="title2" href="{path}">{escape(title)}</a> {day}</li>\n'

    def message_page(self, heading: str, words: str, visit: Visit) -> str:
        return self._page(heading, "", f"<h2>{escape(heading)}</h2><p>{escape(words)}</p>", visit)

    def _body(self, story: Story, others: Sequence[Story]) -> str:
        parts = [f"<p><strong>{escape(story.lead, quote=False)}</strong></p>"] if story.lead else []
        for number, block in enumerate(story.blocks):
            if isinstance(block, Photo):
                parts.append(self._photo(block, story))
            elif block.subhead:
                parts.append(f"<p><strong>{escape(block.text, quote=False)}</strong></p>")
            else:
                parts.append(f'<p style="text-align: justify;">{escape(block.text, quote=False)}</p>')
            if number == 2 and others:
                parts.append(self._related(others[:2]))
        return "\n".join(parts)

    def _photo(self, photo: Photo, story: Story) -> str:
        return f"""<table class="image center" align="center" width="80%"><tbody>
<tr><td><img src="/file/{story.day:%Y%m}/{photo.file}" width="660" alt="{escape(photo.text)}"></td></tr>
<tr><td class="image_desc">{photo_words(photo.text, photo.credit)}</td></tr></tbody></table>"""

    def _related(self, stories: Sequence[Story]) -> str:
        items = "".join(
            f'<li><a href="{self.address(story)}">{escape(story.title)}</a></li>' for story in stories
        )
        return f"""<table class="rl center"><tbody><tr><td><div class="rl-title">Tin liên quan</div>
<ul>{items}</ul></td></tr></tbody></table>"""

    def _page(self, title: str, head: str, main: str, visit: Visit) -> str:
        now = self.local_now(visit)
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
 "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>{escape(title)}</title><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="author" content="{escape(self.paper.name)}">
{head}</head><body>
<div id="header">
<span id="current-date">{weekday(now)}, ngày {now.day} tháng {now.month} năm {now.year}</span>
<a href="/" class="logo">{escape(self.paper.name)}</a><ul class="nav">{self.menu()}</ul></div>
<div id="main">{main}</div>
<div id="footer">{escape(self.paper.name)}. Ghi rõ nguồn khi phát hành lại thông tin từ trang này.
<span class="online">Đang truy cập: {17 + visit.count % 90}</span></div>
</body></html>"""


def _dated(story: Story) -> str:
    assert isinstance(story.published, datetime)
    at = story.published
    return f"Cập nhật lúc {at:%H:%M}, {weekday(at)}, {at:%d/%m/%Y} (GMT+7)"
