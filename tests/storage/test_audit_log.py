"""The audit log: what was written is read back, a torn line is no line, and nobody changes one unseen."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.audit_log import AuditError, AuditLog

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    log = AuditLog(tmp_path / "audit.jsonl")
    for number in range(4):
        log.append("withdrawn", {"article": f"a-{number}", "reason": "theo yêu cầu\n\u2028\ud800"}, AT)
    return log


def test_lines_are_numbered_and_bound_to_the_line_before(log: AuditLog) -> None:
    found = log.entries()
    assert [entry.sequence for entry in found] == [1, 2, 3, 4]
    assert [entry.previous for entry in found[1:]] == [entry.hash for entry in found[:-1]]
    assert found[2].detail["article"] == "a-2" and found[2].at == AT


def test_a_log_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert AuditLog(tmp_path / "none.jsonl").entries() == []


@given(cut=st.integers(1, 150))
def test_a_torn_last_line_is_none_and_the_next_one_takes_its_place(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    log = AuditLog(tmp_path_factory.mktemp("log") / "audit.jsonl")
    first = log.append("withdrawn", {"article": "a"}, AT)
    log.append("lifted", {"article": "a"}, AT)
    log.path.write_bytes(log.path.read_bytes()[:-cut])
    assert log.entries() == [first]
    assert log.append("lifted", {"article": "b"}, AT).sequence == 2
    assert [entry.kind for entry in log.entries()] == ["withdrawn", "lifted"]


@pytest.mark.parametrize("what", ["changed", "taken out", "swapped", "no json", "renumbered"])
def test_tampering_is_found(log: AuditLog, what: str) -> None:
    lines = log.path.read_bytes().splitlines(keepends=True)
    if what == "changed":
        lines[1] = lines[1].replace(b"a-1", b"a-9")
    elif what == "taken out":
        del lines[1]
    elif what == "swapped":
        lines[1], lines[2] = lines[2], lines[1]
    elif what == "no json":
        lines[3] = b"[]\n"
    else:
        told = json.loads(lines[3])
        lines[3] = json.dumps(told | {"sequence": 9}).encode() + b"\n"
    log.path.write_bytes(b"".join(lines))
    with pytest.raises(AuditError, match="line"):
        log.entries()
    with pytest.raises(AuditError):
        log.append("lifted", {}, AT)
