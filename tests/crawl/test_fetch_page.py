"""One page fetched for `extract URL`: as politely, behind the same wall, and nothing kept."""

from pathlib import Path

import pytest
from loopback import HOST, answer, redirect, story

from newsarchive.cli.main import State
from newsarchive.crawl.fetch import fetch_page
from newsarchive.crawl.hostmap import HostMap
from newsarchive.errors import NewsarchiveError, UsageError

URL = f"http://{HOST}/story-1.html"


def fetch(server, folder: Path, url: str = URL):
    return fetch_page(url, State(folder / "archive"), HostMap({HOST: ("127.0.0.1", server.port)}))


def test_a_page_of_a_site_that_nobody_described(server, tmp_path):
    server.answers["/story-1.html"] = answer(story(1))
    page = fetch(server, tmp_path)
    assert (page.url, page.status, page.body.decode()) == (URL, 200, story(1))
    assert page.content_type == "text/html; charset=utf-8" and page.fetched_at
    assert server.paths() == ["/robots.txt", "/story-1.html"]
    assert not (tmp_path / "archive").exists()


def test_where_a_redirect_leads_within_the_site(server, tmp_path):
    server.answers |= {"/story-1.html": redirect("/story-2.html"), "/story-2.html": answer(story(2))}
    assert fetch(server, tmp_path).url == f"http://{HOST}/story-2.html"


@pytest.mark.parametrize(
    ("path", "raw", "said"),
    [
        ("/robots.txt", answer("User-agent: *\nDisallow: /", Content_Type="text/plain"), "robots"),
        ("/robots.txt", answer("", "503 Later"), "robots_unreachable"),
        ("/story-1.html", redirect("http://other.example/"), "offsite"),
    ],
)
def test_what_may_not_be_fetched_is_an_error_in_words(server, tmp_path, path, raw, said):
    server.answers |= {"/story-1.html": answer(story(1)), path: raw}
    with pytest.raises(NewsarchiveError, match=said):
        fetch(server, tmp_path)


def test_a_private_address_is_none_of_our_business(stranger, tmp_path):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "newsarchive.toml").write_text('contact = "https://library.example/"')
    for host in ("127.0.0.1", "localhost", "2130706433", "0.0.0.0"):
        with pytest.raises(NewsarchiveError, match="forbidden_address"):
            fetch_page(f"http://{host}:{stranger.port}/", State(tmp_path / "archive"))
    assert stranger.connections == 0


def test_strangers_are_not_asked_without_a_contact(tmp_path):
    with pytest.raises(UsageError, match="contact"):
        fetch_page("http://somewhere.example/", State(tmp_path / "archive"))


@pytest.mark.parametrize("url", ["file:///etc/hostname", "story.html", "http://user@portal.example/"])
def test_only_web_addresses_are_fetched(tmp_path, url):
    with pytest.raises(UsageError):
        fetch_page(url, State(tmp_path / "archive"))
