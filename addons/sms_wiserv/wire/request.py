# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The bytes of HTTP requests. The head of a POST is written once, and used for all messages."""

import http.client
from typing import NamedTuple

from .account import prepare
from .origin import PORTS, origin_of

_USER_AGENT = "sms_wiserv"
_END = b"\r\n\r\n"


class Request(NamedTuple):
    """One request, as it is sent."""

    head: bytes
    body: bytes = b""


def get(url):
    """Return a Request that reads ``url``."""
    return Request(_written(url, "GET", {}))


def post(url, headers):
    """Return a function that makes a Request of a body (bytes).

    :raise ValueError: a header holds a line end or a character that is not in Latin-1
    """
    start = _written(url, "POST", headers).removesuffix(_END)
    return lambda body: Request(b"%b\r\nContent-Length: %d%b" % (start, len(body), _END), body)


def _written(url, method, headers):
    """Return the head as ``http.client`` writes it, with URL and headers as ``requests`` prepares them."""
    headers = {"User-Agent": _USER_AGENT, "Accept-Encoding": "identity", **headers}
    prepared = prepare(url, method, headers)
    writer = _Writer(origin_of(url))
    writer.putrequest(method, prepared.path_url, skip_accept_encoding=True)
    for name in headers:
        writer.putheader(name, prepared.headers[name])
    writer.endheaders()
    return writer.written


class _Writer(http.client.HTTPConnection):
    """A connection that keeps what it would send in ``written``."""

    written = b""

    def __init__(self, origin):
        super().__init__(origin.host, origin.port)
        self.default_port = PORTS[origin.scheme]

    def send(self, data):  # pylint: disable=missing-return
        self.written += data
