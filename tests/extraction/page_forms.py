"""A seed → a page of an invented paper in one of the many forms that local papers print, and what it says.

Every part of a page (headline, date, lead, paragraphs, photographs, byline, boxes of other stories, page
clock, metadata) has its forms; a page takes one of each by chance, so that finders meet them in company.
"""

# ruff: noqa: E501 (markup reads best on one line)

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import TypeVar

T = TypeVar("T")

FETCHED = datetime(2026, 3, 14, 2, 30, tzinfo=UTC)
_ZONE = timezone(timedelta(hours=7))
_TODAY = FETCHED.astimezone(_ZONE)
_PAPER = "Báo Nà Lầu"
_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")

_PEOPLE = {
    "Lương Mỹ Hạnh": "Lương Mỹ Hạnh",
    "TRÍ DŨNG": "Trí Dũng",
    "Hoàng Văn Páo": "Hoàng Văn Páo",
    "THANH MAI": "Thanh Mai",
    "Y Khoa Niê": "Y Khoa Niê",
    "Đặng Thị Phương Thảo": "Đặng Thị Phương Thảo",
    "Nguyễn Bá Lộc": "Nguyễn Bá Lộc",
    "H'Linh Byă": "H'Linh Byă",
    "Sông Thương": "Sông Thương",
}
_TITLES = (
    "Bản Nà Lầu giữ nghề dệt thổ cẩm giữa lòng thung lũng",
    "Huyện Bắc Mê khánh thành cầu treo dân sinh qua sông Gâm",
    "Hơn 300 hộ dân Tân Lập được cấp nước sạch trước Tết",
    "Mùa hồng không hạt về trên đất Bảo Lâm",
    "Ban Thường vụ Tỉnh ủy cho ý kiến về đề án phát triển du lịch cộng đồng",
)
_LEADS = (
    "Sau nhiều năm mai một, nghề dệt ở bản đang được các bà, các chị khôi phục, vừa giữ nếp xưa vừa có "
    "thêm thu nhập cho gia đình.",
    "Sáng 12/3, cây cầu treo dài 86 m nối hai bờ sông chính thức đưa vào sử dụng, chấm dứt cảnh đi đò mùa "
    "lũ của gần hai nghìn người dân.",
    "Công trình cấp nước tập trung có tổng vốn hơn 9 tỷ đồng vừa hoàn thành, giúp người dân vùng cao không "
    "còn phải gùi nước từ khe suối.",
)
_PARAGRAPHS = (
    "Bà Lò Thị Sao, trưởng nhóm dệt, cho biết mỗi tấm vải phải mất gần mười ngày mới hoàn thành, từ khâu "
    "trồng bông, kéo sợi đến nhuộm chàm và dệt trên khung gỗ.",
    "Theo thống kê của xã, đến nay đã có 48 hộ tham gia, thu nhập bình quân đạt 4,2 triệu đồng mỗi tháng, "
    "cao gấp đôi so với trước khi thành lập tổ hợp tác.",
    "Từ đầu năm 2019, huyện đã hỗ trợ 30 khung cửi, mở 5 lớp truyền nghề với hơn 120 học viên, trong đó "
    "phần lớn là phụ nữ dân tộc thiểu số.",
    '"Chúng tôi mong có thêm nơi trưng bày để du khách biết đến sản phẩm của bản", chị Vàng Thị Mỷ nói.',
    "Ông Hoàng Minh Tuấn, Phó Chủ tịch UBND huyện, cho rằng việc gắn nghề truyền thống với du lịch cộng "
    "đồng là hướng đi bền vững, cần được đầu tư bài bản hơn trong giai đoạn tới.",
    "Ngày 25/10/2018, đoàn công tác của tỉnh đã khảo sát thực tế tại ba thôn và thống nhất đưa mô hình vào "
    "chương trình mỗi xã một sản phẩm.",
    "Trong năm tới, xã phấn đấu đưa sản phẩm lên sàn thương mại điện tử, đồng thời xây dựng điểm dừng chân "
    "đón khách ngay tại đầu bản.",
    "Nhờ đó, tỷ lệ hộ nghèo của bản giảm từ 31% xuống còn 12% sau ba năm.",
)
_CAPTIONS = (
    "Phụ nữ bản Nà Lầu bên khung dệt",
    "Quang cảnh buổi lễ khánh thành cầu treo",
    "Người dân phấn khởi đón dòng nước sạch về bản",
    "Lãnh đạo huyện kiểm tra tiến độ thi công công trình",
    "Một góc trung tâm xã nhìn từ trên cao",
)
_OTHERS = (
    "Công an tỉnh triệt phá đường dây đánh bạc qua mạng",
    "Khai mạc giải bóng chuyền các dân tộc huyện",
    "Giá cà phê hôm nay tăng nhẹ",
    "Đoàn viên thanh niên ra quân trồng cây đầu xuân",
    "Mưa lớn gây sạt lở nhiều tuyến đường liên xã",
)
_SUBHEAD = "Hồi sinh từ khung cửi cũ"
_TAG = "(NL) - "

# The day and, where 1, the minute that each says.
_DATES = {
    "minute, day": ("{hm}, {dm}", 1),
    "day minute": ("{dm} {hm}", 1),
    "day - minute": ("{dm} - {hm}", 1),
    "weekday, zone": ("{wd}, {dm}, {hm} (GMT+7)", 1),
    "weekday - minute": ("{wd}, {dm} - {hm}", 1),
    "updated": ("Cập nhật lúc: {hm} {dm}", 1),
    "posted": ("Ngày đăng: {dm}", 0),
    "dashes": ("{d:02}-{m:02}-{y} - {hm}", 1),
    "bar": ("{dm} | {hm}", 1),
    "hours by h": ("{hour}h{minute:02}, ngày {d}/{m}/{y}", 1),
    "month in words": ("Ngày {d} tháng {m}, {y} | {hm}", 1),
    "weekday: minute": ("{wd}: {hm} ngày {dm}", 1),
    "seconds": ("{wd}, {dm} {hm}:00 +07:00", 1),
    "zone": ("{dm} {hm} GMT+7", 1),
    "dots": ("{d:02}.{m:02}.{y}", 0),
    "all in words": ("{wd}, ngày {d:02} tháng {m:02} năm {y}", 0),
}
_CLOCKS = {
    "none": "",
    "by id": '<div id="current-date">{wd}, {dm}</div>',
    "by class": '<span class="time-now">{wd}, {dm}, {hm}</span>',
    "plain": '<div class="top-bar"><p>{wd}, ngày {dm}</p></div>',
    "in a table": '<table width="100%"><tr><td>{wd},&nbsp;{d}/{m}/{y}</td></tr></table>',
}
_DATE_PLACES = {
    "below the headline": "{T}<div class='{c}'>{D}</div>{L}",
    "above the headline": "<div class='{c}'>{D}</div>{T}{L}",
    "beside the section": "<div class='row1'><span class='cat'>Xã hội</span> <span class='{c}'>{D}</span></div>{T}{L}",
    "after the lead": "{T}{L}<p class='{c}'>{D}</p>",
    "unnamed": "{T}<p>{D}</p>{L}",
    "in a cell": "<table><tr><td>{T}</td></tr><tr><td><span class='{c}'>{D}</span></td></tr></table>{L}",
}
_DATE_CLASSES = ("date", "pubdate", "post-date", "time", "text-muted", "meta", "date_news", "creatdate", "x1")
_HEADLINES = {
    "h1": "<h1>{t}</h1>",
    "h1 by class": "<h1 class='title'>{t}</h1>",
    "h2": "<h2 class='news-title'>{t}</h2>",
    "div": "<div class='title_detail'>{t}</div>",
    "bold": "<div class='tieude'><b>{t}</b></div>",
    "paragraph": "<p class='pTitle'>{t}</p>",
    "second h1": "<h1 class='cate'>Xã hội</h1><h1>{t}</h1>",
}
# What stands above the body, and what in it.
_LEAD_FORMS = {
    "h2": ("<h2 class='sapo'>{l}</h2>", ""),
    "div": ("<div class='detail-desc'>{l}</div>", ""),
    "paragraph": ("<p class='pHead'>{l}</p>", ""),
    "in the body, bold": ("", "<p><strong>{l}</strong></p>"),
    "in the body, plain": ("", "<p>{l}</p>"),
    "with a tag": ("<div class='chapeau'><strong>(NL) - </strong>{l}</div>", ""),
    "h3": ("<h3>{l}</h3>", ""),
    "in the body, div": ("", "<div><b>{l}</b></div>"),
}
_PARAGRAPH_FORMS = {
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
_PHOTOS = {
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
# The caption as printed, as it should come out, and the credit.
_CREDITS = {
    "none": ("{c}", "{c}", None),
    "after a stop": ("{c}. Ảnh: Minh Đức", "{c}.", "Minh Đức"),
    "in brackets": ("{c} (Ảnh: TTXVN)", "{c}", "TTXVN"),
    "with a stop": ("{c}.", "{c}.", None),
}
_BYLINES = {
    "name": ("{a}", 1),
    "news and photo": ("Tin, ảnh: {a}", 1),
    "text and photo": ("Bài và ảnh: {a}", 1),
    "two by dash": ("{a} - {b}", 2),
    "two by comma": ("{a}, {b}", 2),
    "two by word": ("{a} và {b}", 2),
    "reporter": ("PV", 0),
    "none": ("", 0),
    "source": ("Theo TTXVN", 0),
    "done by": ("{a} (thực hiện)", 1),
    "gathered by": ("{a} (tổng hợp)", 1),
    "contributor": ("{a} (CTV)", 1),
    "group": ("Nhóm PV", 0),
}
_BYLINE_PLACES = {
    "right": ("end", '<p style="text-align: right;"><strong>{b}</strong></p>'),
    "paragraph": ("end", "<p>{b}</p>"),
    "bold": ("end", "<p><b>{b}</b></p>"),
    "div": ("end", '<div class="author">{b}</div>'),
    "below the body": ("below", '<div class="tacgia">{b}</div>'),
    "top": ("top", '<span class="author-name">{b}</span>'),
    "slanted": ("end", "<p><em>{b}</em></p>"),
    "padded": ("end", "<p>" + "&nbsp;" * 40 + "{b}</p>"),
    "by class": ("end", '<div class="t1">{b}</div>'),
    "pen name": ("below", '<div class="pseudonym">{b}</div>'),
}
_BODIES = {
    "by id": '<div id="content">{b}</div>',
    "by class": '<div class="content-detail">{b}</div>',
    "two deep": '<div id="newscontents"><div class="content-fck">{b}</div></div>',
    "cell": "<table><tr><td>{b}</td></tr></table>",
    "article": '<article class="entry">{b}</article>',
    "unnamed": '<div class="x7">{b}</div>',
    "itemprop": '<div itemprop="articleBody">{b}</div>',
}
_BOXES = {
    "none": "",
    "list": '<ul class="related"><li><a href="/x-1.html">{o}</a></li><li><a href="/x-2.html">{p}</a></li></ul>',
    "headed": '<div class="box"><p><strong>Tin liên quan</strong></p><p><a href="/x-1.html">{o}</a></p></div>',
    "see also": '<p><strong>Xem thêm:</strong> <a href="/x-1.html">{o}</a></p>',
    "table": '<table class="rl center"><tr><td><a href="/x-2.html">{o}</a></td></tr></table>',
    "arrow": '<p>&gt;&gt; <a href="/x-2.html">{o}</a></p>',
}
_METADATA = ("none", "og", "og with the paper", "linked", "minute")


@dataclass(slots=True)
class PageForm:
    """One page: its bytes, the forms it took, and what it says."""

    html: bytes
    forms: dict[str, str]
    title: str
    lead: str
    date: str
    minute: str | None
    people: list[str]
    body: list[str]
    captions: list[tuple[str, str | None]]
    url: str = "https://baonalau.example/xa-hoi/tin-1042.html"


@dataclass(slots=True)
class _Chances:
    random: Random
    forms: dict[str, str] = field(default_factory=dict)

    def one(self, part: str, forms: dict[str, T]) -> T:
        name = self.random.choice(list(forms))
        self.forms[part] = name
        return forms[name]


def _told(form: str, when: datetime) -> str:
    return form.format(
        wd=_DAYS[when.weekday()],
        dm=f"{when:%d/%m/%Y}",
        hm=f"{when:%H:%M}",
        d=when.day,
        m=when.month,
        y=when.year,
        hour=when.hour,
        minute=when.minute,
    )


def compose(seed: int) -> PageForm:
    random = Random(seed)
    chances = _Chances(random)
    when = datetime(
        random.randint(2012, 2025), random.randint(1, 12), random.randint(1, 28), random.randint(6, 21),
        random.randint(0, 59), tzinfo=_ZONE,
    )  # fmt: skip
    title, lead = random.choice(_TITLES), random.choice(_LEADS)
    date_form, by_minute = chances.one("date", _DATES)
    above, within = chances.one("lead", _LEAD_FORMS)
    clock = _told(chances.one("clock", _CLOCKS), _TODAY)
    head = chances.one("date place", _DATE_PLACES).format(
        T=chances.one("headline", _HEADLINES).format(t=title),
        D=_told(date_form, when),
        L=above.format(l=lead),
        c=random.choice(_DATE_CLASSES),
    )
    paragraphs = random.sample(_PARAGRAPHS, random.randint(4, 7))
    blocks, body = _paragraphs(chances, paragraphs)
    captions = _add_photos(chances, blocks)
    box = chances.one("box", _BOXES)
    if box:
        other, another = random.sample(_OTHERS, 2)
        blocks.insert(random.randint(1, len(blocks)), box.format(o=other, p=another))
    byline, place, people = _byline(chances)
    at_end = byline if place == "end" else ""
    story = chances.one("body", _BODIES).format(b=within.format(l=lead) + "".join(blocks) + at_end)
    top, below = (byline if place == side else "" for side in ("top", "below"))
    metadata, minute = _metadata(chances, title, lead, when)
    told_lead = _TAG + lead if chances.forms["lead"] == "with a tag" else lead
    page = _page(random, title, metadata, clock, head + top + story + below)
    return PageForm(
        html=page.encode(),
        forms=chances.forms,
        title=title,
        lead=told_lead,
        date=f"{when:%Y-%m-%d}",
        minute=f"{when:%H:%M}" if minute or (by_minute and not _only_updated(chances)) else None,
        people=people,
        body=[told_lead, *body],
        captions=captions,
    )


def _only_updated(chances: _Chances) -> bool:
    """Whether the day is told as data and the minute only as that of an update."""
    return chances.forms["date"] == "updated" and chances.forms["metadata"] == "linked"


def _paragraphs(chances: _Chances, texts: list[str]) -> tuple[list[str], list[str]]:
    form = chances.one("paragraphs", _PARAGRAPH_FORMS)
    blocks = [form.format(p=text) for text in texts]
    if chances.random.random() < 0.3:
        chances.forms["subhead"] = "bold"
        heading = (
            f"<b>{_SUBHEAD}</b><br><br>"
            if form.endswith(("<br>", "\n"))
            else f"<p><strong>{_SUBHEAD}</strong></p>"
        )
        return [*blocks[:2], heading, *blocks[2:]], [*texts[:2], _SUBHEAD, *texts[2:]]
    return blocks, texts


def _add_photos(chances: _Chances, blocks: list[str]) -> list[tuple[str, str | None]]:
    """Between the blocks, no two together."""
    texts = chances.random.sample(_CAPTIONS, chances.random.choice((0, 1, 1, 2)))
    if not texts:
        return []
    form = chances.one("photo", _PHOTOS)
    printed, wanted, credit = chances.one("credit", _CREDITS)
    if chances.forms["photo"] == "bold" and not credit:
        printed, wanted, credit = _CREDITS["with a stop"]  # else nothing tells it from a subhead
    for at, text in enumerate(texts):
        blocks.insert(2 * at, form.format(n=at, c=printed.format(c=text)))
    return [(wanted.format(c=text), credit) for text in texts]


def _byline(chances: _Chances) -> tuple[str, str, list[str]]:
    form, count = chances.one("byline", _BYLINES)
    if not form:
        return "", "", []
    place, markup = chances.one("byline place", _BYLINE_PLACES)
    names = chances.random.sample(list(_PEOPLE), 2)
    text = form.format(a=names[0], b=names[1])
    return markup.format(b=text), place, [_PEOPLE[name] for name in names[:count]]


def _metadata(chances: _Chances, title: str, lead: str, when: datetime) -> tuple[str, bool]:
    """What the head says, and whether it says the minute."""
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": f"{when:%Y-%m-%d}",
        "author": {"@type": "Organization", "name": _PAPER},
    }
    author = f'<meta name="author" content="{_PAPER}">'
    forms = {
        "none": "",
        "og": f'<meta property="og:title" content="{title}"><meta property="og:description" content="{lead}">',
        "og with the paper": f'<meta property="og:title" content="{title} - {_PAPER}">{author}',
        "linked": f'<script type="application/ld+json">{json.dumps(linked)}</script>',
        "minute": f'<meta property="article:published_time" content="{when:%Y-%m-%dT%H:%M:00}+07:00">{author}',
    }
    return chances.one("metadata", forms), chances.forms["metadata"] == "minute"


def _page(random: Random, title: str, metadata: str, clock: str, story: str) -> str:
    sections = ("Trang chủ", "Chính trị", "Kinh tế", "Xã hội", "Văn hóa", "Thể thao")
    menu = "".join(f'<li><a href="/{at}">{name}</a></li>' for at, name in enumerate(sections))
    heading = random.choice(("Tin cùng chuyên mục", "Các tin khác", "Tin khác", "Bài liên quan"))
    listed = "".join(
        f'<li><a href="/o-{at}.html">{other}</a> <span>({_TODAY - timedelta(days=at):%d/%m/%Y})</span></li>'
        for at, other in enumerate(_OTHERS)
    )
    teasers = "".join(
        f'<div class="item"><a href="/s-{at}.html"><img src="/s{at}.jpg"></a><h3><a href="/s-{at}.html">{other}</a>'
        "</h3><p>Theo kế hoạch, các đơn vị sẽ đồng loạt triển khai trong tháng này tại nhiều địa phương.</p></div>"
        for at, other in enumerate(_OTHERS[:4])
    )
    tail = random.choice(
        ("", '<div class="tags">Từ khóa: <a href="/t/a">dệt</a>, <a href="/t/b">du lịch</a></div>')
    )
    crumbs = random.choice(
        ("", '<div class="breadcrumb"><a href="/">Trang chủ</a> › <a href="/xa-hoi">Xã hội</a></div>')
    )
    suffix = random.choice(("", f" - {_PAPER}", f" | {_PAPER} điện tử"))
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}{suffix}</title>{metadata}'
        f'</head><body><div id="header">{clock}<a href="/"><img src="/logo.png" alt="{_PAPER}"></a></div>'
        f'<ul class="menu">{menu}</ul><div class="container"><div class="main">{crumbs}{story}{tail}'
        f'<div class="{random.choice(("tinkhac", "other-news", "box-tin", "y3"))}"><h3>{heading}</h3><ul>{listed}</ul></div>'
        f'</div><div class="{random.choice(("sidebar", "col-right", "y4"))}">{teasers}</div></div>'
        f'<div class="{random.choice(("footer", "bottom", "z9"))}"><p>Cơ quan của Đảng bộ, chính quyền và nhân dân '
        "tỉnh. Tổng Biên tập: Nguyễn Văn Chính. Giấy phép số 120/GP-BTTTT ngày 09/02/2021. © 2026 Báo Nà Lầu. Ghi rõ "
        "nguồn khi phát hành lại thông tin từ website này.</p></div></body></html>"
    )
