# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One kept-alive HTTP connection with a gateway.

It uses ``http.client`` and not ``requests``, which takes several times as long for a message. So no redirect is
followed, nothing is tried twice, and cookies, proxies and .netrc are not used. What ``http.client`` lacks is added
here and in ``sockets.py`` and ``reply_head.py``:

- one deadline from connecting to the last byte (its own time-outs are for each read);
- whether any byte of the request may have been sent when it failed;
- limits for the size of the reply's head and body;
- whether a reply came too early to be the one to this request, or is one too many;
- interim replies (1xx) before the final one.
"""

import http.client
import logging
import time
from dataclasses import dataclass

from urllib3.util import wait_for_read

from .content_encoding import inflate
from .reply_head import FinalResponse
from .sockets import ExchangeError, TooLargeError, open_socket

_logger = logging.getLogger(__name__)

# For how many seconds an idle connection is reused. Apache closes it after 5 (the default of KeepAliveTimeout), and a
# request that is sent at that moment would end as unknown.
IDLE_SECONDS = 3.0
_CHUNK = 16 * 1024
# A reply may take so many bytes on the connection for each byte that its body may have: a chunk of one byte takes six.
_FRAMING = 8
# Further bytes for its head and for the lines between chunks.
_SPARE = 64 * 1024
# Errors of the connection or the gateway; any other exception is a bug.
_EXPECTED = (http.client.HTTPException, TooLargeError, OSError, ValueError)

_CAUSES = (
    (TooLargeError, "too_large"),
    (TimeoutError, "timeout"),
    (http.client.RemoteDisconnected, "disconnected"),
    (http.client.IncompleteRead, "cut_off"),
    (OSError, "reset"),
)


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP reply, its body decompressed. ``headers``: a mapping whose keys ignore case."""

    status: int
    headers: object
    body: bytes


class Connection:
    """A connection, opened when it is needed. Tests that are to use no network patch :meth:`exchange`.

    :param Origin origin: where it leads
    :param context: of :func:`make_context`, or None for plain http
    :param timeout: seconds for one exchange
    :param only_loopback: refuse to connect if the name resolves to another machine
    :param no_loopback: refuse to connect if it resolves to this one
    """

    def __init__(self, origin, context, timeout, only_loopback=False, no_loopback=False):
        self._timeout = timeout
        self._open = lambda: open_socket(origin, context, timeout, only_loopback, no_loopback)
        self.unasked = False  # whether the gateway has said something that was no answer
        self._socket = None
        self._idle_since = 0.0

    def close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def exchange(self, request, limit):
        """Send a request and return the Response.

        :param Request request: what is sent
        :param limit: bytes that the reply's body may have, decompressed
        :raise ExchangeError: there is no whole reply; it says why, and whether anything may have been sent
        """
        left = kept = False
        reply = None
        try:
            line = self._line(limit)
            # From here on some of the request may have been sent.
            left = True
            line.early = None
            line.sendall(request.head + request.body)
            reply = FinalResponse(line)
            reply.begin()
            # A refusal may well come before the whole request is there.
            if line.early and reply.status < 300:
                self.unasked = True
                raise ExchangeError("early", True)
            body = inflate(_read(reply, limit), reply.headers.get("Content-Encoding"), limit)
            # After 101 the connection speaks something else.
            kept = reply.status >= 200 and not reply.will_close
            return Response(reply.status, reply.headers, body)
        except ExchangeError:
            raise
        except Exception as error:
            if not isinstance(error, _EXPECTED):
                # not with its message, which may hold what was sent
                _logger.error("The reply of a gateway could not be read: %s", type(error).__name__)
            # from None: a library's exception may one day hold the request in its text
            raise ExchangeError(_cause(error), left) from None
        finally:
            if kept:
                self._idle_since = time.monotonic()
            else:
                if reply is not None:
                    reply.close()
                self.close()

    def _line(self, limit):
        """Return the socket, with a new deadline; a new one if it was idle for too long, or unread bytes wait on it."""
        now = time.monotonic()
        if self._socket is not None and (
            now - self._idle_since > IDLE_SECONDS
            # bytes that TLS has decrypted already, which `wait_for_read` does not see
            or self._socket.pending()
            or wait_for_read(self._socket, timeout=0)
        ):
            self.unasked = self.unasked or self._socket.has_more()
            self.close()
        if self._socket is None:
            self._socket = self._open()
        else:
            self._socket.deadline = now + self._timeout
        self._socket.allowance = limit * _FRAMING + _SPARE
        return self._socket


def _cause(error):
    """Return the cause (a key of ``REASONS``) of an exception, or of one that it was raised for."""
    chain = [error]
    while chain[-1].__context__ is not None and len(chain) < 20:
        chain.append(chain[-1].__context__)
    return next(
        (cause for kind, cause in _CAUSES if any(isinstance(link, kind) for link in chain)), "malformed"
    )


def _read(reply, limit):
    """Return the body as it was sent; no more than ``limit`` and one chunk of it is ever in memory."""
    if (reply.length or 0) > limit:
        raise TooLargeError
    body = bytearray()
    while chunk := reply.read(_CHUNK):
        body += chunk
        if len(body) > limit:
            raise TooLargeError
    if reply.length:
        # the connection ended early, which `http.client` does not report here
        raise http.client.IncompleteRead(bytes(body))
    return bytes(body)
