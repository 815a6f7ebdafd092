# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A request as it goes over the line: its head is written once for all messages, and the message filled in."""

import http.client
from typing import NamedTuple

from .account import prepare
from .origin import origin_of

_USER_AGENT = "sms_wiserv"
_END = b"\r\n\r\n"


class Request(NamedTuple):
    """The bytes of one request."""

    head: bytes
    body: bytes = b""


def get(url):
    """A Request for what is at ``url``."""
    return Request(_written(url, "GET", {}))


def post(url, headers):
    """A function that makes a Request of a body.

    :raise ValueError: a header holds a line end, or what is not Latin-1
    """
    start = _written(url, "POST", headers).removesuffix(_END)
    return lambda body: Request(b"%b\r\nContent-Length: %d%b" % (start, len(body), _END), body)


def _written(url, method, headers):
    """The head as ``http.client`` writes it; ``requests`` sees to URL and headers."""
    headers = {"User-Agent": _USER_AGENT, "Accept-Encoding": "identity", **headers}
    prepared = prepare(url, method, headers)
    writer = _Writer(origin_of(url))
    writer.putrequest(method, prepared.path_url, skip_accept_encoding=True)
    for name in headers:
        writer.putheader(name, prepared.headers[name])
    writer.endheaders()
    return writer.written


class _Writer(http.client.HTTPConnection):
    """Keeps what ``http.client`` would send."""

    written = b""

    def __init__(self, origin):
        super().__init__(origin.host, origin.port)
        self.default_port = {"http": 80, "https": 443}[origin.scheme]

    def send(self, data):  # pylint: disable=missing-return
        self.written += data
