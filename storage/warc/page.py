"""Wire bytes → Page. The only way a page is made, live and from the WARC, so that both read the same."""

from __future__ import annotations

from datetime import datetime

from storage.records import Page, Problem
from storage.warc.http import LIMIT, Parsed, parse_response


def page_of(
    url: str, wire: bytes, fetched_at: datetime | None, truncated: str | None = None, limit: int = LIMIT
) -> Page:
    """`truncated` is why the fetch itself ended early: "length" for one cut at our limit."""
    parsed = parse_response(wire, limit)
    problems = parsed.problems
    code = "too_large" if truncated == "length" else "truncated"
    if truncated and code not in {problem.code for problem in problems}:
        problems = (*problems, Problem(code, "", f"the fetch was cut: {truncated}"))
    if asked := _noarchive(parsed):
        problems = (*problems, Problem("noarchive", "", asked))
    return Page(url, parsed.body, fetched_at, parsed.status, parsed.header("content-type"), problems)


def _noarchive(parsed: Parsed) -> str | None:
    """The X-Robots-Tag that asks not to be archived; one for a robot of another name does not count."""
    for name, value in parsed.headers:
        if name.lower() != "x-robots-tag":
            continue
        robot, colon, words = value.partition(":")
        told = words if colon and robot.strip().lower() in ("googlebot", "newsarchive") else value
        if "noarchive" in [word.strip().lower() for word in told.split(",")]:
            return f"X-Robots-Tag: {value.strip()}"[:200]
    return None
