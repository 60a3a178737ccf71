"""Places that were right on nearly all stories are believed more, those that were wrong less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from newsarchive.extraction import extract
from newsarchive.extraction.learnt.habits import place_of
from newsarchive.learning import learn
from storage.records import Evidence, Extraction, Habit, Learnt

from .newspaper import NOON, Item, sentences, sighted


def chosen(found: Extraction, field: str) -> Evidence:
    return next(one for one in found.evidence if one.field == field and one.chosen)


def habit(learnt: Learnt, field: str, place: str) -> Habit | None:
    return next((one for one in learnt.habits if (one.field, one.place) == (field, place)), None)


WHEN = "div.wrap > div.when"


def dated(number: int, **more: object) -> Item:
    day = Item(number).day
    return Item(number, clock=None, numeric=f"{day:%d.%m.%Y}", meta=day, **more)  # type: ignore[arg-type]


def test_a_place_that_agrees_with_metadata_is_believed_more_without_them() -> None:
    learnt = learn(sighted(dated(number) for number in range(20)))
    assert habit(learnt, "published", "body > " + WHEN) == Habit("published", "body > " + WHEN, 20, 20)
    bare = Item(30, clock=None, numeric=f"{Item(30).day:%d.%m.%Y}")
    before, after = bare.read(hinted=False), bare.read(learnt, hinted=False)
    assert before.published and after.published and before.published.date == after.published.date
    assert after.published.confidence > before.published.confidence
    assert chosen(after, "published").rule.startswith("learnt: ")


def test_metadata_that_lie_on_every_story_lose_to_what_is_printed() -> None:
    """All say the day on which the paper moved to its new system."""
    moved = date(2020, 2, 2)
    items = [
        Item(number, clock=None, numeric=f"{Item(number).day:%d.%m.%Y}", meta=moved) for number in range(20)
    ]
    learnt = learn(sighted(items))
    assert habit(learnt, "published", "meta:article:published_time") == Habit(
        "published", "meta:article:published_time", 0, 20
    )
    for item in items:
        before, after = item.read(hinted=False).published, item.read(learnt, hinted=False).published
        assert before and before.date == moved.isoformat()
        assert after and after.date == item.day.isoformat()


def test_the_papers_own_order_of_day_and_month_is_learnt() -> None:
    """A paper of a host that says nothing of it writes the month first."""
    items = [Item(number, clock=None, numeric=f"{Item(number).day:%m/%d/%Y}") for number in range(20)]
    learnt = learn(sighted(items))
    assert learnt.order == "mdy"
    ambiguous = next(item for item in items if item.day.day <= 12 and item.day.day != item.day.month)
    before, after = ambiguous.read(hinted=False), ambiguous.read(learnt, hinted=False)
    assert before.published and before.published.date != ambiguous.day.isoformat()
    assert after.published and after.published.date == ambiguous.day.isoformat()
    assert chosen(after, "published").rule.startswith("learnt: ")


def test_dates_that_contradict_each_other_teach_no_order() -> None:
    items = [
        Item(number, clock=None, numeric=Item(number).day.strftime("%d/%m/%Y" if number % 2 else "%m/%d/%Y"))
        for number in range(20)
    ]
    assert learn(sighted(items)).order is None


def test_a_name_that_never_changes_while_others_do_is_believed_less() -> None:
    """The editor's account stands in the metadata of every story, its author is printed."""
    items = [
        Item(number, clock=None, author=f"By {Item(number).name}", stated_author="Ida Dorne")
        for number in range(20)
    ]
    learnt = learn(sighted(items))
    assert habit(learnt, "byline", "meta:author") == Habit("byline", "meta:author", 0, 20)
    found = items[4].read(learnt)
    assert [person.name for person in found.byline.people] == [items[4].name]
    stated = next(one for one in found.evidence if one.value == "Ida Dorne")
    before = next(one for one in items[4].read().evidence if one.value == "Ida Dorne")
    assert stated.confidence < before.confidence and stated.rule == "learnt: meta:author"


def test_the_only_author_of_a_paper_stays_its_author() -> None:
    items = [
        Item(number, clock=None, stated_author="Ida Dorne", author="By Ida Dorne") for number in range(20)
    ]
    learnt = learn(sighted(items))
    assert [person.name for person in items[4].read(learnt).byline.people] == ["Ida Dorne"]
    assert chosen(items[4].read(learnt), "byline").confidence >= chosen(items[4].read(), "byline").confidence


def test_the_story_is_looked_for_where_the_papers_stories_stand() -> None:
    learnt = learn(sighted(Item(number) for number in range(20)))
    assert chosen(Item(3).read(learnt), "body").rule == "learnt: densest prose"
    assert chosen(Item(3).read(learnt), "body").confidence > chosen(Item(3).read(), "body").confidence
    moved = Item(3, body_class="elsewhere").read(learnt)
    assert moved.body[:-1] == Item(3).own or moved.body == Item(3).own
    assert chosen(moved, "body").rule == "learnt: prose at an unusual place"
    assert chosen(moved, "body").confidence < chosen(Item(3).read(), "body").confidence


def test_a_longer_text_beside_the_usual_place_is_not_the_story() -> None:
    """Reactions of readers, in as many words as the story, below a class that says nothing."""
    learnt = learn(sighted(Item(number) for number in range(20)))
    item = Item(7, paragraphs=tuple(sentences(7, 4)))
    reactions = "".join(f"<p>{text}</p>" for text in sentences(700, 6))
    body = item.page().body.replace(
        b"</div></div></body>", f'</div><div class="zz">{reactions}</div>'.encode()
    )
    page = replace(item.page(), body=body + b"</div></body></html>")
    found, before = extract(page, learnt=learnt), extract(page)
    assert isinstance(found, Extraction) and isinstance(before, Extraction)
    assert found.body == item.own != before.body


def test_places_without_a_name_and_numbers_of_stories_are_told_apart() -> None:
    assert place_of("below_title:text", "div > p > span") == ""
    assert place_of("below_title:text", "div#post-8178 > p.d") == place_of("label", "div#post-9000 > p.d")
    assert place_of("below_title:@datetime", "p.d > time") == "p.d > time@datetime"
    assert place_of("learnt: jsonld:author", "NewsArticle") == "jsonld:author"
    assert place_of("url", "address") == ""


def test_layouts_are_counted_with_the_days_they_were_seen() -> None:
    old = [Item(number, NOON - timedelta(days=90), body_class="old") for number in range(14)]
    new = [Item(number, NOON) for number in range(14, 34)]
    first, second = learn(sighted([*new, *old])).layouts
    assert (first.stories, first.first, first.last) == (20, "2026-05-18", "2026-05-18")
    assert (second.stories, second.body, second.last) == (14, "body > div.wrap > div.old", "2026-02-17")
