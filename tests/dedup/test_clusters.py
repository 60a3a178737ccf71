"""Copies are found whatever order they arrive in; stories that only share phrases are left apart."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from storage.tables import articles

SYLLABLES = [
    f"{onset}{nucleus}"
    for onset in ["b", "c", "đ", "g", "h", "k", "l", "m", "n", "s", "t", "v", "x"]
    for nucleus in ["ạ", "ề", "í", "ọ", "ủ", "áng", "ên", "ình", "ông", "uy"]
]
PORTALS = [f"b{one}{two}" for one in "abcdef" for two in "vwxyz"]


def story(seed: int, length: int = 300) -> str:
    """Words of one syllable, a figure among every fifteen."""
    chance = random.Random(seed)
    words = chance.choices(SYLLABLES, k=length)
    for at in range(7, length, 15):
        words[at] = f"{chance.randrange(10, 9999)},{chance.randrange(10)}"
    return " ".join(words)


def edited(body: str, share: float, seed: int = 1) -> str:
    """A copy in which a share of the words is another."""
    chance = random.Random(seed)
    return " ".join(chance.choice(SYLLABLES) if chance.random() < share else word for word in body.split(" "))


def budget_report(province: str, chairman: str, seed: int) -> str:
    """The same phrases every year and everywhere; other figures and names."""
    chance = random.Random(seed)

    def sum_of() -> str:
        return f"{chance.randrange(1, 99)}.{chance.randrange(100, 999)} tỷ đồng"

    tail = "trong đó chi đầu tư phát triển và chi thường xuyên được giao theo đúng định mức đã ban hành."
    parts = [
        f"Sáng nay, Hội đồng nhân dân tỉnh {province} họp phiên thường kỳ dưới sự chủ trì của {chairman}.",
        "Các đại biểu thảo luận và biểu quyết thông qua nghị quyết về dự toán thu chi ngân sách địa phương.",
        f"Theo đó, tổng thu ngân sách trên địa bàn là {sum_of()}, bằng {chance.randrange(80, 130)}% dự toán,",
        f"thu nội địa {sum_of()}, thu từ hoạt động xuất nhập khẩu {sum_of()}, tổng chi {sum_of()}, {tail}",
        f"Chi giáo dục {sum_of()}, chi y tế {sum_of()}, chi kinh tế {sum_of()}, dự phòng {sum_of()}.",
        "Ủy ban nhân dân tỉnh được giao tổ chức thực hiện nghị quyết và báo cáo kết quả tại kỳ họp tới.",
        "Thường trực, các ban và các đại biểu Hội đồng nhân dân tỉnh giám sát việc thực hiện nghị quyết này.",
    ]
    return "\n\n".join(parts)


def test_one_wire_story_in_thirty_provinces_is_one_cluster(desk: Any) -> None:
    wire = story(1)
    for number, portal in enumerate(PORTALS):
        desk.put(f"{portal}-1", edited(wire, 0.1 * (number % 3), number))
    desk.put("zz-9", story(2))
    desk.refresh()
    assert desk.clusters() == {"bav-1": {f"{portal}-1" for portal in PORTALS}}


def test_two_budget_reports_with_the_same_phrases_are_no_copies(desk: Any) -> None:
    desk.put("ba-1", budget_report("Núi Cao", "ông Trần Văn Đá", 1))
    desk.put("bb-1", budget_report("Đồng Bằng", "bà Lê Thị Lúa", 2))
    desk.put("ba-2", budget_report("Núi Cao", "ông Trần Văn Đá", 3))
    desk.refresh()
    assert desk.clusters() == {}
    desk.put("bc-1", budget_report("Núi Cao", "ông Trần Văn Đá", 1))
    desk.refresh()
    assert desk.clusters() == {"ba-1": {"ba-1", "bc-1"}}


GREETING = (
    "Nhân dịp năm mới, ông {name}, Chủ tịch Ủy ban nhân dân tỉnh {place}, gửi tới toàn thể cán bộ, chiến sĩ "
    "và đồng bào các dân tộc lời chúc mừng tốt đẹp nhất. Chúc mọi gia đình mạnh khỏe, hạnh phúc, an khang. "
    "Năm qua, nhân dân trong tỉnh đã đoàn kết vượt qua nhiều khó khăn, hoàn thành các mục tiêu đề ra."
)
CONDOLENCE = (
    "Được tin ông {name}, nguyên cán bộ tiền khởi nghĩa, quê ở {place}, vì tuổi cao sức yếu đã từ trần tại "
    "nhà riêng, tỉnh ủy đã gửi vòng hoa kính viếng và gửi lời chia buồn sâu sắc tới gia quyến. Trong suốt "
    "quá trình công tác, ông luôn hết lòng vì nhân dân, sống giản dị, gần gũi, được bà con tin yêu."
)


@pytest.mark.parametrize("template", [GREETING, CONDOLENCE], ids=["greeting", "condolence"])
def test_stories_of_one_template_without_figures_are_told_apart_by_a_name(desk: Any, template: str) -> None:
    desk.put("ba-1", template.format(name="Trần Văn Đá", place="Núi Cao"))
    desk.put("ba-2", template.format(name="Lê Minh Suối", place="Núi Cao"))
    desk.refresh()
    assert desk.clusters() == {}
    desk.put("bb-1", "Tin buồn trong tỉnh. " + template.format(name="Trần Văn Đá", place="Núi Cao"))
    desk.refresh()
    assert desk.clusters() == {"ba-1": {"ba-1", "bb-1"}}


def test_an_agencys_story_with_another_headline_and_lead_is_a_copy(desk: Any) -> None:
    words = story(1).split(" ")
    desk.put("ba-1", " ".join(words))
    desk.put("bb-1", f"{story(4, 45)} {' '.join(words[40:])}")
    desk.refresh()
    assert desk.clusters() == {"ba-1": {"ba-1", "bb-1"}}


def test_a_follow_up_that_tells_the_background_again_is_no_copy(desk: Any) -> None:
    background = story(1, 120)
    desk.put("ba-1", f"{story(2, 180)} {background}")
    desk.put("bb-1", f"{story(3, 180)} {background}")
    desk.refresh()
    assert desk.clusters() == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda body: edited(body, 0.1),
        lambda body: " ".join(body.split(" ")[:150]),
        lambda body: f"{body} {story(8, 90)}",
        lambda body: " ".join(body.split(" ")[:240]) + " " + story(9, 60),
        lambda body: body.upper(),
    ],
    ids=["a tenth of the words", "cut tail", "boilerplate", "last fifth rewritten", "capitals"],
)
def test_an_edited_copy_is_found(desk: Any, change: Callable[[str], str]) -> None:
    desk.put("ba-1", story(1))
    desk.put("bb-1", change(story(1)))
    desk.refresh()
    assert desk.clusters() == {"ba-1": {"ba-1", "bb-1"}}


def test_a_repost_in_the_same_portal_is_a_copy_too(desk: Any) -> None:
    desk.put("ba-1", story(1))
    desk.put("ba-2", edited(story(1), 0.05))
    desk.refresh()
    assert desk.clusters() == {"ba-1": {"ba-1", "ba-2"}}


def test_short_notes_are_not_compared(desk: Any) -> None:
    desk.put("ba-1", story(1, 30))
    desk.put("bb-1", story(1, 30))
    desk.refresh()
    assert desk.clusters() == {}


def test_a_chain_of_stories_each_like_the_next_is_parted(desk: Any) -> None:
    """Each leaves out a fifth of the one before and adds as much: the first and the last share nothing."""
    words = story(1, 900).split(" ")
    for number in range(10):
        desk.put(f"{PORTALS[number]}-1", " ".join(words[number * 60 : number * 60 + 300]))
    desk.refresh()
    clusters = desk.clusters()
    assert all(not {"bav-1", "bbz-1"} <= members for members in clusters.values())


def test_a_copy_that_is_rewritten_leaves_its_cluster_and_the_former_name_is_kept(desk: Any) -> None:
    desk.put("ba-1", story(1))
    desk.put("bb-1", story(1))
    desk.put("bc-1", story(1))
    desk.refresh()
    assert desk.clusters() == {"ba-1": {"ba-1", "bb-1", "bc-1"}}
    desk.put("ba-1", story(5))
    desk.refresh()
    assert desk.clusters() == {"bb-1": {"bb-1", "bc-1"}}
    assert desk.rows("SELECT id, cluster FROM former_clusters") == [{"id": "ba-1", "cluster": "bb-1"}]


def test_a_withdrawn_article_is_forgotten_at_once_and_its_text_with_the_next_refresh(desk: Any) -> None:
    for portal in ("ba", "bb", "bc"):
        desk.put(f"{portal}-1", story(1))
    desk.refresh()
    with desk.database.writing() as unit:
        unit.connection.execute(update(articles).where(articles.c.id == "bb-1").values(withdrawn=True))
        unit.clusters.forget("bb-1")
    assert desk.clusters() == {"ba-1": {"ba-1", "bc-1"}}
    desk.refresh()
    assert desk.clusters() == {"ba-1": {"ba-1", "bc-1"}}
    assert {row["article"] for row in desk.rows("SELECT article FROM copy_sketches")} == {"ba-1", "bc-1"}
    with desk.database.writing() as unit:
        unit.connection.execute(update(articles).values(withdrawn=False))
        unit.clusters.mark_dirty("bb-1")
    desk.refresh()
    assert desk.clusters() == {"ba-1": {"ba-1", "bb-1", "bc-1"}}


def test_an_article_that_became_another_ones_alias_is_forgotten(desk: Any) -> None:
    for article in ("ba-1", "ba-2", "bb-1"):
        desk.put(article, story(1))
    desk.refresh()
    with desk.database.writing() as unit:
        unit.articles.alias("ba", "ba-2", "https://ba.example/ba-2", "ba-1", desk.at, "ba-2")
        unit.clusters.mark_dirty("ba-1")
    desk.refresh()
    assert desk.clusters() == {"ba-1": {"ba-1", "bb-1"}}
    assert desk.rows("SELECT count(*) AS n FROM copy_sketches") == [{"n": 2}]


TEXTS = [
    story(1), edited(story(1), 0.1, 2), edited(story(1), 0.2, 3), edited(story(1), 0.3, 4), story(2),
    edited(story(2), 0.15, 5), " ".join(story(1).split(" ")[:200]) + " " + story(2, 100), story(3, 20),
]  # fmt: skip
Step = tuple[int, int]
"""An article, and its text from now on; -1 withdraws it."""


def play(desk: Any, steps: list[Step], every: int) -> None:
    for count, (article, body) in enumerate(steps, 1):
        name = f"{PORTALS[article]}-1"
        if body >= 0:
            desk.put(name, TEXTS[body], first_seen=desk.at + timedelta(hours=article))
        known = desk.ids()
        if name in known:
            with desk.database.writing() as unit:
                gone = update(articles).where(articles.c.id == name).values(withdrawn=body < 0)
                unit.connection.execute(gone)
                unit.clusters.forget(name) if body < 0 else unit.clusters.mark_dirty(name)
        if count % every == 0:
            desk.refresh()
    desk.refresh()


@given(
    steps=st.lists(st.tuples(st.integers(0, 11), st.integers(-1, len(TEXTS) - 1)), max_size=16),
    every=st.integers(1, 6),
    hubs=st.integers(1, 4),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_there_alone_makes_the_clusters(
    desks: Callable[[], Any], steps: list[Step], every: int, hubs: int
) -> None:
    """However articles came, changed and went: the clusters, parts and pairs are those that the same
    articles would make if all had come at once."""
    desk = desks()
    desk.hubs = hubs
    play(desk, steps, every)
    seen = state(desk)
    with desk.database.writing() as unit:
        for table in ("copy_sketches", "copy_keys", "cluster_pairs", "cluster_members"):
            unit.connection.execute(text(f"DELETE FROM {table}"))
        unit.connection.execute(text("UPDATE articles SET cluster = NULL"))
        for article in desk.ids_in(unit):
            unit.clusters.mark_dirty(article)
    desk.refresh()
    assert state(desk) == seen


def state(desk: Any) -> list[object]:
    views = ("v_clusters", "v_cluster_pairs")
    tables = ("copy_sketches", "copy_keys", "cluster_pairs", "cluster_members")
    return [
        sorted(map(str, (row.values() for row in desk.rows(f"SELECT * FROM {name}"))))
        for name in (*views, *tables)
    ]
