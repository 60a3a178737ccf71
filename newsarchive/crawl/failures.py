"""What a download died of → a short stable code, and how the bytes that came were cut."""

from __future__ import annotations

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.internet import error as tcp
from twisted.internet.defer import CancelledError
from twisted.web._newclient import ParseError, RequestNotSent, RequestTransmissionFailed
from twisted.web.client import ResponseNeverReceived

from newsarchive.crawl.exchanges import Fetched, fetched, not_asked
from newsarchive.crawl.visit import Visit
from newsarchive.crawl.wire import Wire
from newsarchive.ingest.work import WorkKind
from storage.records import Lead

TLS, TIMEOUT, TOO_LARGE, DATA_LOSS, DNS = "tls", "timeout", "too_large", "data_loss", "dns"
REFUSED_CONNECTION, DISCONNECTED, PROTOCOL = "refused_connection", "disconnected", "protocol_error"

PASSING = frozenset({TIMEOUT, DATA_LOSS, DISCONNECTED})
"""Failures that another try may mend within the run."""

_CUT = {TIMEOUT: "time", TOO_LARGE: "length", DATA_LOSS: "disconnect", DISCONNECTED: "disconnect"}

_BY_TYPE: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, DNS),
    (DownloadTimeoutError, TIMEOUT),
    (DownloadConnectionRefusedError, REFUSED_CONNECTION),
    (DownloadCancelledError, TOO_LARGE),
    (ResponseDataLossError, DATA_LOSS),
    (SSL.Error, TLS),
    (VerificationError, TLS),
    (ParseError, PROTOCOL),
    (tcp.TimeoutError, TIMEOUT),
    (tcp.ConnectError, DISCONNECTED),
    (tcp.ConnectionClosed, DISCONNECTED),
    (ResponseNeverReceived, DISCONNECTED),
    (DownloadFailedError, PROTOCOL),
    (CancelledError, DISCONNECTED),
)

DOWNLOAD_ERRORS: tuple[type[BaseException], ...] = (
    *(kind for kind, _ in _BY_TYPE),
    RequestNotSent,
    RequestTransmissionFailed,
    OSError,
    ValueError,
)


def code_of(error: BaseException, wire: Wire | None) -> str:
    """The code of a failed download; unknown errors give their class's name."""
    if wire is not None and wire.cut:
        return TOO_LARGE
    causes = list(_causes(error))
    for kind, code in _BY_TYPE:
        if any(isinstance(cause, kind) for cause in causes):
            return code
    return type(error).__name__


def broken(
    visit: Visit, lead: Lead, kind: WorkKind, url: str, wire: Wire | None, error: BaseException
) -> tuple[Fetched, str]:
    """The item of a failed download, with whatever had come over the wire, and the failure's code."""
    code = code_of(error, wire)
    if wire is None or not wire.request:
        return not_asked(visit, lead, kind, url, failure=code), code
    note = {"failure": code}
    if wire.response:
        note["truncated"] = _CUT.get(code, "unspecified")
    return fetched(visit, lead, kind, url, wire, **note), code


def _causes(error: BaseException) -> list[BaseException]:
    """The error, what it was raised from, and the reasons that Twisted wraps in both."""
    found: list[BaseException] = []
    queue: list[BaseException | None] = [error]
    while queue:
        cause = queue.pop()
        if cause is None or cause in found:
            continue
        found.append(cause)
        queue.append(cause.__cause__)
        queue.extend(
            reason.value for reason in getattr(cause, "reasons", None) or () if hasattr(reason, "value")
        )
    return found
