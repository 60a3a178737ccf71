"""Planted copies and look-alikes → recall and precision of the clusters, and their cost in a large store.

    python -m benchmarks.copies [--stories 300] [--store 1000000] [--figures FILE]

Every story gets one copy of each kind and stands among reports of the same templates with other figures and
names, follow-ups that tell the background again, and series. All of it goes through the store, as in a crawl.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import sys
import tempfile
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from time import process_time

from benchmarks import invented
from newsarchive.dedup import refresh
from newsarchive.dedup.pairs import number_of
from newsarchive.dedup.sketch import Sketch, packed
from storage.records import Byline, Capture, Extraction, PortalRecord, Reader
from storage.repositories import Database, Unit
from storage.repositories.clusters import KeptSketch, bytes_of

READER = Reader("benchmark", "", "")
CHUNK = 5_000
HOT = 100_000
Words = list[str]


@dataclass(frozen=True, slots=True)
class Planted:
    """`family`: texts of one family are copies of one story; `kind` is what was done to it."""

    family: str
    kind: str
    text: str


def story(number: int) -> Words:
    """An invented story with the figures, dates and names that news has, in every fifteenth place or so."""
    chance = random.Random(f"story {number}")
    words = [word for part in invented.article(number).body for word in part.split()]
    for _ in range(chance.randrange(5, 18)):
        words.insert(chance.randrange(1, len(words)), _figure(chance))
    for _ in range(chance.randrange(3, 9)):
        at = chance.randrange(1, len(words))
        words[at:at] = _name(chance).split()
    return words


def _figure(chance: random.Random) -> str:
    day = f"{chance.randrange(1, 29)}/{chance.randrange(1, 13)}"
    return chance.choice(
        [day, f"{chance.randrange(10, 2000)}", f"{chance.randrange(1, 99)},{chance.randrange(10)}"]
    )


def _name(chance: random.Random) -> str:
    return f"{chance.choice(invented.FAMILY)} {chance.choice(invented.GIVEN)} {chance.choice(invented.GIVEN)}"


def edited(words: Words, share: float, chance: random.Random) -> Words:
    """A share of the words, figures and names among them, is another."""
    vocabulary = invented.vocabulary()[0]
    return [
        word
        if chance.random() >= share
        else _figure(chance)
        if word[0].isdigit()
        else chance.choice(vocabulary).split()[0]
        for word in words
    ]


def _other(chance: random.Random, length: int) -> Words:
    return story(chance.randrange(10**6, 10**9))[:length]


KINDS: dict[str, Callable[[Words, random.Random], Words]] = {
    "same words": lambda words, _: words,
    "5 % of words": lambda words, chance: edited(words, 0.05, chance),
    "10 % of words": lambda words, chance: edited(words, 0.1, chance),
    "20 % of words": lambda words, chance: edited(words, 0.2, chance),
    "other headline and lead": lambda words, chance: [*_other(chance, 35), *words[35:]],
    "100 words of boilerplate": lambda words, chance: [*words, *_other(chance, 100)],
    "cut to half": lambda words, _: words[: len(words) // 2],
    "last fifth rewritten": lambda words, chance: [
        *words[: len(words) * 4 // 5],
        *_other(chance, len(words) // 5),
    ],
    "cut to half, 10 % of words": lambda words, chance: edited(words[: len(words) // 2], 0.1, chance),
}

TEMPLATES = {
    "budget": (
        "Hội đồng nhân dân tỉnh {place} họp phiên thường kỳ dưới sự chủ trì của ông {name}. Các đại "
        "biểu biểu quyết thông qua nghị quyết về dự toán thu chi ngân sách địa phương. Tổng thu ngân "
        "sách trên địa bàn là {sum} tỷ đồng, bằng {percent} dự toán, thu nội địa {sum} tỷ đồng, thu "
        "xuất nhập khẩu {sum} tỷ đồng. Tổng chi ngân sách địa phương {sum} tỷ đồng, trong đó chi đầu "
        "tư phát triển {sum} tỷ đồng, chi thường xuyên {sum} tỷ đồng, chi sự nghiệp giáo dục {sum} tỷ "
        "đồng. Ủy ban nhân dân tỉnh được giao tổ chức thực hiện và báo cáo kết quả."
    ),
    "weather": (
        "Trung tâm Dự báo khí tượng thủy văn cho biết, ngày {day} khu vực {place} nhiều mây, có mưa "
        "vài nơi, gió nhẹ, trời rét. Nhiệt độ thấp nhất {small} độ, nhiệt độ cao nhất {small} độ, độ "
        "ẩm từ {percent} đến {percent}. Vùng núi {place} có nơi dưới {small} độ. Lượng mưa đo được "
        "{sum} mm, gió cấp {small}, giật cấp {small}. Người dân cần chú ý giữ ấm cho gia súc, gia cầm "
        "và đề phòng sương muối, băng giá ở vùng núi cao."
    ),
    "prices": (
        "Giá vàng hôm nay {day} tại {place}: vàng miếng mua vào {sum} triệu đồng một lượng, bán ra "
        "{sum} triệu đồng một lượng, so với phiên trước thay đổi {percent}. Vàng nhẫn mua vào {sum}, "
        "bán ra {sum} triệu đồng. Giá cà phê nhân xô giao dịch ở mức {sum} đồng một kg, giá tiêu "
        "{sum} đồng một kg, giá heo hơi {sum} đồng một kg. Trên thị trường thế giới giá vàng giao "
        "ngay ở mức {sum} đô la một ounce, giá dầu {sum} đô la một thùng."
    ),
    "lottery": (
        "Kết quả xổ số kiến thiết {place} mở thưởng ngày {day}: giải đặc biệt {number}, giải nhất "
        "{number}, giải nhì {number} và {number}, giải ba {number}, {number}, {number}, giải tư "
        "{number}, {number}, giải năm {number}, giải sáu {number}, giải bảy {number}, giải tám "
        "{small}. Vé trúng thưởng được lĩnh trong thời hạn ba mươi ngày kể từ ngày mở thưởng tại trụ "
        "sở công ty xổ số kiến thiết hoặc các đại lý được ủy quyền."
    ),
    "meeting": (
        "Sáng {day}, tại trụ sở, ông {name}, Bí thư Tỉnh ủy, và bà {name}, Chủ tịch Ủy ban nhân dân "
        "tỉnh {place}, tiếp đoàn công tác do ông {name} dẫn đầu. Cùng dự có ông {name}, bà {name} và "
        "lãnh đạo các sở, ban, ngành. Phát biểu tại buổi tiếp, ông {name} chúc mừng những kết quả "
        "tỉnh đạt được và mong muốn hai bên tiếp tục phối hợp chặt chẽ trên các lĩnh vực. Thay mặt "
        "lãnh đạo tỉnh, bà {name} cảm ơn đoàn đã đến thăm và làm việc."
    ),
    # Almost without figures: a name or two, and perhaps a place, are all that is not the template's.
    "greeting": (
        "Nhân dịp năm mới, ông {name}, Chủ tịch Ủy ban nhân dân tỉnh {place}, gửi tới toàn thể cán bộ, chiến "
        "sĩ và đồng bào các dân tộc trong tỉnh lời chúc mừng tốt đẹp nhất. Chúc mọi gia đình một năm mới "
        "mạnh khỏe, hạnh phúc, an khang và thịnh vượng. Năm qua, dưới sự lãnh đạo của tỉnh ủy, nhân dân các "
        "dân tộc trong tỉnh đã đoàn kết vượt qua nhiều khó khăn, hoàn thành các mục tiêu đề ra. Bước sang "
        "năm mới, đề nghị các cấp, các ngành tiếp tục phát huy truyền thống, thi đua lập nhiều thành tích."
    ),
    "condolence": (
        "Được tin ông {name}, nguyên cán bộ tiền khởi nghĩa, quê ở {place}, vì tuổi cao sức yếu đã từ trần "
        "tại nhà riêng, tỉnh ủy, hội đồng nhân dân, ủy ban nhân dân và ủy ban mặt trận tổ quốc tỉnh đã gửi "
        "vòng hoa kính viếng và gửi lời chia buồn sâu sắc tới gia quyến. Trong suốt quá trình công tác, ông "
        "luôn hết lòng vì nhân dân, sống giản dị, gần gũi, được đồng chí và bà con tin yêu. Xin vĩnh biệt "
        "một người con ưu tú của quê hương và cầu mong gia đình sớm vượt qua nỗi đau mất mát này."
    ),
    "obituary": (
        "Gia đình chúng tôi vô cùng thương tiếc báo tin chồng, cha, ông của chúng tôi là cụ ông {name}, sinh "
        "năm {year}, đã từ trần hồi {small} giờ tại nhà riêng ở {place}. Lễ viếng được tổ chức tại nhà tang "
        "lễ thành phố, lễ truy điệu và đưa tang cử hành cùng ngày, an táng tại nghĩa trang quê nhà. Thay mặt "
        "tang quyến, trưởng nam {name} xin kính báo cùng họ hàng nội ngoại, bạn bè xa gần. Cáo phó này thay "
        "cho thiệp tang, mọi sơ suất trong lúc tang gia bối rối kính mong được lượng thứ."
    ),
    "notice": (
        "Thường trực Hội đồng nhân dân {place} trân trọng thông báo triệu tập kỳ họp thường lệ cuối năm tại "
        "hội trường trung tâm. Kỳ họp xem xét báo cáo về tình hình kinh tế xã hội, quốc phòng, an ninh, dự "
        "toán ngân sách, kết quả giám sát và trả lời chất vấn của đại biểu. Chủ trì kỳ họp là ông {name}. Đề "
        "nghị các đại biểu bố trí thời gian tham dự đầy đủ; cử tri và nhân dân theo dõi qua truyền hình trực "
        "tiếp và gửi ý kiến, kiến nghị về văn phòng để được tổng hợp, trả lời theo quy định của pháp luật."
    ),
}
FIGURES_FEW = ("greeting", "condolence", "obituary", "notice")
PLACES = (
    "Lạng Sơn",
    "Cao Bằng",
    "Điện Biên",
    "Đắk Lắk",
    "Gia Lai",
    "Kon Tum",
    "Sơn La",
    "Lai Châu",
    "Hà Giang",
)


def report(template: str, chance: random.Random) -> str:
    """The template filled with a place, figures and names; twice over where it has many figures."""
    filled = (
        TEMPLATES[template] if template in FIGURES_FEW else f"{TEMPLATES[template]} {TEMPLATES[template]}"
    )
    values: dict[str, Callable[[], str]] = {
        "place": lambda: chance.choice(PLACES),
        "name": lambda: _name(chance),
        "sum": lambda: f"{chance.randrange(1, 99)}.{chance.randrange(100, 999)}",
        "percent": lambda: f"{chance.randrange(40, 140)},{chance.randrange(10)}%",
        "day": lambda: f"{chance.randrange(1, 29)}/{chance.randrange(1, 13)}/{chance.randrange(2015, 2027)}",
        "year": lambda: str(chance.randrange(1925, 1960)),
        "small": lambda: str(chance.randrange(3, 40)),
        "number": lambda: f"{chance.randrange(100_000):05}",
    }
    for name, value in values.items():
        while (hole := f"{{{name}}}") in filled:
            filled = filled.replace(hole, value(), 1)
    return filled


def planted(stories: int) -> Iterator[Planted]:
    chance = random.Random(20210721)
    for number in range(stories):
        words = story(number)
        for kind, change in KINDS.items():
            yield Planted(f"story {number}", kind, " ".join(change(words, chance)))
        background, event = story(10**5 + number)[:160], f"event {number}"
        for part in range(3):
            fresh = story(2 * 10**5 + 3 * number + part)[:220]
            yield Planted(f"{event}.{part}", "follow-up", " ".join([*fresh, *background]))
        rubric = " ".join(story(10**6)[:60])
        yield Planted(f"part {number}", "series", f"{rubric} {' '.join(story(3 * 10**5 + number)[:250])}")
        for template in TEMPLATES:
            # By chance, two may be the same to the letter: then they are copies.
            text = report(template, chance)
            yield Planted(text, template, text)


def write(unit: Unit, number: int, text: str) -> str:
    """One article with this text, as short as the store lets it be."""
    portal, article = f"bao-{number % 63:02}", f"bao-{number % 63:02}-{number:016x}"
    at = invented.FIRST_DAY + timedelta(minutes=number)
    url = f"https://{portal}.example/{number}"
    unit.articles.open(article, portal, str(number), url, at)
    answer = (200, "text/html", f"sha256:{number}", "w", number, 1)
    capture = unit.captures.add(Capture(portal, url, url, "article", "r", at, *answer), article, "stored")
    version = unit.articles.add_version(article, at, "first", capture)
    nothing: tuple[()] = ()
    reading = Extraction(
        url, None, "article", None, None, None, None, None, None, Byline(), (text,), *[nothing] * 3, "vi",
        nothing, nothing, "benchmark",
    )  # fmt: skip
    unit.articles.add_extraction(version, capture, reading, READER, f"sha256:{number}", current=True)
    unit.clusters.mark_dirty(article)
    return article


def opened(folder: str) -> Database:
    database = Database(f"{folder}/copies.db")
    database.upgrade()
    with database.writing() as unit:
        for number in range(63):
            slug = f"bao-{number:02}"
            unit.portals.keep(PortalRecord(slug, slug, f"https://{slug}.example/"))
    return database


def refreshed(database: Database) -> tuple[int, float]:
    """Articles compared, and the seconds of one core it took."""
    count, start, more = 0, process_time(), True
    while more:
        with database.writing() as unit:
            done = refresh(unit)
            count, more = count + done, done > 0
    return count, process_time() - start


def quality(stories: int) -> dict[str, object]:
    texts = list(planted(stories))
    random.Random(1).shuffle(texts)
    with tempfile.TemporaryDirectory() as folder:
        database = opened(folder)
        with database.writing() as unit:
            ids = {write(unit, number, one.text): one for number, one in enumerate(texts)}
        count, seconds = refreshed(database)
        with database.reading() as unit:
            found = unit.clusters.clusters_of(ids)
        database.close()
    clusters: dict[str, list[Planted]] = defaultdict(list)
    where: dict[Planted, str | None] = {}
    for article, one in ids.items():
        where[one] = found[article]
        if cluster := found[article]:
            clusters[cluster].append(one)
    return {
        "recall": _recall(where),
        "precision": _precision(clusters),
        "wrong pairs": dict(_wrong(clusters)),
        "articles": count,
        "articles a second": round(count / seconds),
    }


def _recall(where: dict[Planted, str | None]) -> dict[str, float]:
    """The share of copies that are in the cluster of the story they were made from."""
    origin = {one.family: cluster for one, cluster in where.items() if one.kind == "same words"}
    hits: dict[str, list[bool]] = defaultdict(list)
    for one, cluster in where.items():
        if one.kind in KINDS and one.kind != "same words":
            hits[one.kind].append(cluster is not None and cluster == origin[one.family])
    return {kind: round(sum(hits[kind]) / len(hits[kind]), 4) for kind in KINDS if kind in hits}


def _precision(clusters: dict[str, list[Planted]]) -> float:
    """The share of pairs in one cluster that are copies of one story."""
    pairs = [one.family == two.family for them in clusters.values() for one, two in combinations(them, 2)]
    return round(sum(pairs) / len(pairs), 4) if pairs else 1.0


def _wrong(clusters: dict[str, list[Planted]]) -> Counter[str]:
    return Counter(
        " and ".join(sorted((one.kind, two.kind)))
        for them in clusters.values()
        for one, two in combinations(them, 2)
        if one.family != two.family
    )


def cost(store: int, kept: Path | None, arriving: int = 5_000) -> dict[str, object]:
    """What it takes to compare `arriving` stories, a third of them copies, with a store of sketches."""
    with tempfile.TemporaryDirectory() as folder:
        filled = (kept or Path(folder)) / f"{store}.db"
        if not filled.exists():
            fill(filled, store)
        size = filled.stat().st_size
        if kept:
            shutil.copy(filled, f"{folder}/copies.db")
        else:
            filled.rename(f"{folder}/copies.db")
        database = opened(folder)
        with database.writing() as unit:
            for number in range(arriving):
                words = story(number // 3 * 3)
                text = edited(words, 0.05, random.Random(number)) if number % 3 == 1 else story(number)
                write(unit, number, " ".join(text))
        count, seconds = refreshed(database)
        database.close()
    return {
        "store": store,
        "bytes an article": round(size / max(store, 1)),
        "arrived": count,
        "articles a second": round(count / seconds),
        "peak memory, MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def fill(path: Path, store: int) -> None:
    """Sketches alone. Their keys are sorted by the database, for written as they come they would touch every
    page of it again and again."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        database = opened(folder)
        numbers = sorted((number_of(_id(number)), number) for number in range(store))
        with database.writing() as unit:
            run = unit.connection.exec_driver_sql
            run("CREATE TEMP TABLE unsorted (key INTEGER, number INTEGER)")
            for at in range(0, store, CHUNK):
                some = [_sketch(number) for _, number in numbers[at : at + CHUNK]]
                run(
                    "INSERT INTO unsorted VALUES (?, ?)",
                    [(key, one.number) for one in some for key in one.keys],
                )
                rows = [(one.number, one.article, bytes_of(one.keys), one.sketch) for one in some]
                run("INSERT INTO copy_sketches (number, article, key_list, sketch) VALUES (?, ?, ?, ?)", rows)
                print(f"{at + len(some)} of {store} sketches", end="\r", file=sys.stderr)
            run("INSERT INTO copy_keys SELECT DISTINCT key, number FROM unsorted ORDER BY key, number")
            run("DROP TABLE unsorted")
        database.close()
        Path(folder, "copies.db").rename(path)


def _id(number: int) -> str:
    return f"bao-xx-{number:016x}"


def _sketch(number: int) -> KeptSketch:
    """A sketch as a story of 450 words has it: 17 keys, three of them of phrases that many stories have."""
    chance = random.Random(number)
    keys = [chance.randrange(2**32 // 25) for _ in range(14)]
    keys += [int(HOT ** chance.random()) for _ in range(3)]
    phrases = tuple(array("H", chance.randbytes(450)))
    few = [frozenset(array("H", chance.randbytes(20))) for _ in range(2)]
    kept = packed(Sketch(frozenset(), phrases, *few))
    article = _id(number)
    return KeptSketch(number_of(article), article, frozenset(key - 2**31 for key in keys), kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=300)
    parser.add_argument("--store", type=int, default=0, help="also measure the cost beside so many sketches")
    parser.add_argument("--at", type=Path, help="a directory where that store is kept, and found again")
    parser.add_argument("--figures", type=Path, help="write the figures as JSON, too")
    chosen = parser.parse_args()
    figures = {"quality": quality(chosen.stories)} if chosen.stories else {}
    if chosen.store:
        figures["cost"] = cost(chosen.store, chosen.at)
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    if chosen.figures:
        chosen.figures.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
