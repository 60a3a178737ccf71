"""What cron reads: exit codes of runs that fail, fail in part, or meet another run."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from newsarchive.archive import open_archive
from newsarchive.demo.server import DemoServer

from .conftest import Shell


def closed(shell: Shell, *slugs: str) -> list[str]:
    """The crawl command with these portals' names sent to a port where nobody listens."""
    command = shell.crawl_command()
    mapped = (word.partition("=") for word in command)
    return [
        f"{host}=127.0.0.1:1" if equals and host.split(".")[0] in slugs else host + equals + rest
        for host, equals, rest in mapped
    ]


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=180)


def test_a_run_whose_portals_all_fail_exits_1(shell: Shell) -> None:
    done = run(closed(shell, *shell.slugs))
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["exit"] == 1
    assert all(portal["stored"] == 0 for portal in report["portals"])


def test_one_portal_of_several_failing_exits_3_and_the_others_are_kept(shell: Shell) -> None:
    done = run(closed(shell, "baonuixanh"))
    assert done.returncode == 3
    stored = {portal["slug"]: portal["stored"] for portal in json.loads(done.stdout)["portals"]}
    assert stored["baonuixanh"] == 0
    assert all(count > 10 for slug, count in stored.items() if slug != "baonuixanh")


def test_a_second_run_at_once_exits_4_and_the_first_goes_on(shell: Shell) -> None:
    first = subprocess.Popen(shell.crawl_command(), stdout=subprocess.PIPE, text=True)
    until = time.monotonic() + 30
    while not locks(shell.archive) and time.monotonic() < until:
        time.sleep(0.02)
    second = shell.crawl()
    assert second.returncode == 4
    assert first.communicate(timeout=120)[0] and first.returncode == 0


def locks(archive: Path) -> list[Path]:
    """Lock files of portals that a running crawl has written its number into."""
    return [lock for lock in archive.glob("locks/*.lock") if lock.stat().st_size]


def test_one_locked_portal_of_two_is_left_alone(shell: Shell) -> None:
    assert shell.crawl("glospogorza").returncode == 0
    with open_archive(shell.archive) as archive, archive.lock("glospogorza"):
        assert shell.crawl("glospogorza").returncode == 4
        both = shell.crawl("glospogorza", "baonuixanh")
    assert both.returncode in {0, 3}
    assert [portal["slug"] for portal in json.loads(both.stdout)["portals"] if portal["stored"]] == [
        "baonuixanh"
    ]


def test_no_contact_is_wrong_usage(shell: Shell, tmp_path: Path, papers: DemoServer) -> None:
    portals = tmp_path / "portals"
    portals.mkdir()
    (portals / "xa.toml").write_text('name = "Xa"\nhomepage = "https://xa.example/"\n', encoding="utf-8")
    done = replace(shell, profiles=portals).run("crawl", "xa")
    assert done.returncode == 2
    assert "contact" in done.stderr


def test_an_unknown_portal_names_the_nearest(shell: Shell) -> None:
    done = shell.crawl("baonuixan")
    assert done.returncode == 2
    assert "baonuixanh" in done.stderr
