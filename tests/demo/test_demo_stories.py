"""The bundled stories: enough of them, whole, and told apart by everything that names them."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest

from newsarchive.demo.markup import markup_of
from newsarchive.demo.stories import Paper, Paragraph, papers, slug
from newsarchive.demo.truth import truth, truths

WRITTEN = datetime(2026, 4, 1, tzinfo=UTC)

each_paper = pytest.mark.parametrize("paper", papers(), ids=lambda paper: paper.slug)


def test_four_papers_have_at_least_sixty_stories_in_two_languages() -> None:
    assert sum(len(paper.stories) for paper in papers()) >= 66
    assert [paper.language for paper in papers()].count("vi") == 3
    assert {paper.language for paper in papers()} == {"vi", "pl"}
    assert all(paper.host.endswith(".example") for paper in papers())


@each_paper
def test_every_story_is_whole(paper: Paper) -> None:
    for story in paper.stories:
        texts = [block.text for block in story.blocks if isinstance(block, Paragraph)]
        assert 4 <= len(texts) <= 9, story.title
        assert all(text == unicodedata.normalize("NFC", text).strip() for text in texts)
        assert story.section in paper.sections
        assert story.byline and story.tags
        assert "[photo" not in " ".join(texts)
        assert not (story.people and story.sources), "either people made it, or an agency did"


@each_paper
def test_every_story_appeared_before_the_papers_were_written(paper: Paper) -> None:
    for story in paper.stories:
        if isinstance(story.published, datetime):
            assert story.published.tzinfo and story.published < WRITTEN
            assert story.published.utcoffset() == story.published.astimezone(paper.zone).utcoffset()
        else:
            assert story.undated and story.published < WRITTEN.date()


@each_paper
def test_ids_titles_and_addresses_are_never_shared(paper: Paper) -> None:
    markup = markup_of(paper)
    for names in (
        [story.id for story in paper.stories],
        [story.title for story in paper.stories],
        [markup.story_path(story) for story in paper.stories],
        [photo.file for story in paper.stories for photo in story.photos],
    ):
        assert len(names) == len(set(names))


@each_paper
def test_the_second_edition_adds_stories(paper: Paper) -> None:
    before = {story.id for story in paper.edition("before")}
    after = {story.id for story in paper.edition("after")}
    assert after - before


def test_one_story_is_corrected_and_one_removed() -> None:
    stories = [story for paper in papers() for story in paper.stories]
    (corrected,) = [story for story in stories if story.corrected]
    assert [story.id for story in stories if story.gone] == ["28ac17d"]
    assert corrected.corrected and corrected.corrected.blocks != corrected.blocks
    assert corrected.corrected.title == corrected.title
    assert corrected.corrected.modified


def test_a_wire_story_is_printed_by_all_three_vietnamese_papers_in_other_words() -> None:
    printed = [
        (paper.slug, story) for paper in papers() for story in paper.stories if story.wire == "ho-chua"
    ]
    assert len({slug for slug, _ in printed}) == 3
    assert len({story.title for _, story in printed}) == 3
    assert len({story.blocks for _, story in printed}) == 3
    assert {story.sources for _, story in printed} == {("Hãng tin Bắc Đẩu",)}


def test_the_truth_of_a_story_is_what_was_written() -> None:
    paper = next(paper for paper in papers() if paper.slug == "baonuixanh")
    story = next(story for story in paper.stories if story.id == "3a91c07")
    expected = truth(paper, story)
    assert expected.url.startswith(
        "https://baonuixanh.example/chinh-tri/202511/bi-thu-tinh-uy-nui-xanh-doi-thoai"
    )
    assert expected.byline == "Tin, ảnh: NGỌC LAN - TRẦN VỊNH"
    assert expected.people == ("Ngọc Lan", "Trần Vịnh")
    assert expected.printed == ("NGỌC LAN", "TRẦN VỊNH")
    assert expected.body[0] == story.lead and len(expected.body) == 5
    assert expected.captions == (
        ("Bí thư Tỉnh ủy Kiều Văn Thuận trả lời kiến nghị của người dân thôn Đồng Cói", None),
    )
    assert (expected.date, expected.section) == ("2025-11-06", ("Chính trị",))


def test_a_name_of_the_byline_stands_in_it_as_printed() -> None:
    for paper in papers():
        for expected in truths(paper, "after").values():
            assert all(name in expected.byline for name in expected.printed)
            assert [name.lower() for name in expected.printed] == [name.lower() for name in expected.people]


def test_titles_become_addresses_in_plain_letters() -> None:
    assert slug("Lật xe tải trên dốc Ba Khúc, hai người bị thương") == (
        "lat-xe-tai-tren-doc-ba-khuc-hai-nguoi-bi-thuong"
    )
    assert slug("Piłkarki Brzózki: 5:0") == "pilkarki-brzozki-5-0"
    assert slug("Đặc khu Hòn Sáo") == "dac-khu-hon-sao"
