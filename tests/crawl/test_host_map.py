import pytest

from newsarchive.crawl.hostmap import HostMap
from newsarchive.errors import UsageError


def test_a_name_goes_to_a_loopback_port():
    host_map = HostMap.parse(["Portal.Example.=127.0.0.1:8001", "báo.example=[::1]:8002"])
    assert host_map["portal.example"] == ("127.0.0.1", 8001)
    assert host_map["báo.example".encode("idna").decode()] == ("::1", 8002)


@pytest.mark.parametrize(
    "entry",
    [
        "portal.example=10.0.0.1:80",
        "portal.example=8.8.8.8:80",
        "portal.example=0.0.0.0:80",
        "portal.example=localhost:80",
        "portal.example=127.0.0.1",
        "portal.example=127.0.0.1:0",
        "portal.example=127.0.0.1:99999",
        "=127.0.0.1:80",
        "portal.example",
        "user@portal.example=127.0.0.1:80",
    ],
)
def test_anything_but_loopback_is_refused(entry):
    with pytest.raises(UsageError):
        HostMap.parse([entry])
