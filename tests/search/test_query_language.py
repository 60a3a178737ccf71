"""What a person types is understood as meant, or answered with a picture of what cannot be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from newsarchive.changes import CLASSES
from newsarchive.errors import UsageError
from newsarchive.search import QueryError, explain, parse
from newsarchive.search.bounds import CHANGES
from newsarchive.search.choice import Choice
from storage.search.query import And, Bounds, Changed, Node, Not, Or, Query, Term


def word(text: str, **more: object) -> Term:
    return Term((text,), **more)  # type: ignore[arg-type]


def root(text: str, *, exact: bool = False) -> Node | None:
    return parse(text, exact=exact).root


def test_words_are_all_wanted() -> None:
    assert root("dak lak") == And((word("dak"), word("lak")))


def test_one_word_is_that_word() -> None:
    assert root("lua") == word("lua")


@pytest.mark.parametrize("typed", ["UY BAN", "Uy Ban", "uy  ban", " uy\tban\n"])
def test_case_and_space_do_not_matter(typed: str) -> None:
    assert root(typed) == And((word("uy"), word("ban")))


def test_a_phrase_keeps_its_order() -> None:
    assert root('"uy ban"') == Term(("uy", "ban"))


@pytest.mark.parametrize("typed", ["“uy ban”", "«uy ban»", "„uy ban“"])
def test_quotation_marks_of_print_are_quotation_marks(typed: str) -> None:
    assert root(typed) == Term(("uy", "ban"))


def test_a_word_with_diacritics_is_asked_as_spelt_and_its_neighbour_is_not() -> None:
    assert root("má ba") == And((word("má", exact=True), word("ba")))


def test_exact_asks_for_plain_letters_too() -> None:
    assert root("ma", exact=True) == word("ma", exact=True)


def test_both_ways_to_place_a_tone_are_one() -> None:
    assert root("Hoà") == root("Hòa") == word("hòa", exact=True)


def test_decomposed_letters_are_the_same_letters() -> None:
    assert root("u\u0309y") == root("ủy")


def test_d_with_stroke_is_a_diacritic() -> None:
    assert root("đ") == word("đ", exact=True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("COVID-19", ("covid", "19")), ("21/7", ("21", "7")), ("tinh-uy", ("tinh", "uy")), ("UBND:", ("ubnd",))],
)
def test_a_word_with_punctuation_inside_is_a_phrase(typed: str, words: tuple[str, ...]) -> None:
    assert root(typed) == Term(words)


def test_dashes_of_a_copied_headline_mean_nothing() -> None:
    assert root("bac son - lang son") == root("bac son lang son") == root("bac son – lang son!")


def test_what_follows_a_hyphen_is_left_out() -> None:
    assert root("bao -lut") == And((word("bao"), Not(word("lut"))))
    assert root('bao -"lu quet"') == And((word("bao"), Not(Term(("lu", "quet")))))
    assert root("bao -(lut OR han)") == And((word("bao"), Not(Or((word("lut"), word("han"))))))


def test_or_parts_whole_groups_of_words() -> None:
    assert root("tinh uy OR huyen uy") == Or(
        (And((word("tinh"), word("uy"))), And((word("huyen"), word("uy"))))
    )


def test_parentheses_group() -> None:
    assert root("bao (lut OR han)") == And((word("bao"), Or((word("lut"), word("han")))))


def test_lower_case_or_is_a_word() -> None:
    assert root("a1 or b1") == And((word("a1"), word("or"), word("b1")))


def test_and_may_be_written() -> None:
    assert root("bao AND lut") == root("bao lut")


def test_a_star_lets_a_word_go_on() -> None:
    assert root("nong*") == word("nong", prefix=True)
    assert root('"nong th"*') == root('"nong th*"') == Term(("nong", "th"), prefix=True)


@pytest.mark.parametrize("field", ["title", "body", "byline", "caption"])
def test_a_field_narrows_a_word_a_phrase_and_a_group(field: str) -> None:
    assert root(f"{field}:lua") == word("lua", field=field)
    assert root(f'{field}:"uy ban" ho') == And((Term(("uy", "ban"), field=field), word("ho")))
    assert root(f"{field}:(lua OR ngo)") == Or((word("lua", field=field), word("ngo", field=field)))
    assert root(f"ho -{field}:lua") == And((word("ho"), Not(word("lua", field=field))))


def test_bounds_hold_for_the_whole_query() -> None:
    query = parse('lua OR ngo portal:bao_a section:"Kinh tế" place:VN-09 from:2021-07 to:2021')
    assert query.root == Or((word("lua"), word("ngo")))
    assert query.bounds == Bounds(
        portals=("bao_a",), place="VN-09", section="Kinh tế", since="2021-07-01", until="2021-12-31"
    )


def test_bounds_alone_are_a_query() -> None:
    assert parse("portal:a portal:b") == Query(None, Bounds(portals=("a", "b")))
    assert parse("") == Query(None)


def test_a_month_ends_on_its_last_day() -> None:
    assert parse("to:2024-02").bounds.until == "2024-02-29"


def test_options_narrow_what_the_query_says() -> None:
    query = parse("portal:a portal:b from:2021", bounds=Bounds(portals=("b", "c"), since="2021-05-01"))
    assert query.bounds == Bounds(portals=("b",), since="2021-05-01")


def test_a_byline_among_the_options_is_one_phrase_of_the_byline() -> None:
    query = parse("lua", bounds=Bounds(byline="Hoà (An"))
    assert query == Query(And((word("lua"), Term(("hòa", "an"), exact=True, field="byline"))))
    assert parse("", bounds=Bounds(byline="an")).root == word("an", field="byline")


@pytest.mark.parametrize(
    ("typed", "bounds"),
    [
        ("seen:2026-03", Bounds(seen_since="2026-03-01", seen_until="2026-03-31")),
        ("seen:2026-03-01..2026-04", Bounds(seen_since="2026-03-01", seen_until="2026-04-30")),
        ("seen:2026..", Bounds(seen_since="2026-01-01")),
        ("seen:..2026", Bounds(seen_until="2026-12-31")),
        ("changed:any", Bounds(changed=Changed())),
        ("changed:Correction", Bounds(changed=Changed(("correction",)))),
        ("changed:headline changed:details", Bounds(changed=Changed(("headline", "details")))),
        ("changed:any changed:2026-03", Bounds(changed=Changed((), "2026-03-01", "2026-03-31"))),
        ("changed:2026.. changed:..2027", Bounds(changed=Changed((), "2026-01-01", "2027-12-31"))),
        ("cluster:k1", Bounds(clusters=("k1",))),
        ("language:vi-VN", Bounds(language="vi")),
    ],
)
def test_what_the_archive_knows_of_a_story_bounds_too(typed: str, bounds: Bounds) -> None:
    assert parse(typed) == Query(None, bounds)
    assert parse(f"lua {typed}") == Query(word("lua"), bounds)


def test_earlier_versions_come_on_request() -> None:
    assert parse("lua").versions == "current"
    assert parse("lua versions:all") == Query(word("lua"), versions="all")


def test_options_and_query_agree_on_changes_and_days() -> None:
    bounds = Bounds(changed=Changed(("headline",)), seen_until="2026-02-01")
    query = parse("changed:2026 seen:2026", bounds=bounds)
    assert query.bounds == Bounds(
        changed=Changed(("headline",), "2026-01-01", "2026-12-31"),
        seen_since="2026-01-01",
        seen_until="2026-02-01",
    )


@pytest.mark.parametrize(
    "typed", ["\u200b", "\u200b \u2060", "\ufeff", "!!!", "…", "- -", "🙂", "\u0301", "()", "!!! portal:a"]
)
def test_a_query_without_a_word_never_means_every_article(typed: str) -> None:
    with pytest.raises(UsageError, match="no word to look for"):
        parse(typed)


@pytest.mark.parametrize(
    ("before", "columns"),
    [("lua ", 4), ("国国 ", 5), ("e\u0301\u0323x ", 3), ("🙂 ", 3), ("ｌｕａ ", 7), ("mn\u01a1\u0306ng ", 6)],
)
def test_the_caret_stands_under_its_column(before: str, columns: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(before + '"lut')
    picture = str(caught.value).splitlines()
    assert picture[-1] == " " * (columns + 2) + "^"


def test_the_picture_of_a_long_query_fits_a_terminal() -> None:
    with pytest.raises(QueryError) as caught:
        parse("国 " * 40 + '"lut' + " 国" * 100)
    shown, caret = str(caught.value).splitlines()[-2:]
    assert cell_len(shown) <= 80
    assert set_cell_size(shown, caret.index("^")) + '"lut' in shown


def test_addresses_are_words() -> None:
    assert root("https://bao.example/tin") == Term(("https", "bao", "example", "tin"))


@pytest.mark.parametrize(
    ("typed", "at", "why"),
    [
        ('tinh "uy ban', 5, "not closed"),
        ("bao (lut", 4, "not closed"),
        ("bao lut)", 7, "closes nothing"),
        ("titel:bao", 0, "did you mean title:?"),
        ("color:bao", 0, "the fields are title"),
        ("bao title:", 4, "right after the colon"),
        ("title: bao", 0, "right after the colon"),
        ("n*", 0, "at least 2 letters"),
        ("bao *", 4, "at least 2 letters"),
        ("no*ng", 2, "end of a word"),
        ("OR bao", 0, "both sides"),
        ("bao OR", 4, "both sides"),
        ("bao OR OR lut", 4, "both sides"),
        ("portal:a OR portal:b", 9, "any of them"),
        ("AND bao", 0, "both sides"),
        ("-bao", 0, "beside words"),
        ("bao OR -lut", 0, "beside words"),
        ("bao -portal:a", 4, "not be left out"),
        ("bao (lut portal:a)", 9, "outside parentheses"),
        ("from:21/7/2021", 0, "write 2021-07-21"),
        ("from:2021-02-30", 0, "no date"),
        ("from:2022 to:2021", 10, "after the last"),
        ("portal:Báo", 0, "no portal's name"),
        ("place:a place:b", 8, "two different values"),
        ('""', 0, "no word"),
        ("!!!", 0, "no word"),
        ("()", 0, "no word"),
        ("title:(byline:a)", 7, "inside title:"),
        ("from:-", 0, "takes one word"),
        ("title:-", 0, "right after the colon"),
        ("bao changed:headlin", 4, "did you mean headline?"),
        ("changed:xyz", 0, "there are headline"),
        ("changed:2026-13", 0, "no date"),
        ("seen:..", 0, "needs a day"),
        ("seen:2026..2025", 0, "after the last"),
        ("seen:yesterday", 0, "no date"),
        ("versions:old", 0, "current"),
        ("language:!", 0, "no code of a language"),
        ("cluster:a cluster:b", 10, "two different values"),
        ("lua caption:()", 12, "no word to look for inside caption:( )"),
        ("title:(…) portal:a", 6, "no word to look for inside title:( )"),
    ],
)
def test_what_cannot_be_meant_is_answered_with_the_place(typed: str, at: int, why: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(typed)
    assert why in caught.value.why
    assert caught.value.at == at
    picture = str(caught.value).splitlines()
    assert picture[-2].strip() == typed
    assert picture[-1].index("^") == at + 2


def test_every_class_that_changes_are_judged_by_can_be_asked_for() -> None:
    assert set(CHANGES) == {*CLASSES, "silent"}


def test_options_that_contradict_the_query_are_answered() -> None:
    with pytest.raises(UsageError, match="exclude each other"):
        parse("portal:a", bounds=Bounds(portals=("b",)))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"sort": "best"}, "sort: 'best' is none of relevance, date, seen"),
        ({"versions": "old"}, "versions: 'old' is none of current, all"),
        ({"section": " "}, "section: nothing is named"),
        ({"since": ""}, "from: nothing is named"),
        ({"portals": "a"}, "give a list"),
    ],
)
def test_options_that_name_nothing_are_answered(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Choice("lua", **options).parsed()


@pytest.mark.parametrize(
    "typed", ["(" * 5000, "-" * 1999 + "a", "(" * 500 + "a" + ")" * 500, "a " * 900, "a" * 3000]
)
def test_no_query_is_too_long_or_too_deep_for_an_answer(typed: str) -> None:
    with pytest.raises(QueryError):
        parse(typed)


MARKS = ['"', "“", "(", ")", "-", "*", ":", " ", "\x00", "/"]
NAMES = ["OR", "AND", "title:", "from:", "portal:", "seen:", "changed:", "versions:", "cluster:", "language:"]
WORDS = ["2021", "má", "ba", "all", "any", "headline", "..", "vi"]
SYNTAX = st.lists(st.sampled_from(MARKS + NAMES + WORDS)).map("".join)


@given(st.one_of(st.text(), SYNTAX), st.booleans())
@example("ơ̆", False)
@example("\ud800", False)
@example("İ", True)
def test_any_text_is_a_query_or_an_answer(typed: str, exact: bool) -> None:
    try:
        query = parse(typed, exact=exact)
    except UsageError as error:
        assert str(error)
    else:
        assert explain(query)
        assert query != Query(None) or not typed.strip()
        if query.root:
            check(query.root, inside_and=False)


def check(node: Node, *, inside_and: bool) -> None:
    """The promises of the tree's own docstrings."""
    if isinstance(node, Term):
        assert node.words
        assert all(node.words)
    elif isinstance(node, Not):
        assert inside_and
        check(node.part, inside_and=False)
    elif isinstance(node, And):
        assert any(not isinstance(part, Not) for part in node.parts)
        for part in node.parts:
            check(part, inside_and=True)
    else:
        for part in node.parts:
            check(part, inside_and=False)


def test_a_query_explains_itself_in_sentences() -> None:
    said = explain(parse('má ("uy ban" OR nong*) -title:lu from:2021 changed:headline changed:2026-03'))
    assert said.splitlines() == [
        "Looks for articles with the word “má” spelt exactly so and (either the phrase “uy ban” in any "
        "spelling or a word that begins with “nong” in any spelling), but without the word “lu” in any "
        "spelling in the title.",
        "Only published on 2021-01-01 or later.",
        "Only what the publisher changed afterwards (headline) from 2026-03-01 to 2026-03-31 (UTC).",
    ]


def test_bounds_and_order_are_explained_too() -> None:
    typed = 'portal:a portal:b place:hue section:"doi song" seen:..2026 language:vi cluster:k versions:all'
    query = replace(parse(typed), sort="seen")
    assert explain(query).splitlines() == [
        "Looks for every article.",
        "Only from the portals a and b.",
        "Only from portals of hue.",
        "Only in the section “doi song”.",
        "Only in the language vi.",
        "Only copies of one text, those in the cluster k.",
        "Only first seen on 2026-12-31 or earlier (UTC).",
        "Earlier versions are looked through too.",
        "Those that came into the archive last come first.",
    ]
