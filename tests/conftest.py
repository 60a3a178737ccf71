"""What many tests share: the real pages beside a checkout, and no skips where everything was installed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The directory of real pages beside the checkout; tests that need it are skipped without it."""
    folder = Path(os.environ.get("NEWSARCHIVE_SHARED", ROOT.parent / "shared"))
    if not (folder / "seed" / "page.html").exists():
        pytest.skip(f"no real pages in {folder}; name their directory in NEWSARCHIVE_SHARED")
    return folder


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Where everything a test may need was installed, a skip is a failure."""
    skipped = terminalreporter.stats.get("skipped", [])
    if os.environ.get("NEWSARCHIVE_NO_SKIP") and skipped:
        terminalreporter.write_line(f"{len(skipped)} skipped, though nothing may be skipped here", red=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("NEWSARCHIVE_NO_SKIP") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
