import asyncio
import ipaddress

import pytest
from twisted.internet.error import DNSLookupError

from newsarchive.crawl.hostmap import HostMap
from newsarchive.crawl.wall import Refused, Wall, is_public
from newsarchive.profile import Profile


def wall(answers=None, private=(), hosts=("portal.example", "old.example:8080")):
    async def lookup(host):
        if answers is None:
            raise OSError("no such name")
        return answers

    profile = Profile.model_validate(
        {
            "slug": "village",
            "name": "The Village",
            "homepage": "https://portal.example/",
            "hosts": list(hosts),
            "network": {"allow_private": list(private)},
        }
    )
    return Wall(profile, HostMap(), lookup)


@pytest.mark.parametrize(
    "url",
    [
        "http://portal.example/a",
        "https://PORTAL.example./a",
        "https://portal.example:443/",
        "http://old.example:8080/",
    ],
)
def test_the_portals_own_hosts_pass(url):
    wall().check(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://other.example/",
        "http://www.portal.example/",
        "http://portal.example.evil.example/",
        "http://portal.example:8080/",
        "http://old.example/",
        "http://user@portal.example/",
        "http://portal.example@127.0.0.1/",
        "http://portal.example\\@127.0.0.1/",
        "http://portal.example%2eevil.example/",
        "http://portal.example:80:81/",
        "ftp://portal.example/",
        "file:///etc/hostname",
        "data:text/html,x",
        "javascript:alert(1)",
        "//portal.example/a",
        "http:///a",
        "http://ｐortal.example.evil/",
        "http://[::1]/",
        "http://2130706433/",
        "",
    ],
)
def test_all_else_is_outside(url):
    with pytest.raises(Refused) as refused:
        wall().check(url)
    assert refused.value.reason == "offsite"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_no_private_address_is_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "203.162.0.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are(address):
    assert is_public(ipaddress.ip_address(address))


def test_a_name_that_stands_for_a_private_address_is_refused():
    with pytest.raises(Refused) as refused:
        asyncio.run(wall(["10.0.0.7"]).addresses("portal.example"))
    assert refused.value.reason == "forbidden_address"


def test_of_several_addresses_only_public_ones_are_tried():
    assert asyncio.run(wall(["10.0.0.7", "1.1.1.1"]).addresses("portal.example")) == ["1.1.1.1"]


def test_a_name_cannot_turn_private_within_a_run():
    answers = ["1.1.1.1"]
    guard = wall(answers)

    async def twice():
        first = await guard.addresses("portal.example")
        answers[:] = ["127.0.0.1"]
        return first, await guard.addresses("portal.example")

    assert asyncio.run(twice()) == (["1.1.1.1"], ["1.1.1.1"])


def test_an_unknown_name_is_a_failed_lookup():
    with pytest.raises(DNSLookupError):
        asyncio.run(wall(None).addresses("portal.example"))


def test_loopback_only_where_the_profile_says_so():
    guard = wall(["127.0.0.1"], private=["127.0.0.1/32"])
    assert asyncio.run(guard.addresses("portal.example")) == ["127.0.0.1"]
    assert guard.allows_peer("127.0.0.1") and not guard.allows_peer("127.0.0.2")
