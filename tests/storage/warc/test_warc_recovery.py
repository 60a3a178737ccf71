"""Whatever moment a run dies at: whole exchanges stay, the torn tail is set aside, nothing is in between."""

from __future__ import annotations

import errno
import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from storage.records import Exchange
from storage.warc import Placed, Recovered, WarcError, WarcWriter, exchanges, read_exchange, recover
from storage.warc.recovery import whole_until

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BEGIN = b"HTTP/1.1 200 OK\r\n\r\n"


def exchange(number: int, size: int = 40) -> Exchange:
    body = BEGIN + bytes(str(number), "ascii") * size
    return Exchange(
        f"https://bao.example/{number}", b"GET / HTTP/1.1\r\n\r\n", body, NOW, None, None, {"n": number}
    )


SILENT = Exchange("https://bao.example/silent", b"", b"", NOW, None, None, {"failure": "dns"})
WRITTEN = [exchange(1), SILENT, exchange(2), exchange(3)]


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[int], str]:
    """The bytes of an open file, where its groups end, and its final name."""
    root = tmp_path_factory.mktemp("warc")
    out = WarcWriter(root, "bao", "r1", {}, NOW)
    placed = [out.append(one) for one in WRITTEN]
    (path,) = root.rglob("*.open")
    data = path.read_bytes()
    first = whole_until(_cut(path, placed[0].offset))
    out.close()
    return data, [0, first, *(one.offset + one.length for one in placed)], placed[0].warc


def _cut(path: Path, size: int) -> Path:
    other = path.with_name("x.warc.gz.open")
    other.write_bytes(path.read_bytes()[:size])
    return other


def leave(root: Path, data: bytes) -> Path:
    path = root / "bao" / "2026" / "bao-r1-001.warc.gz.open"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_every_cut_leaves_whole_exchanges_and_keeps_the_rest_beside(
    tmp_path: Path, left: tuple[bytes, list[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # two thousand real ones would show nothing more
    data, ends, warc = left
    for size in range(len(data) + 1):
        root = tmp_path / str(size)
        path = leave(root, data[:size])
        whole = max(end for end in ends if end <= size)
        assert recover(path) == Recovered(whole, size - whole), size
        names = {one.name: one.read_bytes() for one in path.parent.iterdir()}
        expected = {"bao-r1-001.warc.gz": data[:whole]} if whole else {}
        if size > whole:
            expected["bao-r1-001.warc.gz.torn"] = data[whole:size]
        assert names == expected, size
        if whole:
            kept = [one.exchange for one in exchanges(root / warc)]
            assert kept == WRITTEN[: max(ends.index(whole) - 1, 0)], size
        shutil.rmtree(root)


@given(tail=st.binary(min_size=1, max_size=200))
@settings(max_examples=60, deadline=None)
def test_rubbish_after_the_last_exchange_is_cut(
    tmp_path_factory: pytest.TempPathFactory, left: tuple[bytes, list[int], str], tail: bytes
) -> None:
    data, _, _ = left
    path = leave(tmp_path_factory.mktemp("warc"), data + tail)
    assert recover(path) == Recovered(len(data), len(tail))


def test_zeros_that_a_power_cut_leaves_are_cut(tmp_path: Path, left: tuple[bytes, list[int], str]) -> None:
    data, ends, _ = left
    path = leave(tmp_path, data[: ends[-2]] + bytes(len(data) - ends[-2]))
    assert recover(path).end == ends[-2]


def test_what_was_recovered_is_read_by_others(tmp_path: Path, left: tuple[bytes, list[int], str]) -> None:
    data, _, warc = left
    recover(leave(tmp_path, data[:-9]))
    with (tmp_path / warc).open("rb") as file:
        assert [one.rec_type for one in ArchiveIterator(file, check_digests="raise")].count("response") == 2


def test_a_recovery_that_was_killed_is_done_again(tmp_path: Path, left: tuple[bytes, list[int], str]) -> None:
    """Killed before the cut (a torn file half written) and after it, but before the file was sealed."""
    data, ends, warc = left
    path = leave(tmp_path, data[:-9])
    torn = tmp_path / f"{warc}.torn"
    torn.write_bytes(data[ends[-2] : ends[-2] + 5])
    assert recover(path) == Recovered(ends[-2], len(data) - 9 - ends[-2])
    assert torn.read_bytes() == data[ends[-2] : -9]
    (tmp_path / warc).rename(path)
    assert recover(path) == Recovered(ends[-2], 0)
    assert torn.read_bytes() == data[ends[-2] : -9]


def test_damage_is_no_torn_tail(tmp_path: Path, left: tuple[bytes, list[int], str]) -> None:
    data, ends, _ = left
    damaged = bytearray(data)
    damaged[ends[1] + 20] ^= 0x10
    path = leave(tmp_path, bytes(damaged))
    for acknowledged in (None, ends[2], len(data)):
        with pytest.raises(WarcError, match=f"damaged at {ends[1]}"):
            recover(path, acknowledged)
        assert path.read_bytes() == damaged and len(list(path.parent.iterdir())) == 1


def test_a_hole_in_what_was_never_acknowledged_is_cut(
    tmp_path: Path, left: tuple[bytes, list[int], str]
) -> None:
    data, ends, _ = left
    holed = data[: ends[3]] + bytes(30) + data[ends[3] + 30 :]
    assert recover(leave(tmp_path, holed), acknowledged=ends[3]) == Recovered(ends[3], len(data) - ends[3])


def test_a_sealed_file_is_left_alone(tmp_path: Path, left: tuple[bytes, list[int], str]) -> None:
    path = leave(tmp_path, left[0])
    sealed = path.with_name(path.name.removesuffix(".open"))
    sealed.write_bytes(b"sealed")
    for given_path in (path, sealed):
        with pytest.raises(WarcError):
            recover(given_path)
    assert sealed.read_bytes() == b"sealed"


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_write_that_fails_half_way_is_cut_back(tmp_path: Path) -> None:
    out = WarcWriter(tmp_path, "bao", "r1", {}, NOW)
    first = out.append(exchange(1))
    (path,) = tmp_path.rglob("*.open")
    before = path.read_bytes()
    for room in range(1, 900, 60):
        with largest_file(len(before) + room), pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
            out.append(Exchange("https://bao.example/big", b"", BEGIN + os.urandom(5000), NOW))
        assert path.read_bytes() == before
    second = out.append(exchange(2))
    out.close()
    assert [one.placed for one in exchanges(tmp_path / first.warc)] == [first, second]


def test_no_room_for_the_first_record_leaves_no_file(tmp_path: Path) -> None:
    out = WarcWriter(tmp_path, "bao", "r1", {}, NOW)
    with largest_file(100), pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
        out.append(exchange(1))
    assert list(tmp_path.rglob("*.warc.gz*")) == []
    placed = out.append(exchange(1))
    out.close()
    assert read_exchange(tmp_path, placed.warc, placed.offset).exchange == exchange(1)


def test_after_a_failed_sync_nothing_more_is_taken_and_the_file_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that failed once to sync may have dropped what it held: a second sync proves nothing."""
    out = WarcWriter(tmp_path, "bao", "r1", {}, NOW)
    out.append(exchange(1))
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _fail)
        with pytest.raises(OSError, match="disk"):
            out.sync()
    for again in (out.sync, lambda: out.append(exchange(2))):
        with pytest.raises(OSError, match="left alone"):
            again()
    out.close()
    assert [path.suffix for path in tmp_path.rglob("*.warc.gz*")] == [".open"]


def _fail(_: int) -> None:
    raise OSError(errno.EIO, "disk")


def test_an_open_file_with_a_torn_tail_is_read_up_to_it(
    tmp_path: Path, left: tuple[bytes, list[int], str]
) -> None:
    data, ends, warc = left
    leave(tmp_path, data[:-9])
    found = list(exchanges(tmp_path / warc))
    assert [one.exchange for one in found] == WRITTEN[:-1]
    later = list(exchanges(tmp_path / warc, ends[-3]))
    assert [one.exchange for one in later] == WRITTEN[2:3]
    assert isinstance(later[0].placed, Placed)
