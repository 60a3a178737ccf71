"""Which of the headings and descriptions of a page is its headline, and what stands apart from it."""

from __future__ import annotations

from newsarchive.extraction import extract
from storage.records import Extraction, Page

PROSE = (
    "<p>Die Bagger sind am Montag in den alten Hafen gerollt, und bis zum Sommer sollen die Becken tiefer "
    "sein als je zuvor, sagte die Leiterin des Amtes vor Ort.</p>"
    "<p>Die Fischer warten seit neun Jahren darauf, dass ihre Boote auch bei Niedrigwasser auslaufen "
    "können, ohne dass der Kiel im Schlamm stecken bleibt.</p>"
    "<p>Bezahlt wird die Arbeit aus den Mitteln des Kreises, der dafür zwei andere Vorhaben verschiebt, "
    "über die im Herbst neu verhandelt werden soll.</p>"
)


def read(head: str, body: str) -> Extraction:
    page = f"<html lang='de'><head>{head}</head><body>{body}</body></html>"
    found = extract(Page("https://hafenbote.example/kreis/bagger-im-hafen-12345.html", page.encode()))
    assert isinstance(found, Extraction)
    return found


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


def article(heading: str) -> str:
    return f"<main><article><header>{heading}</header>{PROSE}</article></main>"


def test_the_last_step_of_a_trail_is_no_headline_even_as_h1() -> None:
    """Some publishers print the words for search engines as the h1 of their breadcrumbs."""
    head = "<title>Hafen: Amt lässt Becken ausbaggern - Hafenbote</title>" + og("Bagger im alten Hafen")
    below = article("<h2>Bagger im alten Hafen</h2>")
    words = "<h1>Hafen: Amt lässt Becken ausbaggern</h1>"
    for trail in (
        f"<nav><ul><li><a href='/'>Start</a></li><li>{words}</li></ul></nav>",
        f"<div class='breadcrumb'><a href='/'>Start</a> {words}</div>",
        f"<ol itemtype='https://schema.org/BreadcrumbList'><li>{words}</li></ol>",
        f"<div><a href='/'>Start</a> <span>|</span> <a href='/kreis'>Kreis</a> <span>|</span> {words}</div>",
    ):
        found = read(head, trail + below)
        assert found.title == "Bagger im alten Hafen", trail
        assert any(one.rule == "breadcrumb" and not one.chosen for one in found.evidence)


def test_a_trail_s_heading_is_the_headline_where_there_is_no_other() -> None:
    words = "Amt lässt Becken ausbaggern"
    body = f"<nav><a href='/'>Start</a> <h1>{words}</h1></nav>" + article("<h2>Das Wetter in Zahlen</h2>")
    assert read(og(words), body).title == words


def test_a_section_s_link_above_a_headline_makes_no_trail() -> None:
    body = article("<a href='/kreis'>Kreis</a><h1>Bagger im alten Hafen</h1><h2>Bagger im Hafen, ja!</h2>")
    assert read(og("Bagger im Hafen"), body).title == "Bagger im alten Hafen"


def test_a_kicker_stands_apart_if_the_page_calls_itself_by_the_rest() -> None:
    heading = "<h1><span>Kreis Nordstrand</span> <span>Bagger im alten Hafen</span></h1>"
    found = read(og("Bagger im alten Hafen"), article(heading))
    assert (found.title, found.kicker) == ("Bagger im alten Hafen", "Kreis Nordstrand")
    both = '<meta name="twitter:title" content="Kreis Nordstrand: Bagger im alten Hafen">'
    assert read(both + og("Bagger im alten Hafen"), article(heading)).kicker == "Kreis Nordstrand"


def test_both_lines_are_the_headline_if_the_page_calls_itself_by_both() -> None:
    heading = "<h1><span class='kicker'>Kreis Nordstrand</span><span>Bagger im „alten“ Hafen</span></h1>"
    found = read(og("Kreis Nordstrand: Bagger im &quot;alten&quot; Hafen"), article(heading))
    assert found.title == "Kreis Nordstrand: Bagger im „alten“ Hafen", (
        "the sign is theirs, the letters printed"
    )
    assert found.kicker is None


def test_lines_of_their_own_stand_apart() -> None:
    heading = "<h1><span>Nach neun Jahren Streit</span><div>Bagger im alten Hafen</div></h1>"
    found = read(og("Nach neun Jahren Streit: Bagger im alten Hafen"), article(heading))
    assert (found.title, found.kicker) == ("Bagger im alten Hafen", "Nach neun Jahren Streit")


def test_a_word_set_off_in_a_headline_is_no_kicker() -> None:
    heading = "<h1><em>Bagger</em> im alten Hafen – „endlich“</h1>"
    found = read(og("Bagger im alten Hafen - &quot;endlich&quot;"), article(heading))
    assert (found.title, found.kicker) == ("Bagger im alten Hafen – „endlich“", None)


def test_the_site_s_name_for_machines_is_cut_off_a_headline() -> None:
    heading = "<h1>Bagger im alten Hafen<span> | DAS BLATT</span></h1>"
    assert read(og("Bagger im alten Hafen"), article(heading)).title == "Bagger im alten Hafen"


def test_a_line_that_says_so_above_the_headline_is_its_kicker() -> None:
    heading = "<p class='kicker'>Kreis Nordstrand</p><h1>Bagger im alten Hafen</h1>"
    found = read(og("Bagger im alten Hafen"), article(heading))
    assert (found.title, found.kicker) == ("Bagger im alten Hafen", "Kreis Nordstrand")


def test_the_printed_headline_wins_over_other_words_in_the_head() -> None:
    said = '{"@type":"NewsArticle","headline":"Hafen wird endlich tiefer"}'
    linked = f'<script type="application/ld+json">{said}</script>'
    found = read(linked + og("Hafen wird tiefer"), article("<h1>Der Hafen wird bis zum Sommer tiefer</h1>"))
    assert found.title == "Der Hafen wird bis zum Sommer tiefer"


def linked(headline: str) -> str:
    said = '{"@type":"NewsArticle","headline":"' + headline + '"}'
    return f'<script type="application/ld+json">{said}</script>'


def test_a_trail_s_words_stay_where_the_whole_page_agrees_with_them() -> None:
    words = "Kreis Nordstrand: Bagger im alten Hafen"
    body = f"<nav><a href='/'>Start</a> <h1>{words}</h1></nav>" + article("<h2>Bagger im alten Hafen</h2>")
    assert read(og(words) + linked(words), body).title == words
    assert read(og(words) + linked("Bagger im Hafen"), body).title == "Bagger im alten Hafen"


def test_a_frame_that_is_named_after_its_side_column_is_none() -> None:
    frame = "<div class='content-sidebar-wrap'><h1>Bagger am Kai</h1>" + PROSE + "</div>"
    assert read("<title>Was jetzt im alten Hafen geschieht</title>", frame).title == "Bagger am Kai"


def test_the_first_heading_wins_over_a_list_s_copy_of_shorter_words() -> None:
    copy = "<div class='slide'><h3 itemprop='headline'>Bagger im alten Hafen</h3></div>"
    body = copy + article("<h1>Bagger im alten Hafen von Nordstrand</h1>")
    assert read(og("Bagger im alten Hafen"), body).title == "Bagger im alten Hafen von Nordstrand"


def test_the_more_agree_the_surer_and_other_words_are_told() -> None:
    def winner(found: Extraction) -> float:
        return next(one.confidence for one in found.evidence if one.field == "title" and one.chosen)

    heading = article("<h1>Bagger im alten Hafen</h1>")
    alone, agreed = (
        read(og("Bagger im Hafen angekommen"), heading),
        read(og("Bagger im alten Hafen") + linked("Bagger im alten Hafen"), heading),
    )
    torn = read(og("Neue Gebühren für alle Liegeplätze") + "<title>Neue Gebühren</title>", heading)
    assert winner(agreed) > winner(alone) > winner(torn)
    assert [one.code for one in torn.problems if one.field == "title"] == ["title_conflict"]
    assert not [one for one in (*agreed.problems, *alone.problems) if one.field == "title"]
    beside = {one.rule: one.confidence for one in alone.evidence if one.field == "title" and not one.chosen}
    assert beside["meta:og:title"] < 0.5


def test_a_title_that_is_printed_nowhere_is_hardly_sure() -> None:
    found = read(og("Bagger im alten Hafen"), f"<main>{PROSE}</main>")
    assert found.title == "Bagger im alten Hafen"
    assert max(one.confidence for one in found.evidence if one.field == "title") <= 0.5


def test_a_site_s_name_as_first_heading_gives_way_to_the_story_s() -> None:
    head = "<title>Bagger im alten Hafen | Neues vom alten Deich am Hafen</title>"
    body = "<h1>Neues vom alten Deich am Hafen</h1>" + article("<h2>Bagger im alten Hafen</h2>")
    assert read(head, body).title == "Bagger im alten Hafen"
    only = "<h1>Neues vom alten Deich am Hafen</h1>" + article("")
    assert read(head, only).title == "Neues vom alten Deich am Hafen"


def test_a_frame_is_no_heading_whatever_its_name() -> None:
    body = (
        f"<div class='page-title-wrap'>{article('<h4 class=story-title>Bagger am Kai</h4>')}{PROSE * 9}</div>"
    )
    found = read(og("Bagger am Kai"), body)
    assert found.title == "Bagger am Kai"
    assert next(one.where for one in found.evidence if one.chosen).endswith("h4.story-title")


def test_a_heading_that_links_home_is_the_site_s() -> None:
    head = "<title>Bagger im alten Hafen - Das Hafenblatt am Deich</title>"
    for name in (
        "<a href='/'><h1>Das Hafenblatt am Deich</h1></a>",
        "<h1><a href='https://hafenbote.example'>Das Hafenblatt am Deich</a></h1>",
    ):
        assert read(head, f"{name}<main>{PROSE}</main>").title == "Bagger im alten Hafen"
    permanent = "<h1><a href='/kreis/bagger-im-hafen-12345.html'>Das war der Hafen am Deich</a></h1>"
    assert read(head, article(permanent)).title == "Das war der Hafen am Deich"


def test_signs_and_dates_are_no_kicker() -> None:
    for line, kicker in (("Kreis Nordstrand /", "Kreis Nordstrand"), ("2. Februar 2026", None)):
        heading = f"<h1><span class='kicker'>{line}</span> Bagger im alten Hafen</h1>"
        found = read(og("Bagger im alten Hafen"), article(heading))
        assert (found.title, found.kicker) == ("Bagger im alten Hafen", kicker)


def test_a_description_that_was_cut_short_gives_way_to_the_whole() -> None:
    head = og("Bagger im alten Hafen von …") + "<title>Bagger im alten Hafen von Nordstrand</title>"
    assert read(head, f"<main>{PROSE}</main>").title == "Bagger im alten Hafen von Nordstrand"
