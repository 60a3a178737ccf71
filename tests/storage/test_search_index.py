"""The same hits on both databases, and those that a reader of Vietnamese expects."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from newsarchive.text import exact_layer, fold_layer
from storage.records import Byline, Caption, Moment, PlaceRecord, SearchText
from storage.repositories import Database, Unit
from storage.search import plan
from storage.search.index import Search
from storage.search.query import And, Bounds, Changed, Node, Not, Or, Query, Term
from storage.tables import versions

from .conftest import Newsroom


def fold(text: str, **more: Any) -> Term:
    return Term(tuple(fold_layer(text).split()), **more)


def exact(text: str, **more: Any) -> Term:
    return Term(tuple(exact_layer(text).split()), exact=True, **more)


def found(unit: Unit, root: Node | None, **bounds: Any) -> set[str]:
    hits = unit.search.run(Query(root, Bounds(**bounds)))
    assert hits.total == len(hits.hits)
    return {hit.article.removeprefix("tin-nui-") for hit in hits.hits}


@pytest.fixture
def desk(unit: Unit, newsroom: Any) -> Any:
    """Five stories with one thing each to find them by."""
    story = newsroom.story
    newsroom.publish(
        "dak", story("Đắk Lắk mở hội", body=("Hội đua voi.",), captions=(), byline=Byline("H'Linh"))
    )
    newsroom.publish("uy", story("Họp", body=("Tỉnh uỷ họp phiên thường kỳ, ủy ban tiếp dân.",), captions=()))
    newsroom.publish("ma", story("Má tôi", body=("Con cá kho khô.",), captions=(Caption("Bếp nhà"),)))
    newsroom.publish(
        "ma0", story("Ma trận", body=("COVID-19 ngày 21/7.",), captions=(), byline=Byline("Lò Văn Ma"))
    )
    newsroom.publish(
        "xa", story("Nước", body=("Nhà máy, tỉnh; ủy thác.",), section=("Kinh tế",), captions=())
    )
    return newsroom


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        (fold("dak lak"), {"dak"}),
        (exact("Đắk Lắk"), {"dak"}),
        (exact("dak lak"), set()),
        (exact("má"), {"ma"}),
        (exact("ma"), {"ma0"}),
        (fold("ma"), {"ma", "ma0"}),
        (exact("tỉnh ủy"), {"uy", "xa"}),
        (exact("tỉnh uỷ"), {"uy", "xa"}),
        (exact("tỉnh ủy họp"), {"uy"}),
        (fold("uy ban"), {"uy"}),
        (fold("21/7"), {"ma0"}),
        (fold("covid-19"), {"ma0"}),
        (fold("hoi m", prefix=True), {"dak"} - {"dak"}),
        (fold("mo h", prefix=True), {"dak"}),
        (exact("tỉnh ủ", prefix=True), {"uy", "xa"}),
        (fold("hop hop"), set()),
        (And((fold("hoi"), fold("voi"))), {"dak"}),
        (And((fold("uy"), Not(fold("ban")))), {"xa"}),
        (Or((fold("voi"), fold("kho"))), {"dak", "ma"}),
        (And((fold("ma"), exact("má"))), {"ma"}),
        (And((fold("ma"), Not(exact("má")))), {"ma0"}),
        (Or((exact("má"), fold("voi"))), {"ma", "dak"}),
        (fold("ma", field="title"), {"ma", "ma0"}),
        (fold("ma", field="byline"), {"ma0"}),
        (fold("bep", field="caption"), {"ma"}),
        (fold("bep", field="body"), set()),
        (fold("hoi dua", field="body"), {"dak"}),
        (Term(()), set()),
        (And((fold("ma"), Term(()))), set()),
    ],
)
def test_words_find_their_stories(unit: Unit, desk: Any, root: Node, expected: set[str]) -> None:
    assert found(unit, root) == expected


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "a AND",
        "NEAR(a b)",
        "*",
        "'",
        "\\",
        "a:b",
        "{title}",
        "^a",
        "<->",
        "!",
        "&|",
        "%",
        "🙂",
        "a\x00",
        "\ud800",
    ],
)
def test_no_word_is_syntax(unit: Unit, desk: Any, words: str) -> None:
    for term in (Term((words,)), Term(("ma", words), exact=True, prefix=True), Term((words,), field="title")):
        unit.search.run(Query(term))
        unit.search.run(Query(And((fold("ma"), Not(term)))))


@pytest.mark.parametrize("value", ["\x00", "\ud800", "'", "%", "_", "\\"])
def test_no_bound_is_syntax(unit: Unit, desk: Any, value: str) -> None:
    assert found(unit, None, portals=(value,)) == found(unit, None, place=value) == set()
    for name in ("since", "until", "byline", "section"):
        found(unit, fold("ma"), **{name: value})


def test_a_phrase_does_not_reach_from_one_field_into_the_next(unit: Unit, desk: Any) -> None:
    assert found(unit, fold("hoi hoi")) == set()
    assert found(unit, And((fold("mo hoi", field="title"), fold("hoi dua", field="body")))) == {"dak"}


def test_bounds_narrow_what_is_found(unit: Unit, newsroom: Any) -> None:
    day = {"a": "2026-03-01", "b": "2026-03-31", "c": "2026-03", "d": "2026-04-01"}
    for key, date in day.items():
        precision = "day" if len(date) > 7 else "month"
        newsroom.publish(key, newsroom.story(published=Moment(None, date, precision, 0.5)))
    newsroom.publish("e", newsroom.story(published=None, section=("Đời sống",), byline=Byline("Lò Thị Má")))
    newsroom.portal("dong-bang", place="VN-44")
    newsroom.publish("f", newsroom.story(), portal="dong-bang")
    unit.places.keep([PlaceRecord("VN-44", "Đồng Bằng", "province", "VN")])
    assert found(unit, None, since="2026-03-02", until="2026-03-31", portals=("tin-nui",)) == {"b", "c"}
    assert found(unit, fold("mua"), since="2026-04-01") == {"d"}
    assert found(unit, fold("mua"), until="2026-03-01", portals=("tin-nui",)) == {"a", "c"}
    assert found(unit, None, portals=("dong-bang", "other")) == {"dong-bang-f"}
    assert found(unit, fold("mua"), place="VN-44") == found(unit, None, place="Đồng Bằng") == {"dong-bang-f"}
    assert found(unit, fold("mua"), place="VN-99") == set()
    assert found(unit, None, section="đời SỐNG") == found(unit, None, section="doi song") == {"e"}
    assert found(unit, None, section="doi") == found(unit, None, section="%") == set()
    assert found(unit, fold("mua"), byline="thi ma") == found(unit, None, byline="Lò Thị Má") == {"e"}
    assert found(unit, None, byline="Lò Thị Mà") == set()


def test_better_hits_come_first_and_pages_do_not_overlap(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("body", newsroom.story("Tin", body=("Lũ quét. " + "Chuyện khác hẳn. " * 30,)))
    newsroom.publish("title", newsroom.story("Lũ quét", body=("Chuyện khác hẳn. " * 30,)))
    for number in range(5):
        newsroom.publish(f"x{number}", newsroom.story("Tin", body=("Lũ về. " * 2,)))
    hits = unit.search.run(Query(fold("lu quet"))).hits
    assert [hit.article for hit in hits] == ["tin-nui-title", "tin-nui-body"]
    assert hits[0].score > hits[1].score > 0
    pages = [unit.search.run(Query(fold("lu")), limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [page.total for page in pages] == [7, 7, 7]
    assert len({hit.article for page in pages for hit in page.hits}) == 7


def test_without_words_the_newest_come_first(unit: Unit, newsroom: Any) -> None:
    for key, date in {"a": "2026-03-01", "b": "2026-03-03", "c": "2026-03-02"}.items():
        newsroom.publish(key, newsroom.story(published=Moment(None, date, "day", 0.5)))
    newsroom.publish("undated", newsroom.story(published=None))
    hits = unit.search.run(Query(None)).hits
    assert [hit.article[-1] for hit in hits] == ["b", "c", "a", "d"]


def test_too_many_hits_are_counted_no_further_and_come_newest_first(unit: Unit, newsroom: Any) -> None:
    for day in range(1, 10):
        published = Moment(None, f"2026-03-{day:02}", "day", 0.5)
        newsroom.publish(str(day), newsroom.story("Mưa " * (10 - day), published=published))
    few = Search(unit.connection, most_ranked=5)
    for query in (Query(fold("mua")), Query(Or((fold("mua"), exact("mưa")))), Query(None)):
        hits = few.run(query, limit=3)
        assert (hits.total, hits.more) == (5, True)
        assert [hit.article[-1] for hit in hits.hits] == ["9", "8", "7"]
    assert Search(unit.connection, most_ranked=9).run(Query(fold("mua"))).more is False


def test_what_the_archive_knows_of_a_story_narrows_what_is_found(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("a", newsroom.story())
    newsroom.publish("b", newsroom.story("Storm", language="en"))
    newsroom.later(days=1)
    newsroom.publish("c")
    newsroom.publish("b", newsroom.story("Storms", language="en"), change="headline")
    newsroom.later(days=2)
    newsroom.publish("c", newsroom.story("Mưa tạnh"), change="rewording")
    unit.clusters.assign({"tin-nui-a": "k1", "tin-nui-b": "k1"})
    assert found(unit, None, language="en") == {"b"}
    assert found(unit, None, clusters=("k1",)) == {"a", "b"}
    unit.clusters.assign({"tin-nui-c": "k2"})
    assert found(unit, None, clusters=("k1", "k2")) == {"a", "b", "c"}
    unit.clusters.assign({"tin-nui-c": None})
    assert found(unit, None, changed=Changed()) == {"b", "c"}
    assert found(unit, None, changed=Changed(("headline", "addition"))) == {"b"}
    unit.connection.execute(update(versions).where(versions.c.article == "tin-nui-c").values(silent=True))
    also = update(versions).where(versions.c.article == "tin-nui-b", versions.c.number == 2)
    unit.connection.execute(also.values(changes="headline details"))
    assert found(unit, None, changed=Changed(("details",))) == {"b"}
    assert found(unit, None, changed=Changed(("silent",))) == {"c"}
    assert found(unit, None, changed=Changed(("detail", "first"))) == set()
    assert found(unit, None, changed=Changed(since="2026-03-03")) == {"c"}
    assert found(unit, None, changed=Changed(("rewording",), until="2026-03-03")) == set()
    assert found(unit, None, seen_since="2026-03-02") == {"c"}
    assert found(unit, None, seen_until="2026-03-01") == {"a", "b"}
    assert found(unit, None, seen_until="9999-12-31") == {"a", "b", "c"}


def test_hits_come_newest_or_last_found_first_on_request(unit: Unit, newsroom: Any) -> None:
    for key, day in {"a": 3, "b": 1, "c": 2}.items():
        published = Moment(None, f"2026-02-{day:02}", "day", 0.5)
        newsroom.publish(key, newsroom.story("Mưa " * day, published=published))
        newsroom.later(hours=1)
    for sort, expected in {"date": "acb", "seen": "cba"}.items():
        hits = unit.search.run(Query(fold("mua"), sort=sort)).hits  # type: ignore[arg-type]
        assert "".join(hit.article[-1] for hit in hits) == expected


def test_a_changed_text_is_found_by_its_new_words_only(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("a", newsroom.story("Bão số ba"))
    newsroom.publish("a", newsroom.story("Bão số bốn"))
    assert found(unit, exact("số ba")) == set()
    assert found(unit, exact("số bốn")) == {"a"}
    unit.search.remove("tin-nui-a")
    unit.search.remove("tin-nui-a")
    assert found(unit, exact("số bốn")) == set()
    assert unit.search.words("tin-nui-a") == []


def test_words_are_the_folded_words_of_the_body(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("a", newsroom.story(body=("Đường  sạt lở.", "Cấm xe!")))
    assert unit.search.words("tin-nui-a") == ["duong", "sat", "lo", "cam", "xe"]


def test_long_texts_are_found_to_their_end(unit: Unit, newsroom: Any) -> None:
    many = " ".join(f"x{number}" for number in range(17_000))
    newsroom.publish("places", newsroom.story(body=("và " * 300 + "và mưa rồi",)))
    newsroom.publish("positions", newsroom.story(body=(many + " và nắng rồi",)))
    newsroom.publish("word", newsroom.story(body=("d" * 3000 + " rồi",)))
    newsroom.publish("bytes", newsroom.story(body=(" ".join(f"{number:0200}" for number in range(6000)),)))
    assert found(unit, exact("và mưa rồi")) == {"places"}
    assert found(unit, exact("nắng rồi")) == {"positions"}
    assert found(unit, exact("nắng r", prefix=True, field="body")) == {"positions"}
    assert found(unit, exact("nắng", field="title")) == set()
    assert found(unit, Term(("d" * 3000,))) == {"word"}
    assert found(unit, Term((f"{5999:0200}",))) == {"bytes"}
    assert found(unit, And((exact("rồi"), Not(exact("và mưa"))))) == {"positions", "word"}


# What both databases must answer, said in Python

TOKENS = st.sampled_from(["ma", "má", "mà", "uy", "ủy", "dak", "đắk", "7"])
TEXTS = st.lists(TOKENS, max_size=6).map(" ".join)
STORIES = st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), min_size=1, max_size=5)
TERMS = st.builds(
    lambda words, spelt, prefix, field: Term(
        tuple((exact_layer if spelt else fold_layer)(word) for word in words), spelt, prefix, field
    ),
    st.lists(TOKENS, min_size=1, max_size=3),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, "title", "body", "byline", "caption"]),
)


def groups(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(inner, min_size=1, max_size=3)
    with_not = st.tuples(some, st.lists(inner.map(Not), max_size=2))
    return st.one_of(
        some.map(lambda parts: Or(tuple(parts))), with_not.map(lambda pair: And((*pair[0], *pair[1])))
    )


NODES: st.SearchStrategy[Node] = st.recursive(TERMS, groups, max_leaves=6)
FIELDS = ("title", "body", "byline", "caption")


def answers(node: Node, story: dict[str, str]) -> bool:
    if isinstance(node, Not):
        return not answers(node.part, story)
    if isinstance(node, And):
        return all(answers(part, story) for part in node.parts)
    if isinstance(node, Or):
        return any(answers(part, story) for part in node.parts)
    layer = exact_layer if node.exact else fold_layer
    pattern = r"\b" + r"\s".join(map(re.escape, node.words)) + ("" if node.prefix else r"\b")
    fields = [node.field] if node.field else FIELDS
    return any(re.search(pattern, layer(story[field])) for field in fields)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories=STORIES, nodes=st.lists(NODES, min_size=1, max_size=8))
def test_the_database_finds_what_reading_every_story_finds(
    unit: Unit, newsroom: Any, stories: list[tuple[str, str, str, str]], nodes: list[Node]
) -> None:
    with unit.savepoint() as savepoint:
        told: dict[str, dict[str, str]] = {}
        for number, parts in enumerate(stories):
            article = f"tin-nui-{number}"
            unit.articles.open(
                article, "tin-nui", str(number), f"https://tin-nui.example/{number}", newsroom.now
            )
            layers = [layer(part) for part in parts for layer in (exact_layer, fold_layer)]
            unit.search.put(article, SearchText(*layers))
            told[str(number)] = dict(zip(FIELDS, parts, strict=True))
        for node in nodes:
            expected = {key for key, story in told.items() if answers(node, story)}
            assert found(unit, node) == expected, node
            newest = Search(unit.connection, most_ranked=0).run(Query(node), limit=99)
            assert {hit.article.removeprefix("tin-nui-") for hit in newest.hits} == expected
            walked = [name for batch in unit.search.walk(Query(node)) for name in batch]
            assert walked == sorted(f"tin-nui-{key}" for key in expected)
        savepoint.rollback()


def test_withdrawn_articles_are_looked_up_whatever_the_statistics_say(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "archive.db"))
    database.upgrade()
    with database.writing() as unit:
        newsroom = Newsroom(unit)
        for number in range(50):
            newsroom.publish(str(number), newsroom.story(f"Mưa {number}"))
        unit.connection.exec_driver_sql("ANALYZE")
    with database.reading() as unit:
        asked = plan.withdrawn().compile(unit.connection, compile_kwargs={"literal_binds": True})
        steps = unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    database.close()
    assert not [step for *_, step in steps if step == "SCAN articles"]
    assert "ix_articles_withdrawn" in str(steps)
