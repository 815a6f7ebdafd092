# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One kept-alive connection with a gateway, on which nothing happens behind the caller's back.

``requests`` carries what is sent, by its adapter alone: no redirect is followed, nothing is tried twice, no
cookie is looked at, no proxy or netrc is read. What it lacks is added beneath it: one deadline from the first
connect to the last byte (its own time-outs are per read), the knowledge of whether anything had left when it
failed, a limit to the size of the reply's head and body, and the final reply where interim ones come first.
"""

import http.client
import logging
import time
from dataclasses import dataclass

import requests
import urllib3
from requests.adapters import HTTPAdapter

from .content import inflate
from .head import FinalResponse
from .sockets import ExchangeError, TooLargeError, open_socket

_logger = logging.getLogger(__name__)

# Apache closes an idle connection after 5 s; a request that crosses that on its way is unknown for nothing.
IDLE_SECONDS = 3.0
_CHUNK = 16 * 1024
# What a reply may take on the line for each byte of its body's limit: one-byte chunks take six.
_FRAMING = 8
# What a head and the lines around a body's chunks may take.
_SPARE = 64 * 1024
# What goes wrong on a line; anything else is an error of a program.
_EXPECTED = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    TooLargeError,
    OSError,
    ValueError,
)

_CAUSES = (
    (TooLargeError, "too_large"),
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


class _Line(urllib3.connection.HTTPConnection):
    """urllib3's connection over a socket of :func:`open_socket`; knows whether any of a request has left."""

    open = None  # a function that gives the socket
    left = False
    allowance = 0
    response_class = FinalResponse

    def connect(self):
        self.sock = self.open()
        self.sock.allowance = self.allowance

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

    def build_response(self, request, reply):
        """The reply as it is; requests would look for cookies in it, at a cost that a server decides."""
        return reply

    def cert_verify(self, conn, url, verify, cert):
        """Nothing is left to settle: the context of :func:`open_socket` trusts whom it is told to trust."""


class Connection:
    """``exchange`` is the one seam to the network: whoever patches it has cut off the wire.

    :param context: of :func:`make_context`, or None for plain http
    :param only_loopback: refuse to connect when the name leads to another machine
    :param no_loopback: refuse to connect when it leads to this one
    """

    def __init__(self, origin, context, timeout, only_loopback=False, no_loopback=False):
        self._timeout = timeout
        self._line = _Line(origin.host, origin.port)
        self._line.default_port = {"http": 80, "https": 443}[origin.scheme]
        self._line.open = lambda: open_socket(origin, context, timeout, only_loopback, no_loopback)
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
        self._make_ready(limit)
        whole = False
        try:
            reply = self._adapter.send(request, stream=True, timeout=self._timeout)
            body = inflate(_read(reply, limit), reply.headers.get("Content-Encoding"), limit)
            # After 101 the connection speaks something else.
            whole = reply.status >= 200
            return Response(reply.status, reply.headers, body)
        except ExchangeError:
            raise
        except Exception as error:
            if not isinstance(error, _EXPECTED):
                # its text may hold what was sent
                _logger.error("The reply of a gateway could not be read: %s", type(error).__name__)
            # from None: a library's exception may one day hold the request in its text
            raise ExchangeError(_cause(error), self._line.left) from None
        finally:
            if whole:
                self._idle_since = time.monotonic()
            else:
                self.close()

    def _make_ready(self, limit):
        """Give the line a fresh deadline, or have it opened anew if it was idle for too long."""
        now = time.monotonic()
        self._line.left = False
        self._line.allowance = limit * _FRAMING + _SPARE
        if self._line.sock is not None:
            if now - self._idle_since > IDLE_SECONDS:
                self.close()
            else:
                self._line.sock.deadline = now + self._timeout
                self._line.sock.allowance = self._line.allowance


def _cause(error):
    """The word for what the libraries have wrapped into ``error``."""
    chain = [error]
    while chain[-1].__context__ is not None and len(chain) < 20:
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
        raise TooLargeError
    body = bytearray()
    while chunk := raw.read(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > limit:
            raise TooLargeError
    if raw.length_remaining:
        # urllib3 before 2 does not mind
        raise http.client.IncompleteRead(bytes(body))
    return bytes(body)
