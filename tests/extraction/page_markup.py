"""The markup that the parts of a local paper's page are printed in."""

# ruff: noqa: E501 (markup reads best on one line)

CLOCKS = {
    "none": "",
    "by id": '<div id="current-date">{k}</div>',
    "by class": '<span class="time-now">{k}</span>',
    "plain": '<div class="top-bar"><p>{k}</p></div>',
    "in a table": '<table width="100%"><tr><td>{k}</td></tr></table>',
}
DATE_PLACES = {
    "below the headline": "{T}<div class='{c}'>{D}</div>{L}",
    "above the headline": "<div class='{c}'>{D}</div>{T}{L}",
    "beside the section": "<div class='row1'><span class='cat'>{section}</span> <span class='{c}'>{D}</span></div>{T}{L}",
    "after the lead": "{T}{L}<p class='{c}'>{D}</p>",
    "unnamed": "{T}<p>{D}</p>{L}",
    "in a cell": "<table><tr><td>{T}</td></tr><tr><td><span class='{c}'>{D}</span></td></tr></table>{L}",
}
DATE_CLASSES = ("date", "pubdate", "post-date", "time", "text-muted", "meta", "date_news", "creatdate", "x1")
HEADLINES = {
    "h1": "<h1>{t}</h1>",
    "h1 by class": "<h1 class='title'>{t}</h1>",
    "h2": "<h2 class='news-title'>{t}</h2>",
    "div": "<div class='title_detail'>{t}</div>",
    "bold": "<div class='{title}'><b>{t}</b></div>",
    "paragraph": "<p class='pTitle'>{t}</p>",
    "second h1": "<h1 class='cate'>{section}</h1><h1>{t}</h1>",
}
# What stands above the body, and what in it.
LEADS = {
    "h2": ("<h2 class='sapo'>{l}</h2>", ""),
    "div": ("<div class='detail-desc'>{l}</div>", ""),
    "paragraph": ("<p class='pHead'>{l}</p>", ""),
    "in the body, bold": ("", "<p><strong>{l}</strong></p>"),
    "in the body, plain": ("", "<p>{l}</p>"),
    "with a tag": ("<div class='chapeau'><strong>{tag}</strong>{l}</div>", ""),
    "h3": ("<h3>{l}</h3>", ""),
    "in the body, div": ("", "<div><b>{l}</b></div>"),
}
PARAGRAPHS = {
    "p": "<p>{p}</p>",
    "justified": '<p style="text-align: justify;">{p}</p>',
    "div": "<div>{p}</div>",
    "two breaks": "{p}<br><br>",
    "one break": "{p}<br>\n",
    "span": '<p><span style="font-size:14px">{p}</span></p>',
    "padded": "<p>&nbsp; &nbsp; {p}</p>",
    "font": '<p align="justify"><font face="Arial">{p}</font></p>',
}
_IMG = '<img src="/a/{n}.jpg">'
PHOTOS = {
    "figure": f"<figure>{_IMG}<figcaption>{{c}}</figcaption></figure>",
    "table": f'<table class="image center"><tbody><tr><td>{_IMG}</td></tr><tr><td class="image_desc">{{c}}</td></tr></tbody></table>',
    "bare table": f'<table align="center"><tr><td>{_IMG}</td></tr><tr><td><em>{{c}}</em></td></tr></table>',
    "centred": f'<p style="text-align: center;">{_IMG}</p><p style="text-align: center;">{{c}}</p>',
    "slanted": f"<p>{_IMG}</p><p><em>{{c}}</em></p>",
    "same paragraph": f'<p style="text-align:center">{_IMG}<br><em>{{c}}</em></p>',
    "note": f'<p>{_IMG}</p><p class="note ignore">{{c}}</p>',
    "pCaption": f'<p class="pBody pCenter">{_IMG}</p><p class="pCaption">{{c}}</p>',
    "box": f'<div class="picBox">{_IMG}<p>{{c}}</p></div>',
    "photo block": f'<div class="VCSortableInPreviewMode" type="Photo"><div>{_IMG}</div><div class="PhotoCMS_Caption"><p>{{c}}</p></div></div>',
    "bold": f"<p>{_IMG}</p><p><strong>{{c}}</strong></p>",
    "centred span": f'<div style="text-align: center;">{_IMG}</div><div style="text-align: center;"><span>{{c}}</span></div>',
    "wordpress": f'<div class="wp-caption">{_IMG}<p class="wp-caption-text">{{c}}</p></div>',
}
# Where it goes: at the end of the body or its beginning, below it or above it, or to the date.
BYLINE_PLACES = {
    "right": ("end", '<p style="text-align: right;"><strong>{b}</strong></p>'),
    "paragraph": ("end", "<p>{b}</p>"),
    "bold": ("end", "<p><b>{b}</b></p>"),
    "div": ("end", '<div class="author">{b}</div>'),
    "below the body": ("below", '<div class="{author}">{b}</div>'),
    "top": ("top", '<span class="author-name">{b}</span>'),
    "slanted": ("end", "<p><em>{b}</em></p>"),
    "padded": ("end", "<p>" + "&nbsp;" * 40 + "{b}</p>"),
    "by class": ("end", '<div class="t1">{b}</div>'),
    "pen name": ("below", '<div class="pseudonym">{b}</div>'),
    "top, paragraph": ("top", "<p>{b}</p>"),
    "top, by class": ("top", '<div class="{author}">{b}</div>'),
    "linked": ("top", '<div class="meta-author"><a href="/a/12" rel="author">{b}</a></div>'),
    "first line": ("first", "<p>{b}</p>"),
    "first line, slanted": ("first", "<p><em>{b}</em></p>"),
    "before the date": ("date", '<span class="{author}">{b}</span> <span>{D}</span>'),
    "in the line of the date": ("date", "{b} | {D}"),
    "above the date": ("date", "{b}<br>{D}"),
}
BODIES = {
    "by id": '<div id="content">{b}</div>',
    "by class": '<div class="content-detail">{b}</div>',
    "two deep": '<div id="newscontents"><div class="content-fck">{b}</div></div>',
    "cell": "<table><tr><td>{b}</td></tr></table>",
    "article": '<article class="entry">{b}</article>',
    "unnamed": '<div class="x7">{b}</div>',
    "itemprop": '<div itemprop="articleBody">{b}</div>',
}
BOXES = {
    "none": "",
    "list": '<ul class="related"><li><a href="/x-1.html">{o}</a></li><li><a href="/x-2.html">{p}</a></li></ul>',
    "headed": '<div class="box"><p><strong>{related}</strong></p><p><a href="/x-1.html">{o}</a></p></div>',
    "see also": '<p><strong>{see_also}</strong> <a href="/x-1.html">{o}</a></p>',
    "table": '<table class="rl center"><tr><td><a href="/x-2.html">{o}</a></td></tr></table>',
    "arrow": '<p>&gt;&gt; <a href="/x-2.html">{o}</a></p>',
    "see also, bold": '<p><strong>{see_also} <a href="/x-2.html">{o}</a></strong></p>',
    "see also, all linked": '<p><a href="/x-2.html">{see_also} {o}</a></p>',
    "headed list": '<div class="y2"><h3>{related}</h3><ul><li><a href="/x-1.html">{o}</a></li><li><a href="/x-2.html">{p}</a></li></ul></div>',
}
