"""A tombstone has the length of what it stands for, and every reader passes over it."""

from __future__ import annotations

import gzip
import io
import random
from datetime import UTC, datetime

import pytest
from fastwarc.warc import ArchiveIterator as FastWarc
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as Warcio

from storage.warc.members import pack, walk
from storage.warc.record import make, new_id, parse
from storage.warc.tombstone import Grave, TooShortError, is_tombstone, moved_to, tombstone

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
ID = "<urn:uuid:12345678-1234-1234-1234-123456789012>"
LEAST = 220
"""What every record of ours is longer than."""


def grave(length: int, moved: str = "") -> Grave:
    return Grave(0, length, ID, "response", moved)


@given(length=st.one_of(st.integers(LEAST, 2000), st.integers(LEAST, 400_000)), reason=st.text(max_size=300))
def test_it_is_as_long_as_the_record_was(length: int, reason: str) -> None:
    stone = tombstone(grave(length), 7, AT, reason)
    assert len(stone) == length
    (member,) = walk(io.BytesIO(stone))
    record = parse(member.data)
    assert record.id == ID and is_tombstone(record) and record.type == "metadata"
    assert gzip.decompress(stone) == member.data


@pytest.mark.parametrize("length", [*range(LEAST, 520), *range(65_400, 66_200), *range(131_000, 131_300)])
def test_no_length_is_left_out(length: int) -> None:
    assert len(tombstone(grave(length), 1, AT, "court order 12/2026, by the court of the province")) == length


def test_what_has_no_room_is_said() -> None:
    with pytest.raises(TooShortError, match="no room"):
        tombstone(grave(60), 1, AT, "x")


def test_it_is_the_same_each_time_and_names_where_the_record_went() -> None:
    one = tombstone(grave(900, "thu/2026/new.warc.gz@512"), 1, AT, "x")
    assert one == tombstone(grave(900, "thu/2026/new.warc.gz@512"), 1, AT, "x")
    assert moved_to(parse(gzip.decompress(one))) == ("thu/2026/new.warc.gz", 512)


@pytest.mark.parametrize("size", [30, 3_000, 90_000, 500_000])
def test_readers_pass_over_it(size: int) -> None:
    noise = random.Random(size).randbytes(size)
    records = [
        make("response", new_id(), AT, "text/plain", noise, [("WARC-Target-URI", f"https://a.example/{n}")])
        for n in range(3)
    ]
    members = [pack(record.to_bytes()) for record in records]
    members[1] = tombstone(Grave(0, len(members[1]), records[1].id, "response"), 3, AT, "why")
    data = b"".join(members)
    ids = [record.id for record in records]
    read = [(one.rec_headers.get_header("WARC-Record-ID"), one.rec_type) for one in Warcio(io.BytesIO(data))]
    assert read == list(zip(ids, ("response", "metadata", "response"), strict=True))
    fast = [one.record_id for one in FastWarc(io.BytesIO(data))]
    assert [f"<{one.strip('<>')}>" for one in fast] == ids
    offsets = [member.offset for member in walk(io.BytesIO(data))]
    assert offsets == [0, len(members[0]), len(members[0]) + len(members[1])]
