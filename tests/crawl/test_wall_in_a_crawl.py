"""Whatever a portal points to, nothing outside its scope hears a byte from us."""

import pytest
from loopback import Crawl, Server, answer, feed, listing, profile_of, redirect, story

from newsarchive.crawl.run import crawl

TARGETS = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://127.1:{port}/",
    "http://0.0.0.0:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.0.1/",
    "http://other.example/",
    "http://www.portal.example/",
    "http://portal.example:{port}/",
    "http://portal.example@127.0.0.1:{port}/",
    "http://portal.example\\@127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "file:///etc/hostname",
    "data:text/html,<p>secret",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("kind", ["redirect", "feed", "listing"])
def test_no_target_outside_the_scope_is_touched(crawled, stranger, kind):
    targets = [target.format(port=stranger.port) for target in TARGETS]
    numbers = range(1, len(targets) + 1)
    answers = {f"/story-{n}.html": answer(story(n)) for n in numbers}
    if kind == "redirect":
        answers = {f"/story-{n}.html": redirect(target) for n, target in zip(numbers, targets, strict=True)}
        answers["/feed.xml"] = answer(feed(*numbers))
    elif kind == "feed":
        links = "".join(
            f"<item><link>{target.replace('<', '&lt;')}story-9.html</link></item>" for target in targets
        )
        answers["/feed.xml"] = answer(f"<rss><channel>{links}</channel></rss>")
    else:
        links = "".join(f'<a href="{target}story-9.html">x</a>' for target in targets)
        answers["/feed.xml"] = answer(listing() + links + f'<a rel="next" href="{targets[0]}">')
    crawled.server.answers = answers
    portal = crawled.one(
        profile_of(discovery={"feeds": [], "sections": ["/feed.xml"]} if kind == "listing" else {})
    )
    assert stranger.connections == 0
    assert portal["stored"] == 0
    if kind == "redirect":
        assert portal["refused_by"] == {"offsite": len(targets)}


def test_a_meta_refresh_is_not_followed(crawled, stranger):
    page = story(1).replace(
        "<head>", f'<head><meta http-equiv="refresh" content="0;http://127.0.0.1:{stranger.port}/">'
    )
    crawled.server.answers = {"/feed.xml": answer(feed(1)), "/story-1.html": answer(page)}
    crawled.one()
    assert stranger.connections == 0


def test_robots_txt_may_not_lead_outside_either(crawled, stranger):
    crawled.server.answers = {"/robots.txt": redirect(f"http://127.0.0.1:{stranger.port}/robots.txt")}
    report = crawled()
    assert stranger.connections == 0
    assert crawled.server.paths() == ["/robots.txt"]
    assert report["exit"] == 1


def test_the_host_map_holds_for_its_names_alone(server, stranger, tmp_path):
    """Another name of the same portal that resolves to loopback is as private as ever."""
    profile = profile_of(hosts=["portal.example", f"localhost:{stranger.port}"])
    server.answers = {
        "/feed.xml": answer(feed(1)),
        "/story-1.html": redirect(f"http://localhost:{stranger.port}/"),
    }
    portal = Crawl(server, tmp_path / "archive").one(profile)
    assert stranger.connections == 0
    assert portal["refused_by"] == {"forbidden_address": 1}


def local(slug: str, server: Server, allowed: list[str]):
    return profile_of(
        slug,
        homepage=f"http://127.0.0.1:{server.port}/",
        hosts=[f"127.0.0.1:{server.port}"],
        network={"allow_private": allowed},
    )


def test_loopback_is_open_to_the_portal_that_lives_there_and_to_no_other(server, stranger, tmp_path):
    """Both portals name loopback hosts; only one of them may, and the process is one."""
    for each in (server, stranger):
        each.answers = {
            "/feed.xml": answer(feed(1, host=f"127.0.0.1:{each.port}")),
            "/story-1.html": answer(story(1)),
        }
    report = crawl(
        tmp_path / "archive", [local("allowed", server, ["127.0.0.1/32"]), local("forbidden", stranger, [])]
    )
    found = {portal["slug"]: portal for portal in report["portals"]}
    assert found["allowed"]["stored"] == 1
    assert stranger.connections == 0 and found["forbidden"]["exit"] == 1
    assert report["exit"] == 3


def test_the_report_names_the_host_map(crawled):
    crawled.server.answers = {"/feed.xml": answer(feed(1)), "/story-1.html": answer(story(1))}
    assert crawled()["host_map"] == {"portal.example": f"127.0.0.1:{crawled.server.port}"}


def test_https_names_go_to_loopback_over_plain_tcp(crawled):
    crawled.server.answers = {
        "/feed.xml": answer(feed(1).replace("http://", "https://")),
        "/story-1.html": answer(story(1)),
    }
    assert crawled.one(profile_of(homepage="https://portal.example/"))["stored"] == 1
