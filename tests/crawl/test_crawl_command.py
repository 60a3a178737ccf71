"""`newsarchive crawl` and `save` as a person or cron meets them: exit codes, reports, signals."""

import json
import signal
import threading
import time

import pytest
from loopback import HOST, answer, feed, redirect, story


@pytest.fixture
def village(server):
    server.answers = {"/feed.xml": answer(feed(1, 2))}
    server.answers |= {f"/story-{n}.html": answer(story(n)) for n in range(1, 40)}
    return server


def test_a_crawl_that_works_prints_its_report_and_ends_with_0(command, village):
    code, out, _ = command("crawl", "village", "--json", server=village)
    report = json.loads(out)
    assert code == report["exit"] == 0
    (portal,) = report["portals"]
    numbers = {name: portal[name] for name in ("slug", "discovered", "fetched", "stored", "failed", "alarms")}
    assert numbers == {
        "slug": "village",
        "discovered": 2,
        "fetched": 2,
        "stored": 2,
        "failed": 0,
        "alarms": [],
    }
    assert command.reports() == [report]


def test_without_json_a_person_reads_a_table_and_nothing_is_left_behind(command, village):
    code, out, err = command("crawl", "village", server=village)
    assert code == 0
    assert "village" in out and "stored" in out
    assert "Traceback" not in err and "\x1b" not in err
    assert not list(command.archive.rglob("*.open"))


def test_when_every_portal_fails_the_exit_code_is_1(command, village):
    village.answers["/feed.xml"] = answer("", "500 Oops")
    code, _, err = command("crawl", "village", server=village)
    assert code == 1
    assert "/feed.xml: http_500" in err


def test_when_the_host_is_down_the_exit_code_is_1(command, village):
    village.close()
    code, out, _ = command("crawl", "village", "--json", server=village)
    assert code == 1
    assert json.loads(out)["portals"][0]["problems"]


def test_when_one_of_three_fails_the_exit_code_is_3(command, village):
    command.describe("hill", "hill.example")
    command.describe("river", "river.example")
    village.answers["/feed.xml"] = lambda asked: (
        answer("", "500 Oops") if b"hill.example" in asked.raw else answer(feed(1, host=asked.header("Host")))
    )
    port = f"127.0.0.1:{village.port}"
    maps = [word for name in ("hill", "river") for word in ("--host-map", f"{name}.example={port}")]
    code, out, _ = command("crawl", "village", "hill", "river", "--json", *maps, server=village)
    assert code == 3
    assert {portal["slug"]: portal["exit"] for portal in json.loads(out)["portals"]} == {
        "village": 0,
        "hill": 1,
        "river": 0,
    }


def test_a_second_run_at_once_ends_with_4_and_touches_nothing(command, village):
    go_on = threading.Event()

    def wait(_):
        go_on.wait(60)
        return answer(story(1))

    village.answers["/story-1.html"] = wait
    first = command.start("crawl", "village", "--json", "--host-map", f"{HOST}=127.0.0.1:{village.port}")
    until(lambda: village.count("/story-1.html"))
    code, out, _ = command("crawl", "village", "--json", server=village)
    report = json.loads(out)
    assert code == report["exit"] == 4
    assert report["portals"][0]["problems"][0]["code"] == "locked"
    go_on.set()
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert village.count("/feed.xml") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["crawl"], "no portal to crawl"),
        (["crawl", "vilage"], "nearest: village"),
        (["crawl", "village"], "contact"),
        (["crawl", "village", "--since", "yesterday"], "YYYY-MM-DD"),
        (["crawl", "village", "--since", "2026-02-01", "--until", "2026-01-01"], "before since"),
        (["crawl", "village", "--host-map", f"{HOST}=10.0.0.1:80"], "loopback"),
        (["save", "https://nobody.example/x"], "no portal"),
    ],
)
def test_what_cannot_be_meant_ends_with_2_in_one_line(command, words, said):
    code, out, err = command(*words)
    assert code == 2 and out == ""
    assert said in err and len(err.strip().splitlines()) == 1
    assert not command.archive.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_with_130_and_the_next_one_goes_on(command, village, number):
    numbers = range(1, 30)
    village.answers["/feed.xml"] = answer(feed(*numbers))
    command.describe("village", pace=0.1)
    first = command.start("crawl", "village", "--json", "--host-map", f"{HOST}=127.0.0.1:{village.port}")
    until(lambda: village.count("/story-5.html"))
    told = time.monotonic()
    first.send_signal(number)
    out, err = first.communicate(timeout=60)
    report = json.loads(out)
    assert (first.returncode, report["exit"], report["portals"][0]["exit"]) == (130, 130, 130)
    assert time.monotonic() - told < 5 and "Traceback" not in err
    assert 5 <= report["portals"][0]["stored"] < 29
    code, out, _ = command("crawl", "village", "--json", server=village)
    assert code == 0
    assert report["portals"][0]["stored"] + json.loads(out)["portals"][0]["stored"] == 29
    assert all(village.count(f"/story-{n}.html") == 1 for n in numbers)


def test_a_signal_does_not_wait_for_a_long_delay(command, village):
    command.describe("village", pace=60)
    first = command.start("crawl", "village", "--json", "--host-map", f"{HOST}=127.0.0.1:{village.port}")
    until(lambda: village.count("/robots.txt"))
    time.sleep(0.5)
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=20)
    assert first.returncode == 130
    assert village.count("/feed.xml") == 0


def test_save_captures_pages_now_and_again(command, village):
    urls = [f"http://{HOST}/story-7.html", f"http://{HOST}/story-8.html"]
    for outcome in ("stored", "unchanged"):
        code, out, _ = command("save", *urls, "--json", server=village)
        assert code == 0
        assert json.loads(out)["portals"][0][outcome] == 2
    assert village.count("/feed.xml") == 0
    assert command.rows("select count(*) from v_articles") == [(2,)]


def test_save_obeys_robots_and_the_wall(command, village):
    village.answers["/robots.txt"] = answer("User-agent: *\nDisallow: /story-7", Content_Type="text/plain")
    village.answers["/story-8.html"] = redirect("http://other.example/")
    urls = [f"http://{HOST}/story-7.html", f"http://{HOST}/story-8.html"]
    _, out, _ = command("save", *urls, "--json", server=village)
    assert json.loads(out)["portals"][0]["refused_by"] == {"offsite": 1, "robots": 1}
    assert village.count("/story-7.html") == 0


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "never came about"
        time.sleep(0.02)


def test_when_the_archive_cannot_be_written_the_exit_code_is_6(command, village):
    (command.archive / "warc").mkdir(parents=True)
    (command.archive / "warc" / "village").write_text("a file where a folder must be")
    code, _, err = command("crawl", "village", server=village)
    assert code == 6
    assert "nothing acknowledged was lost" in err
