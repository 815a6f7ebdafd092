# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One kept-alive connection with a gateway, on which nothing happens behind the caller's back.

``requests`` carries what is sent, by its adapter alone: no redirect is followed, nothing is tried twice, no
cookie is kept, no proxy or netrc is read. What it lacks is added beneath it: one deadline from the first
connect to the last byte (its own time-outs are per read), the knowledge of whether anything had left when it
failed, and a limit to the reply's size.
"""

import http.client
import time
import zlib
from dataclasses import dataclass

import requests
import urllib3
from requests.adapters import HTTPAdapter

from .opening import ExchangeError, open_socket

# Apache closes an idle connection after 5 s; a request that crosses that on its way is unknown for nothing.
IDLE_SECONDS = 3.0
_CHUNK = 16 * 1024
_FAILURES = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    zlib.error,
    OSError,
    ValueError,
)

_CAUSES = (
    (TimeoutError, "timeout"),
    (http.client.RemoteDisconnected, "disconnected"),
    (http.client.IncompleteRead, "cut_off"),
)


@dataclass(frozen=True)
class Response:
    """An HTTP reply as it came, its body decompressed. ``headers`` is a mapping that ignores case."""

    status: int
    headers: object
    body: bytes


class _TooLargeError(Exception):
    """The body passes the limit."""


class _Line(urllib3.connection.HTTPConnection):
    """urllib3's connection over a socket of :func:`open_socket`; knows whether any of a request has left."""

    open = None  # a function that gives the socket
    left = False

    def connect(self):
        self.sock = self.open()

    def send(self, data):  # pylint: disable=missing-return
        if self.sock is None:
            self.connect()
        # From here on some of it may have left.
        self.left = True
        super().send(data)


class _Adapter(HTTPAdapter):
    """requests' adapter on one line, whose TLS is made by :func:`open_socket`."""

    def __init__(self, origin, line):
        super().__init__(max_retries=0)
        self._pool = urllib3.HTTPConnectionPool(origin.host, origin.port, maxsize=1)
        self._pool.scheme = origin.scheme
        self._pool.ConnectionCls = lambda **_settings: line

    def get_connection_with_tls_context(self, request, verify, proxies=None, cert=None):
        return self._pool

    def get_connection(self, url, proxies=None):
        # what requests asks before 2.32, which Odoo 19 names for Python 3.11 and 3.12
        return self._pool

    def cert_verify(self, conn, url, verify, cert):
        """Nothing is left to settle: the context of :func:`open_socket` trusts whom it is told to trust."""


class Connection:
    """``exchange`` is the one seam to the network: whoever patches it has cut off the wire.

    :param context: of :func:`make_context`, or None for plain http
    :param only_loopback: refuse to connect when the name leads to another machine
    """

    def __init__(self, origin, context, timeout, only_loopback=False):
        self._timeout = timeout
        self._line = _Line(origin.host, origin.port)
        self._line.default_port = {"http": 80, "https": 443}[origin.scheme]
        self._line.open = lambda: open_socket(origin, context, timeout, only_loopback)
        self._adapter = _Adapter(origin, self._line)
        self._idle_since = 0.0

    def close(self):
        self._line.close()

    def exchange(self, request, limit):
        """Send a prepared request and wait for the reply.

        :param request: ``requests.PreparedRequest``
        :param limit: bytes that the reply's body may have, decompressed
        :return: Response
        :raise ExchangeError:
        """
        self._make_ready()
        whole = False
        try:
            reply = self._adapter.send(request, stream=True, timeout=self._timeout)
            body = _decode(_read(reply.raw, limit), reply.headers.get("Content-Encoding"), limit)
            # After a 1xx that is none of HTTP/1.1's interim ones the connection speaks something else.
            whole = reply.status_code >= 200
            return Response(reply.status_code, reply.headers, body)
        except _TooLargeError:
            raise ExchangeError("too_large", True) from None
        except _FAILURES as error:
            # from None: a library's exception may one day hold the request in its text
            raise ExchangeError(_cause(error), self._line.left) from None
        finally:
            if whole:
                self._idle_since = time.monotonic()
            else:
                self.close()

    def _make_ready(self):
        """Give the line a fresh deadline, or have it opened anew if it was idle for too long."""
        now = time.monotonic()
        self._line.left = False
        if self._line.sock is not None:
            if now - self._idle_since > IDLE_SECONDS:
                self.close()
            else:
                self._line.sock.deadline = now + self._timeout


def _cause(error):
    """The word for what the libraries have wrapped into ``error``."""
    chain = [error]
    while chain[-1].__context__ is not None:
        chain.append(chain[-1].__context__)
    for kind, cause in _CAUSES:
        if any(isinstance(link, kind) for link in chain):
            return cause
    # An error of requests is an OSError by its class, whatever has happened.
    broken = any(
        isinstance(link, OSError) and not isinstance(link, requests.RequestException) for link in chain
    )
    return "reset" if broken else "malformed"


def _read(raw, limit):
    """The body as it comes over the line; never more than ``limit`` and one chunk of it in memory."""
    if (raw.length_remaining or 0) > limit:
        raise _TooLargeError
    body = bytearray()
    while chunk := raw.read(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > limit:
            raise _TooLargeError
    if raw.length_remaining:
        # urllib3 before 2 does not mind
        raise http.client.IncompleteRead(bytes(body))
    return bytes(body)


def _decode(body, encoding, limit):
    """Undo a compression that was not asked for, up to ``limit``."""
    if not encoding or encoding.strip().lower() == "identity" or not body:
        return body
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        raise http.client.HTTPException("unknown encoding")
    # 32: gzip's or zlib's head, whichever is there
    inflate = zlib.decompressobj(wbits=32 + zlib.MAX_WBITS)
    plain = inflate.decompress(body, limit + 1)
    if len(plain) > limit:
        raise _TooLargeError
    if not inflate.eof:
        raise http.client.IncompleteRead(b"")
    return plain
