"""What the class, id and role of an element hint at; weak signs, for names say what their author thought."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement


class Hint:
    """Bits of one number. `NOISE` is only believed below the story's root and where little of the page's prose is inside."""

    NONE = 0
    NOISE = 1
    CAPTION = 2
    CREDIT = 4
    LEAD = 8
    BYLINE = 16
    DATE = 32
    BODY = 64
    TITLE = 128
    KICKER = 256
    HIDDEN = 512
    CENTRED = 1024
    RIGHT = 2048
    STORY_BOX = 4096
    TAGS = 8192
    CRUMBS = 16384
    CERTAIN = 32768
    TEASER = 65536


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"(?:^|[\s_-])(?:" + "|".join(alternatives) + r")(?=$|[\s_-])")


_NOISE = _words(
    r"relat(?:ed|es?|ion)\w*", r"lien-?quan", r"recommend\w*", r"recirc\w*", r"comments?", r"comment(?:s|list|box|form|area)\w*",
    r"disqus\w*", r"shar(?:e|es|ing|er|ebar|ethis|edaddy)\w*", r"socials?\w*", r"newsletters?\w*", r"subscri(?:be|ption|ber)\w*",
    r"sidebar\w*", r"side-?col\w*", r"promos?\w*", r"promotion\w*", r"advert\w*", r"ads?", r"adv", r"adsby\w*", r"ad-?(?:box|slot|unit|wrap|wrapper|container|block|zone)\w*",
    r"sponsor\w*", r"dfp\w*", r"foot(?:er)?", r"breadcrumbs?\w*", r"nav", r"navi", r"navbar\w*", r"navigation\w*", r"menus?\w*",
    r"(?:post-?)?tags?", r"tag-?(?:list|cloud|links)\w*", r"tagcloud", r"keywords?", r"(?:about-?)?author-?(?:bio|box|info|card|profile)\w*", r"about-?(?:the-?)?author\w*",
    r"popular\w*", r"most-?(?:read|viewed|popular|shared)\w*", r"mostread\w*", r"trending\w*", r"outbrain\w*", r"taboola\w*", r"cookies?\w*", r"consent\w*", r"gdpr\w*",
    r"modal\w*", r"lightbox\w*", r"popup\w*", r"pop-up\w*", r"overlay\w*", r"log-?in\w*", r"sign-?(?:up|in)\w*", r"signup\w*", r"register\w*", r"print(?:er)?", r"toolbar\w*", r"toolbox\w*",
    r"tools?", r"banner\w*", r"copyright\w*", r"disclaimer\w*", r"ratings?\w*", r"votes?\w*", r"polls?", r"paginat\w*", r"pager",
    r"prev-?next", r"next-?prev\w*", r"post-?nav\w*", r"more-?(?:news|stories|on|from|articles|links|posts|in)\w*",
    r"read-?(?:more|next|also|on)\w*", r"also-?(?:read|like)\w*", r"see-?also\w*", r"you-?(?:may|might)\w*", r"follow\w*", r"jp-\w+",
    r"inline-?(?:promo|related|article|newsletter)\w*", r"teasers?-?(?:list|grid|box|group|container)\w*", r"linkbox\w*", r"link-?list\w*", r"links", r"toc", r"table-of-contents",
    r"skip-?\w*", r"donat\w*", r"support-us", r"call-?to-?action\w*", r"cta", r"feedback\w*", r"error-?report\w*",
    r"back-?to-?top", r"player", r"playlist\w*", r"audio\w*", r"listen\w*", r"tts\w*", r"app-?(?:download|promo|banner)\w*", r"download-?app\w*", r"hashtags?", r"meta-?(?:tags|bar)\w*",
    r"byline-?bio\w*", r"bottom-?(?:of-?)?article\w*", r"article-?(?:footer|bottom|related|tags|tools|share|actions|social|more|list)\w*", r"post-?(?:footer|meta|tags|share)\w*", r"entry-?(?:footer|meta|utility)\w*",
    r"reactions?", r"quiz\w*", r"survey\w*", r"weather\w*", r"stocks?-?\w*widget", r"live-??ticker-?teaser", r"mc4wp\w*", r"piano\w*", r"barrier\w*", r"hide|hidden",
)  # fmt: skip
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:\w*caption\w*|captn|legend[ae]?|legende|bildunterschrift|bild-?text|bu|image-?desc\w*|img-?(?:desc|text|chu-?thich)\w*"
    r"|photo-?(?:desc|text|info)\w*|chu-?thich\w*|ghi-?chu-?anh|cutline\w*|foto-?(?:text|tekst|desc|popis)\w*|podpis\w*|didascalia|pie-?(?:de-?)?foto|"
    r"pcaption|photocms-?caption|figcaption|mediacaption|image-?info|picture-?text|popisek|kuvateksti|bildetekst|billedtekst)(?=$|[\s_-])"
)
_CREDIT = re.compile(
    r"(?:^|[\s_-])(?:\w*(?:image|photo|picture|img|media|foto|bild|figure|caption|art)[_-]*(?:credits?|source|author|copyright|byline|quelle|rights)\w*"
    r"|credits?|photographer|fotograf\w*|bildnachweis|copyright-?holder|copyright)(?=$|[\s_-])"
)
_LEAD = re.compile(
    r"(?:^|[\s_-]|article|post|news|detail|content|entry|story|story-)(?:sapo\w*|lead|leads|leading|leadtext|lede|standfirst|summary\w*|intro|introduction|intro-?text|chapeau|chapo|"
    r"deck|dek|subtitle|sub-?title|subhead(?:line)?|sub-?headline|excerpt|abstract|teaser|teaser-?text|vorspann|anrisstext|ingress|perex|kicker-?text|"
    r"description|desc|dsc|headlines?-?desc\w*|phead|mo-?ta|trich-?yeu|tom-?tat|sotto-?titolo|sommario|occhiello|entradilla|bajada|copete|bigode|"
    r"zajawka|wstep|lid|preamble|under-?title|synopsis|standfirst)(?=$|[\s_-])"
)
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:\w*byline\w*|authors?|author-?name|pseudonym|tac-?gia\w*|writer|reporter|autor\w*|auteur|redakteur|by|nguoi-?dang|journalist|signature)(?=$|[\s_-])"
)
_DATE = re.compile(
    r"(?:^|[\s_-])(?:\w*date\w*|time\w*|published\w*|pub-?date|timestamp\w*|ngay-?\w*|updated?|datum\w*|fecha\w*|posted-?on|dateline)(?=$|[\s_-])"
)
_BODY = re.compile(
    r"(?:^|[\s_-])(?:(?:article|story|post|entry|news|detail|page)s?[_-]*(?:body|content|text|detail)s?\w*|body|"
    r"content-?(?:detail|body|text|article|news|fck)\w*|articlebody|fck_detail|noi-?dung\w*|singular-content|td-post-content|"
    r"main-?(?:detail|content|text)|body-?(?:content|text|copy)|text-?(?:body|content)|maincontent|contenido|cuerpo|article__?body)(?=$|[\s_-])"
)
_TITLE = re.compile(
    r"(?:^|[\s_-])(?:\w*title|\w*headline|title-?\w+|headline-?\w*|entry-?title|post-?title|article-?title|ptitle|tieu-?de\w*|naslov|titulo|titre|titolo|tytul|heading)(?=$|[\s_-])"
)
_KICKER = re.compile(
    r"(?:^|[\s_-])(?:\w*kicker|eyebrow|over-?line|topline|dachzeile|roof-?line|strapline|antetitulo|pre-?title|sur-?titre|overtitle|tagline)(?=$|[\s_-])"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_STORY_BOX = re.compile(
    r"(?:^|[\s_-])(?:fact-?box|info-?box|factfile|box-?content|content-?box|highlight|pull-?quote|note|key-?points)(?=$|[\s_-])"
)
_UNSEEN = _words(
    r"screen-?reader\w*", r"sr-?only", r"visually-?hidden", r"a11y-hidden", r"offscreen", r"assistive-?text"
)
_CERTAIN = _words(
    r"cookies?\w*", r"consent\w*", r"gdpr\w*", r"comments?", r"comment-?(?:list|area|section|box|wrap\w*)",
    r"disqus\w*", r"newsletters?\w*", r"outbrain\w*", r"taboola\w*", r"footer",
)  # fmt: skip
_TEASER = re.compile(r"(?:^|[\s_-])(?:\w*teasers?|cards?)(?=$|[\s_-])")
_BLOG_POST = re.compile(r"(?:^|\s)(?:hentry|type-post|post-\d+)(?=$|\s)")
_BLOG_LABEL = re.compile(r"(?:^|\s)(?:tag|category|cat|format|status)-\S+")
_EMBEDDED = re.compile(r"(?:^|[\s_-])(?:embed\w*|tweet|twitter-tweet|instagram-media|fb-post)(?=$|[\s_-])")
_TAGS = re.compile(
    r"(?:^|[\s_-])(?:tags?|tags?-?(?:list|items?|links|box|wrap\w*)|\w*-tags|keywords?|topics?|tu-?khoa|schlagworte|hashtags?)(?=$|[\s_-])"
)
_CRUMBS = re.compile(
    r"(?:^|[\s_-])(?:\w*bread-?crumbs?\w*|crumbs?|duong-?dan|you-are-here|pathway)(?=$|[\s_-])"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NAMED = (
    (_NOISE, Hint.NOISE),
    (_CAPTION, Hint.CAPTION),
    (_CREDIT, Hint.CREDIT),
    (_LEAD, Hint.LEAD),
    (_BYLINE, Hint.BYLINE),
    (_DATE, Hint.DATE),
    (_BODY, Hint.BODY),
    (_TITLE, Hint.TITLE),
    (_KICKER, Hint.KICKER),
    (_STORY_BOX, Hint.STORY_BOX),
    (_TAGS, Hint.TAGS),
    (_CRUMBS, Hint.CRUMBS),
    (_UNSEEN, Hint.HIDDEN),
    (_TEASER, Hint.TEASER),
    (_CERTAIN, Hint.CERTAIN | Hint.NOISE),
)
_LONGEST_NAME = 400


@lru_cache(maxsize=20_000)
def named(name: str) -> int:
    """The hints in a class or id, `name` being both joined."""
    words = _CAMEL.sub("-", name[:_LONGEST_NAME]).replace("__", "-").replace("--", "-").lower()
    if _BLOG_POST.search(words):
        words = _BLOG_LABEL.sub("", words)
    found = Hint.NONE
    for pattern, hint in _NAMED:
        if pattern.search(words):
            found |= hint
    if found & Hint.NOISE and _EMBEDDED.search(words):
        found &= ~(Hint.NOISE | Hint.CERTAIN)
    return found


@lru_cache(maxsize=5_000)
def styled(style: str, align: str) -> int:
    found = Hint.NONE
    compact = style.lower()
    if "none" in compact or "hidden" in compact:
        found |= Hint.HIDDEN if _HIDDEN.search(compact) else Hint.NONE
    side = align.lower() or (
        "center" if "text-align: center" in compact or "text-align:center" in compact else ""
    )
    side = side or ("right" if "text-align: right" in compact or "text-align:right" in compact else "")
    if side == "center":
        found |= Hint.CENTRED
    elif side == "right":
        found |= Hint.RIGHT
    return found


def hint_of(element: HtmlElement) -> int:
    """All hints of one element's own attributes."""
    attributes = element.attrib
    if not attributes:
        return Hint.NONE
    found = Hint.NONE
    classes, identity = attributes.get("class"), attributes.get("id")
    if classes or identity:
        found = named(f"{classes or ''} {identity or ''}")
    style, align = attributes.get("style"), attributes.get("align")
    if style or align:
        found |= styled(str(style or ""), str(align or ""))
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        found |= Hint.HIDDEN
    return found
