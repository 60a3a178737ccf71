"""A certificate that nobody signed is refused, unless the profile allows it, and then it is on record."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from loopback import Server, answer, feed, profile_of, story

from newsarchive.crawl.run import crawl
from storage.warc import exchanges


@pytest.fixture
def secure(tmp_path):
    """A portal under https whose certificate nobody signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    server = Server(tls=context)
    home = f"127.0.0.1:{server.port}"
    server.answers = {
        "/feed.xml": answer(feed(1, host=home).replace("http:", "https:")),
        "/story-1.html": answer(story(1)),
    }
    yield server
    server.close()


def certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    plain = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file.write_bytes(key.private_bytes(pem, pkcs8, plain) + signed.public_bytes(pem))
    return file


def crawled(server, folder, verify):
    profile = profile_of(
        homepage=f"https://127.0.0.1:{server.port}/",
        hosts=[f"127.0.0.1:{server.port}"],
        network={"allow_private": ["127.0.0.1/32"], "verify_tls": verify},
    )
    return crawl(folder / "archive", [profile])


def test_an_unsigned_certificate_is_refused(secure, tmp_path):
    report = crawled(secure, tmp_path, verify=True)
    assert report["exit"] == 1 and secure.asked == []
    (file,) = (tmp_path / "archive" / "warc").rglob("*.warc.gz")
    assert {one.exchange.note["failure"] for one in exchanges(file)} >= {"tls"}


def test_unless_the_profile_says_so_and_that_is_on_record(secure, tmp_path):
    report = crawled(secure, tmp_path, verify=False)
    assert report["exit"] == 0
    assert report["portals"][0]["verify_tls"] is False and report["portals"][0]["stored"] == 1
    (file,) = (tmp_path / "archive" / "warc").rglob("*.warc.gz")
    assert {one.exchange.note["tls"] for one in exchanges(file)} == {"not verified"}


def test_a_closed_server_is_told_from_a_wrong_certificate(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    profile = profile_of(
        homepage=f"https://127.0.0.1:{port}/",
        hosts=[f"127.0.0.1:{port}"],
        network={"allow_private": ["127.0.0.1/32"]},
    )
    assert crawl(tmp_path / "archive", [profile])["exit"] == 1
    (file,) = (tmp_path / "archive" / "warc").rglob("*.warc.gz")
    assert "refused_connection" in {one.exchange.note.get("failure") for one in exchanges(file)}
