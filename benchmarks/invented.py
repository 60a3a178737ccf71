"""A number → that many invented Vietnamese news articles, the same ones on every machine.

Words are made of real onsets, rhymes and tones, and are used as often as words are (Zipf); each article leans
on the words of one topic, so that words meet each other as they do in news. No sentence means anything.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate


def _listed(words: str) -> list[str]:
    return words.split()


ONSETS = [*_listed("b c ch d đ g gi h k kh l m n ng nh ph qu r s t th tr v x"), ""]
NUCLEI = _listed("a ă â e ê i o ô ơ u ư iê uô ươ oa uâ uy")
CODAS = ["", *_listed("c ch i m n ng nh o p t u")]
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
SYLLABLES, WORDS, TOPICS, TOPIC_WORDS = 6_000, 30_000, 200, 120
PORTALS = tuple(f"bao-{number:02d}" for number in range(1, 64))
SECTIONS = ("Thời sự", "Kinh tế", "Xã hội", "Văn hóa", "Giáo dục", "Y tế", "Pháp luật", "Thể thao", "Du lịch")
FAMILY = _listed("Nguyễn Trần Lê Phạm Hoàng Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Nông Vi Hà Lò")
GIVEN = _listed("An Bình Chi Dũng Đức Giang Hà Hạnh Hùng Khánh Lan Liên Mai Minh Nam Nga Phúc Quân Sơn Thảo")
FIRST_DAY = datetime(2005, 1, 1, tzinfo=UTC)
DAYS = 7_900


@dataclass(frozen=True, slots=True)
class Invented:
    """`number` names it; `body` are paragraphs of about 450 syllables together."""

    number: int
    portal: str
    url: str
    title: str
    lead: str
    body: tuple[str, ...]
    byline: str
    people: tuple[str, ...]
    caption: str
    section: str
    published: datetime


def articles(count: int, start: int = 0) -> Iterator[Invented]:
    return (article(number) for number in range(start, start + count))


def article(number: int) -> Invented:
    dice = random.Random(number)
    general, weights = vocabulary()
    topic = topics()[dice.randrange(TOPICS)]
    words = dice.choices(general, cum_weights=weights, k=dice.randrange(130, 200))
    words += dice.choices(topic, cum_weights=topic_weights(), k=dice.randrange(45, 85))
    dice.shuffle(words)
    sentences = [_sentence(words[at : at + 13]) for at in range(0, len(words), 13)]
    lead = " ".join(sentences[:2])
    body = (lead, *(" ".join(sentences[at : at + 3]) for at in range(2, len(sentences), 3)))
    people = tuple(_person(dice) for _ in range(dice.choice((1, 1, 1, 2))))
    published = FIRST_DAY + timedelta(days=int(DAYS * dice.random() ** 0.6), minutes=dice.randrange(1440))
    portal = (
        PORTALS[min(int(dice.paretovariate(1.2)) - 1, 62)] if dice.random() < 0.5 else dice.choice(PORTALS)
    )
    title = _sentence(dice.choices(topic, cum_weights=topic_weights(), k=3) + dice.sample(words, 4))[:-1]
    return Invented(
        number=number,
        portal=portal,
        url=f"https://{portal}.example/tin-post{number}.html",
        title=title,
        lead=lead,
        body=body,
        byline=" - ".join(people).upper(),
        people=people,
        caption=_sentence(dice.sample(words, 8)),
        section=dice.choice(SECTIONS),
        published=published,
    )


@cache
def vocabulary() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The words, commonest first, and their cumulated frequencies."""
    dice = random.Random(20210721)
    made = {
        unicodedata.normalize("NFC", f"{onset}{nucleus}{tone}{coda}")
        for onset in ONSETS
        for nucleus in NUCLEI
        for coda in CODAS
        for tone in TONES
    }
    syllables = sorted(made)
    dice.shuffle(syllables)
    syllables = syllables[:SYLLABLES]
    common = list(accumulate(1 / (rank + 20) for rank in range(SYLLABLES)))
    lengths = dice.choices((1, 2, 3), (15, 75, 10), k=WORDS)
    words = dict.fromkeys(" ".join(dice.choices(syllables, cum_weights=common, k=size)) for size in lengths)
    return tuple(words), tuple(accumulate(1 / (rank + 5) for rank in range(len(words))))


@cache
def topics() -> tuple[tuple[str, ...], ...]:
    dice = random.Random(20250701)
    words = vocabulary()[0][300:]
    return tuple(tuple(dice.sample(words, TOPIC_WORDS)) for _ in range(TOPICS))


@cache
def topic_weights() -> tuple[float, ...]:
    return tuple(accumulate(1 / (rank + 5) for rank in range(TOPIC_WORDS)))


def _sentence(words: list[str]) -> str:
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}."


def _person(dice: random.Random) -> str:
    return f"{dice.choice(FAMILY)} {dice.choice(GIVEN)} {dice.choice(GIVEN)}"
