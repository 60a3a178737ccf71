"""The project as Scrapy's own commands see it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from loopback import answer, feed, story
from scrapy.utils.project import get_project_settings

ROOT = Path(__file__).parents[2]


def scrapy(command, *words):
    return run_in_project(command, [sys.executable, "-m", "scrapy", *words])


def run_in_project(command, line):
    environment = {
        **os.environ,
        "NEWSARCHIVE_ARCHIVE": str(command.archive),
        "NEWSARCHIVE_PORTALS": str(command.folder / "portals"),
    }
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def test_every_portal_is_a_spider(command):
    listed = scrapy(command, "list").stdout.split()
    assert "village" in listed and len(listed) > 1


def at_home(command, server):
    """A portal under a loopback address of its own, which needs no host map."""
    home = f"127.0.0.1:{server.port}"
    command.describe("hamlet", home, network='[network]\nallow_private = ["127.0.0.1/32"]')
    server.answers = {"/feed.xml": answer(feed(1, 2, host=home))}
    server.answers |= {f"/story-{n}.html": answer(story(n)) for n in (1, 2)}


def test_scrapy_crawl_fills_the_archive_like_our_own_command(command, server):
    at_home(command, server)
    done = scrapy(command, "crawl", "hamlet", "-a", "since=2026-01-01", "-a", "limit=1")
    assert done.returncode == 0, done.stderr
    (report,) = command.reports()
    assert report["portals"][0]["stored"] == 1 and report["command"] == "scrapy crawl hamlet"
    assert command.rows("select count(*) from v_articles") == [(1,)]


def test_scrapy_crawl_tells_failure_by_its_exit_code(command, server):
    at_home(command, server)
    server.answers["/feed.xml"] = answer("", "500 Oops")
    assert scrapy(command, "crawl", "hamlet").returncode == 1


def test_a_spider_run_by_somebody_elses_program_fills_the_archive_too(command, server):
    at_home(command, server)
    program = """
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
if __name__ == "__main__":
    process = AsyncCrawlerProcess(get_project_settings())
    process.crawl("hamlet", limit="1")
    process.start()
"""
    script = command.folder / "program.py"
    script.write_text(program)
    done = run_in_project(command, [sys.executable, str(script)])
    assert done.returncode == 0, done.stderr
    (report,) = command.reports()
    assert report["exit"] == 0 and report["portals"][0]["stored"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["hamlett"], "no portal is called"),
        (["village", "-a", "profile=x"], "unknown argument profile; known: since, until, limit, backfill"),
        (["village", "-a", "limit=none"], "limit=none"),
        (["village"], "contact"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_line(command, words, said):
    done = scrapy(command, "crawl", *words, "-s", "LOG_LEVEL=ERROR")
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr


def test_the_settings_are_the_safe_ones(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "newsarchive.crawl.settings")
    settings = get_project_settings()
    for name in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED", "HTTPPROXY_ENABLED"):
        assert not settings.getbool(name), name
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert settings.getint("DOWNLOAD_MAXSIZE") == 10 * 1024 * 1024
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


def test_no_profile_is_read_to_list_them(command):
    (command.folder / "portals" / "broken.toml").write_text("not TOML at all [")
    listed = scrapy(command, "list")
    assert "broken" in listed.stdout.split()
    assert json.dumps(listed.returncode) == "0"
