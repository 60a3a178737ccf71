"""What of an invented page is its story, and what is not."""

from __future__ import annotations

from newsarchive.extraction import extract
from storage.records import Extraction, Page

OPENING = "The mill by the weir stopped grinding on Tuesday, after ninety-one years, its keeper said."
MIDDLE = "No one had ordered flour since the bridge was closed, and the wheel turned for its own sake alone."
CLOSING = (
    "Its stones will stay where they are, since nobody in the valley has a cart that could carry them down."
)

LATER = (
    "Until then the key hangs on a nail beside the door, where it always hung, for anyone who asks.",
    "The last sack went to the baker at the corner, who will not open it before the winter comes.",
)


def read(inside: str, head: str = "") -> Extraction:
    page = (
        f"<html><head><title>The mill</title>{head}</head>"
        f"<body><h1>The mill by the weir falls silent</h1>{inside}</body></html>"
    )
    found = extract(Page("https://weir.example/news/mill.html", page.encode()))
    assert isinstance(found, Extraction)
    return found


def body(inside: str, head: str = "") -> tuple[str, ...]:
    return read(inside, head).body


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_parts_that_are_streamed_late_and_shown_by_script_are_read() -> None:
    late = f'<div hidden id="S:0">{paragraphs(OPENING, MIDDLE, CLOSING)}</div>'
    assert body(f'<main><template id="B:0"></template></main>{late}') == (OPENING, MIDDLE, CLOSING)


def test_hidden_parts_are_not_read() -> None:
    found = body(f"<main>{paragraphs(OPENING, MIDDLE)}<div hidden><p>{CLOSING}</p></div></main>")
    assert found == (OPENING, MIDDLE)


def test_a_section_named_after_its_heading_is_no_box() -> None:
    heading = "Sharing the last of the flour"
    section = f'<section id="sharing-the-last-of-the-flour"><h2>{heading}</h2>{paragraphs(CLOSING)}</section>'
    assert body(f"<article>{paragraphs(OPENING, MIDDLE, MIDDLE)}{section}</article>")[-2:] == (
        heading,
        CLOSING,
    )


def test_a_subhead_with_a_link_to_its_own_place_is_kept() -> None:
    heading = '<h2 id="stones"><a href="#stones">What becomes of the stones</a></h2>'
    found = body(f"<article>{paragraphs(OPENING, MIDDLE)}{heading}{paragraphs(CLOSING)}</article>")
    assert found == (OPENING, MIDDLE, "What becomes of the stones", CLOSING)


def test_an_address_printed_as_a_line_of_its_own_is_kept() -> None:
    line = '<p><a href="https://weir.example/plans">https://weir.example/plans</a></p>'
    assert "https://weir.example/plans" in body(
        f"<article>{paragraphs(OPENING, MIDDLE)}{line}{paragraphs(CLOSING)}</article>"
    )


def test_linked_names_in_a_row_of_figures_are_kept() -> None:
    rows = "".join(
        f'<tr><td><a href="/m/{name}">{name}</a></td><td>{tons} t</td></tr>'
        for name, tons in (("Oberlach", 12), ("Sennau", 7))
    )
    found = body(
        f"<article>{paragraphs(OPENING, MIDDLE)}<table>{rows}</table>{paragraphs(CLOSING)}</article>"
    )
    assert found[2:6] == ("Oberlach", "12 t", "Sennau", "7 t")


def test_a_column_named_comment_does_not_end_the_story() -> None:
    row = "<tr><td>1931</td><td>First stone laid</td></tr>"
    table = f"<table><tr><th>Year</th><th><b>Comment</b></th></tr>{row}</table>"
    assert (
        body(f"<article>{paragraphs(OPENING, MIDDLE)}{table}{paragraphs(CLOSING)}</article>")[-1] == CLOSING
    )


def test_a_heading_of_comments_ends_the_story_only_where_one_was_told() -> None:
    tab = "<div><h3>Comments</h3></div>"
    reader = "<p>I bought my first sack there, long before the bridge was drawn, says a reader.</p>"
    found = body(f"<article>{tab}{paragraphs(OPENING, MIDDLE, CLOSING)}<h3>Comments</h3>{reader}</article>")
    assert found == (OPENING, MIDDLE, CLOSING)


def test_what_a_whole_page_is_named_says_nothing_of_its_lines() -> None:
    short = "Flour left: 212 sacks"
    story = f"<article>{paragraphs(OPENING, MIDDLE, short, CLOSING)}</article>"
    found = body(f'<div class="last-updated-page">{story}</div>')
    assert short in found


def test_a_quote_drawn_out_of_the_story_is_told_once() -> None:
    words = "<p>“No one had ordered flour since the bridge was closed”</p>"
    drawn = f"<blockquote>{words}<p>Ada Lenz</p></blockquote>"
    assert body(f"<article>{paragraphs(OPENING)}{drawn}{paragraphs(MIDDLE, CLOSING)}</article>") == (
        OPENING,
        MIDDLE,
        CLOSING,
    )


def test_a_quote_told_nowhere_else_is_kept() -> None:
    quote = "We would have ground sand, had anyone asked for it"
    drawn = f"<blockquote>{quote}</blockquote>"
    assert quote in body(f"<article>{paragraphs(OPENING, MIDDLE)}{drawn}{paragraphs(CLOSING)}</article>")


def test_a_heading_above_links_alone_is_left_out() -> None:
    links = "".join(
        f'<div><a href="/{n}">Another story of the valley, number {n}</a></div>' for n in (1, 2, 3)
    )
    box = f"<h3>More of the valley’s mills</h3>{links}"
    found = body(f"<article>{paragraphs(OPENING, MIDDLE)}{box}{paragraphs(CLOSING)}</article>")
    assert found == (OPENING, MIDDLE, CLOSING)


def test_labels_are_left_out() -> None:
    goods = "".join(
        f'<div><span>Look closer</span><div><a href="/{n}">A sack of flour no. {n}</a></div></div>'
        for n in (1, 2, 3)
    )
    shop = f"<div>From our own shop</div>{goods}"
    assert body(f"<article>{paragraphs(OPENING, MIDDLE, CLOSING)}{shop}</article>") == (
        OPENING,
        MIDDLE,
        CLOSING,
    )


def test_a_photographer_s_line_in_a_figure_is_no_paragraph() -> None:
    figure = '<figure><img src="/mill.jpg"><div>Ada Lenz/Weir Pictures</div></figure>'
    assert body(f"<article>{paragraphs(OPENING)}{figure}{paragraphs(MIDDLE, CLOSING)}</article>") == (
        OPENING,
        MIDDLE,
        CLOSING,
    )


def test_other_wordings_of_the_headline_do_not_open_the_story() -> None:
    head = '<meta property="og:title" content="After ninety-one years, the old mill is silent">'
    story = f"<h2>After ninety-one years, the old mill is silent</h2>{paragraphs(OPENING, MIDDLE, CLOSING)}"
    assert body(f"<article>{story}</article>", head)[0] == OPENING


def test_a_line_of_dates_between_headline_and_story_is_no_lead() -> None:
    line = '<div class="intro">20 April 2026 • Updated: 21 April 2026</div>'
    assert body(f"{line}<div>{paragraphs(OPENING, MIDDLE, CLOSING)}</div>")[0] == OPENING


def test_a_box_that_asks_for_a_mail_address_is_left_out() -> None:
    form = '<form><p>Send it to me <input type="email" name="m"></p></form>'
    box = f"<div><h4>The valley every Friday</h4><p>Our best stories, in your letter box.</p>{form}</div>"
    found = body(f"<article>{paragraphs(OPENING, MIDDLE)}{box}{paragraphs(CLOSING)}</article>")
    assert found == (OPENING, MIDDLE, CLOSING)


def test_an_article_of_photos_is_a_story() -> None:
    page = '<article><h2>The wheel</h2><img src="/1.jpg"><h2>The weir</h2><img src="/2.jpg"></article>'
    found = extract(Page("https://weir.example/photos", f"<html><body>{page}</body></html>".encode()))
    assert isinstance(found, Extraction)


def test_a_lead_below_a_headline_that_was_not_chosen_is_kept() -> None:
    head = '<meta property="og:title" content="After ninety-one years, the old mill is silent">'
    lead = "The keeper closed the gate of the mill himself, and hung its key on the nail beside the door."
    story = f"<div>{paragraphs(OPENING, MIDDLE, CLOSING)}</div>"
    page = f"<h2>After ninety-one years, the old mill is silent</h2><div>{lead}</div>{story}"
    markup = f"<html><head>{head}</head><body>{page}</body></html>"
    found = extract(Page("https://weir.example/news/mill.html", markup.encode()))
    assert isinstance(found, Extraction)
    assert found.body[0] == lead


def confidence(found: Extraction) -> float:
    return next(one.confidence for one in found.evidence if one.field == "body")


def test_a_body_that_is_all_of_the_page_s_prose_is_sure() -> None:
    assert confidence(read(f"<article>{paragraphs(*[OPENING, MIDDLE, CLOSING] * 10)}</article>")) > 0.9


def test_a_body_of_odd_lines_is_less_sure() -> None:
    odd = paragraphs("Oberlach", "12 sacks", "Sennau", "7 sacks") + "<ul><li>Weir</li><li>Wheel</li></ul>"
    found = read(
        f"<article>{paragraphs(*[OPENING, MIDDLE, CLOSING] * 3)}{odd}{paragraphs(CLOSING)}</article>"
    )
    assert confidence(found) < 0.7


def test_a_body_as_the_page_states_it_is_surer_than_one_against_it() -> None:
    def stating(text: str) -> str:
        return f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{text}"}}</script>'

    story = f"<article>{paragraphs(OPENING, MIDDLE, CLOSING)}</article>"
    agreeing = confidence(read(story, stating(f"{OPENING} {MIDDLE} {CLOSING}")))
    against = confidence(read(story, stating(f"{OPENING} Another story altogether is told here. " * 3)))
    assert against < 0.5 < 0.9 < agreeing


def test_links_in_a_list_of_text_are_items_of_it() -> None:
    texts = "".join(
        f"<li>{name}, ground until {year}</li>" for name, year in (("Oberlach", 1931), ("Sennau", 1958))
    )
    items = f'<ul>{texts}<li><a href="/w">Weir mill</a></li></ul>'
    found = body(f"<article>{paragraphs(OPENING, MIDDLE)}{items}{paragraphs(CLOSING)}</article>")
    assert found[2:5] == ("Oberlach, ground until 1931", "Sennau, ground until 1958", "Weir mill")


def test_a_list_of_links_is_left_out() -> None:
    links = "".join(f'<li><a href="/{n}">Another story of the valley, number {n}</a></li>' for n in (1, 2, 3))
    assert body(f"<article>{paragraphs(OPENING, MIDDLE)}<ul>{links}</ul>{paragraphs(CLOSING)}</article>") == (
        OPENING,
        MIDDLE,
        CLOSING,
    )


def test_a_line_above_links_to_other_stories_is_left_out() -> None:
    links = "".join(f'<li><a href="/{n}">Another story of the valley, number {n}</a></li>' for n in (1, 2))
    box = f"<p><b>Also of note:</b></p><ul>{links}</ul>"
    found = body(f"<article>{paragraphs(OPENING, MIDDLE)}{box}{paragraphs(CLOSING)}</article>")
    assert found == (OPENING, MIDDLE, CLOSING)


def test_comments_that_are_counted_end_the_story() -> None:
    reader = "<p>I bought my first sack there, long before the bridge was drawn, says a reader.</p>"
    found = body(f"<article>{paragraphs(OPENING, MIDDLE, CLOSING)}<h3>Comments (3)</h3>{reader}</article>")
    assert found == (OPENING, MIDDLE, CLOSING)


def test_a_shared_part_of_a_page_is_no_box_for_sharing() -> None:
    part = f'<div class="shared-component">{paragraphs(MIDDLE)}</div>'
    assert body(f"<article>{paragraphs(OPENING)}{part}{paragraphs(CLOSING)}</article>") == (
        OPENING,
        MIDDLE,
        CLOSING,
    )


def test_a_story_told_in_lists_is_not_cut_off_after_the_first() -> None:
    def part(*texts: str) -> str:
        return "<section><ul>" + "".join(f"<li><p>{text}</p></li>" for text in texts) + "</ul></section>"

    story = f"<section><p>{OPENING}</p></section><div>{part(MIDDLE, CLOSING)}{part(*LATER)}</div>"
    assert body(f"<main>{story}</main>") == (OPENING, MIDDLE, CLOSING, *LATER)


def test_a_letter_set_large_belongs_to_the_word_it_begins() -> None:
    dressed = f'<p><span class="initial-letter">T</span> <span>{OPENING[1:]}</span></p>'
    told = body(f"<article>{dressed}{paragraphs(MIDDLE, CLOSING)}</article>")
    assert told == (OPENING, MIDDLE, CLOSING)


def test_a_letter_that_is_a_word_stays_one() -> None:
    dressed = f'<p><span class="dropcap">A</span> wheel turned. {OPENING}</p>'
    told = body(f"<article>{dressed}{paragraphs(MIDDLE, CLOSING)}</article>")
    assert told[0] == f"A wheel turned. {OPENING}"


def test_a_heading_that_a_table_of_contents_leads_to_is_kept() -> None:
    heading = '<h3 id="toc-1">What becomes of the stones<a href="#toc-1">¶</a></h3>'
    told = body(f"<article>{paragraphs(OPENING, MIDDLE)}{heading}{paragraphs(CLOSING)}</article>")
    assert told == (OPENING, MIDDLE, "What becomes of the stones", CLOSING)


def test_what_asks_to_agree_to_something_embedded_is_left_out() -> None:
    asks = (
        "Um eingebettete Inhalte zu sehen, ist eine Einwilligung nötig, die jederzeit "
        + "widerrufbar ist. " * 20
    )
    told = body(
        f"<article>{paragraphs(OPENING, MIDDLE)}<div><div>{asks}</div></div><p>{CLOSING}</p></article>"
    )
    assert told == (OPENING, MIDDLE, CLOSING)


def test_a_code_that_a_plug_in_was_to_replace_is_left_out() -> None:
    code = '[button link="/mill" type="big"] Tell us of your mill[/button]'
    told = body(f"<article>{paragraphs(OPENING, MIDDLE, code, CLOSING)}</article>")
    assert told == (OPENING, MIDDLE, CLOSING)


def test_a_note_on_the_author_below_the_story_is_left_out() -> None:
    note = "Ada Lenz, who grew up on a barge, is a reporter for the valley's papers."
    told = body(f"<article>{paragraphs(OPENING, MIDDLE, CLOSING, note)}</article>")
    assert told == (OPENING, MIDDLE, CLOSING)


def test_who_is_told_of_in_the_story_has_no_note_below_it() -> None:
    named = "“It was never about flour”, says Ada Lenz, who ground there as a girl and wrote of it later."
    last = "Ada Lenz is the author of two books on the valley."
    told = body(f"<article>{paragraphs(OPENING, MIDDLE, named, last)}</article>")
    assert told == (OPENING, MIDDLE, named, last)


def test_a_box_below_the_story_that_asks_for_money_is_left_out() -> None:
    asks = (
        "<p>Grind along</p><p>A paper without a mill owner needs its readers. <a href='/g'>Donate now</a></p>"
    )
    told = body(f"<article>{paragraphs(OPENING, MIDDLE, CLOSING)}<div class='end'>{asks}</div></article>")
    assert told == (OPENING, MIDDLE, CLOSING)


def test_a_paragraph_with_a_link_for_donors_is_kept() -> None:
    last = (
        "Whoever wants to see the wheel turn once more can pay for a new shaft: <a href='/g'>donate now</a>"
    )
    told = body(f"<article>{paragraphs(OPENING, MIDDLE, CLOSING, last)}</article>")
    assert len(told) == 4


def test_the_line_of_a_player_is_left_out() -> None:
    line = "WATCH | The wheel turns for the last time:"
    told = body(f"<article>{paragraphs(OPENING, MIDDLE)}<h3>{line}</h3>{paragraphs(CLOSING)}</article>")
    assert told == (OPENING, MIDDLE, CLOSING)


def test_time_and_name_above_an_entry_of_a_running_report_are_left_out() -> None:
    entries = "".join(
        f"<div><div><span>1{at}:05</span><span>Ada Lenz</span></div><p>{one}</p></div>"
        for at, one in enumerate((OPENING, MIDDLE, CLOSING))
    )
    assert body(f"<article>{entries}</article>") == (OPENING, MIDDLE, CLOSING)


def test_links_with_nothing_but_a_day_behind_them_are_of_other_stories() -> None:
    links = (
        ("Bus lines change", "March 5, 2026"),
        ("A rather long headline of another day", "March 4, 2026"),
    )
    items = "".join(f'<li><a href="/{at}">{text}</a> ({day})</li>' for at, (text, day) in enumerate(links))
    told = body(paragraphs(OPENING, MIDDLE, CLOSING) + f"<h3>More in town</h3><ul>{items}</ul>")
    assert not any("headline" in text or "Bus" in text or "More" in text for text in told)


def test_a_line_of_byline_and_days_is_no_paragraph() -> None:
    line = "<p><span>By Grace Van Houten, Reporter</span> <span>Posted May 5, 2021 at 5:10 p.m.</span></p>"
    told = body(line + paragraphs(OPENING, MIDDLE, CLOSING))
    assert not any("Grace" in text for text in told)


def test_a_line_that_names_the_staff_alone_is_no_paragraph() -> None:
    for desk in ("Staff Report", "Die Redaktion", "La rédaction"):
        found = read(f"<div>{paragraphs(desk, OPENING, MIDDLE, CLOSING)}</div>")
        assert found.body == (OPENING, MIDDLE, CLOSING)
        assert (found.byline.people, found.byline.agencies) == ((), (desk,))


def test_a_box_of_facts_beside_the_story_is_part_of_it() -> None:
    facts = (
        f"{OPENING} The first wheel on this weir turned in 1788.",
        f"{MIDDLE} It ground for four villages.",
    )
    box = f"<aside class='facts'>{paragraphs(*facts)}</aside>"
    told = body(f"<article>{paragraphs(OPENING, MIDDLE)}{box}{paragraphs(CLOSING, *LATER)}</article>")
    assert told == (OPENING, MIDDLE, *facts, CLOSING, *LATER)


def test_a_box_named_after_what_it_advertises_is_left_out() -> None:
    pitch = (
        f"{OPENING} Our letter brings you more of this every Friday.",
        f"{MIDDLE} And the letter costs nothing.",
    )
    box = f"<aside class='newsletter'>{paragraphs(*pitch)}</aside>"
    told = body(f"<article>{paragraphs(OPENING, MIDDLE)}{box}{paragraphs(CLOSING, *LATER)}</article>")
    assert told == (OPENING, MIDDLE, CLOSING, *LATER)
