"""A file appears under its name only when it is whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from newsarchive.errors import UsageError
from newsarchive.export.output import output


def test_the_file_is_there_afterwards_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "báo.jsonl"
    with output(str(target)) as out:
        out.write(b"one\n")
        assert not target.exists()
    assert target.read_bytes() == b"one\n"
    assert list(tmp_path.iterdir()) == [target]
    assert (out.size, out.sha256) == (4, hashlib.sha256(b"one\n").hexdigest())


@pytest.mark.parametrize("trouble", [ValueError, KeyboardInterrupt])
def test_an_earlier_file_survives_whatever_goes_wrong(tmp_path: Path, trouble: type[BaseException]) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"before")
    with pytest.raises(trouble), output(str(target)) as out:
        out.write(b"half")
        raise trouble
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_hyphen_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with output("-") as out:
        out.write("lúa\n".encode())
    assert capfdbinary.readouterr().out == "lúa\n".encode()


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    with output(str(tmp_path / "out")) as out:
        out.write(b"x")
    assert (tmp_path / "out").stat().st_mode == ordinary.stat().st_mode


def test_a_device_is_written_to_as_it_is() -> None:
    with output("/dev/null") as out:
        out.write(b"x")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("name", ["", "missing/out.csv"])
def test_a_name_that_cannot_be_a_file_is_wrong_usage(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError), output(str(tmp_path / name)):
        raise AssertionError("never reached")
