"""Who signs is counted by the current text of what may be seen, and as the names were printed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, text, update

from storage.migrations.versions import m0007_people
from storage.records import Byline, Moment, Person
from storage.repositories import Unit
from storage.repositories.people import Signed, Signer
from storage.tables import articles, signers


def signed(*people: Person, agencies: tuple[str, ...] = ()) -> Byline:
    return Byline(" - ".join(person.printed for person in people), people, agencies, ())


AN = Person("An Bình", "AN BÌNH", "author")
MAI = Person("Mai", "Mai", "author")


def dated(day: str) -> Moment:
    return Moment(None, day, "day", 0.9)


def counted(unit: Unit, *portals: str) -> set[tuple[str, str, int, str | None, str | None]]:
    found = unit.people.signers(portals)
    return {(one.portal, one.name, one.articles, one.first, one.last) for one in found}


def test_names_are_counted_by_portal_with_their_first_and_last_day(unit: Unit, newsroom: Any) -> None:
    story = newsroom.story
    newsroom.publish("a", story(byline=signed(AN, MAI), published=dated("2026-03-02")))
    newsroom.publish("b", story(byline=signed(AN), published=dated("2025-03")))
    newsroom.publish("c", story(byline=signed(AN), published=None), portal="dong-bang")
    newsroom.publish("d", story(byline=Byline("PV", (), ("PV",), ("Báo Xa",))))
    assert counted(unit) == {
        ("tin-nui", "An Bình", 2, "2025-03", "2026-03-02"),
        ("tin-nui", "Mai", 1, "2026-03-02", "2026-03-02"),
        ("tin-nui", "PV", 1, "2026-03-01", "2026-03-01"),
        ("tin-nui", "Báo Xa", 1, "2026-03-01", "2026-03-01"),
        ("dong-bang", "An Bình", 1, None, None),
    }
    assert counted(unit, "dong-bang") == {("dong-bang", "An Bình", 1, None, None)}
    assert {one.kind for one in unit.people.signers()} == {"person", "agency", "source"}


def test_a_name_is_counted_once_an_article_whatever_it_did(unit: Unit, newsroom: Any) -> None:
    twice = signed(AN, Person("An Bình", "An Bình", "photographer"))
    newsroom.publish("a", newsroom.story(byline=twice))
    newsroom.publish("b", newsroom.story(byline=signed(AN)))
    [signer] = unit.people.signers()
    assert signer == Signer("tin-nui", "person", "An Bình", 2, "2026-03-01", "2026-03-01")
    assert list(unit.people.named(["An Bình"])) == [signer]
    assert unit.people.signed([signer]) == {
        signer: [Signed("AN BÌNH", "author", 2), Signed("An Bình", "photographer", 1)]
    }


def test_a_signature_that_was_changed_counts_no_more(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("a", newsroom.story(byline=signed(AN)))
    newsroom.publish("a", newsroom.story("Khác", byline=signed(MAI)))
    assert {name for _, name, *_ in counted(unit)} == {"Mai"}
    assert list(unit.people.named(["An Bình"])) == []
    unit.search.remove("tin-nui-a")
    assert counted(unit) == set()


def test_who_signed_what_is_withdrawn_only_is_gone(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("a", newsroom.story(byline=signed(AN, MAI), published=dated("2026-03-02")))
    newsroom.publish("b", newsroom.story(byline=signed(AN), published=dated("2025-03-01")))
    unit.connection.execute(update(articles).where(articles.c.id == "tin-nui-a").values(withdrawn=True))
    left = {("tin-nui", "An Bình", 1, "2025-03-01", "2025-03-01")}
    assert counted(unit) == counted(unit, "tin-nui") == left
    assert counted(unit, "dong-bang") == set()
    assert [one.articles for one in unit.people.named(["An Bình", "Mai"])] == [1]
    signer = next(iter(unit.people.signers()))
    assert unit.people.signed([signer])[signer] == [Signed("AN BÌNH", "author", 1)]


def test_an_upgrade_lists_the_names_there_are(unit: Unit, newsroom: Any) -> None:
    twice = signed(AN, Person("An Bình", "An Bình", "photographer"))
    newsroom.publish("a", newsroom.story(byline=signed(MAI)))
    newsroom.publish("a", newsroom.story("Khác", byline=twice))
    before = counted(unit)
    unit.connection.execute(delete(signers))
    unit.connection.execute(text(m0007_people.FILL))
    assert counted(unit) == before
