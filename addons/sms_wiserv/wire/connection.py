# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One kept-alive connection with a gateway, on which nothing happens behind the caller's back.

``http.client`` reads what comes back, and it alone: no redirect is followed, nothing is tried twice, no cookie is
looked at, no proxy or netrc is read. (``requests`` and ``urllib3`` above it cost several times as much a message.)
What it lacks is added beneath it: one deadline from the first connect to the last byte (its own time-outs are per
read), the knowledge of whether anything had left when it failed, a limit to the size of the reply's head and body,
and the final reply where interim ones come first.
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

# Apache closes an idle connection after 5 s; a request that crosses that on its way is unknown for nothing.
IDLE_SECONDS = 3.0
_CHUNK = 16 * 1024
# What a reply may take on the line for each byte of its body's limit: one-byte chunks take six.
_FRAMING = 8
# What a head and the lines around a body's chunks may take.
_SPARE = 64 * 1024
# What goes wrong on a line; anything else is an error of a program.
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
    """An HTTP reply as it came, its body decompressed. ``headers`` is a mapping that ignores case."""

    status: int
    headers: object
    body: bytes


class Connection:
    """``exchange`` is the one seam to the network: whoever patches it has cut off the wire.

    :param context: of :func:`make_context`, or None for plain http
    :param only_loopback: refuse to connect when the name leads to another machine
    :param no_loopback: refuse to connect when it leads to this one
    """

    def __init__(self, origin, context, timeout, only_loopback=False, no_loopback=False):
        self._timeout = timeout
        self._open = lambda: open_socket(origin, context, timeout, only_loopback, no_loopback)
        self._socket = None
        self._idle_since = 0.0

    def close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def exchange(self, request, limit):
        """Send a request and wait for the reply.

        :param Request request: what is sent
        :param limit: bytes that the reply's body may have, decompressed
        :return: Response
        :raise ExchangeError:
        """
        left = kept = False
        reply = None
        try:
            line = self._line(limit)
            # From here on some of it may have left.
            left = True
            line.sendall(request.head + request.body)
            reply = FinalResponse(line)
            reply.begin()
            body = inflate(_read(reply, limit), reply.headers.get("Content-Encoding"), limit)
            # After 101 the connection speaks something else.
            kept = reply.status >= 200 and not reply.will_close
            return Response(reply.status, reply.headers, body)
        except ExchangeError:
            raise
        except Exception as error:
            if not isinstance(error, _EXPECTED):
                # its text may hold what was sent
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
        """The socket, with a fresh deadline; anew if it was idle for too long, or something has come unasked."""
        now = time.monotonic()
        if self._socket is not None and (
            now - self._idle_since > IDLE_SECONDS
            # What TLS has already decrypted no system call sees.
            or self._socket.pending()
            or wait_for_read(self._socket, timeout=0)
        ):
            self.close()
        if self._socket is None:
            self._socket = self._open()
        else:
            self._socket.deadline = now + self._timeout
        self._socket.allowance = limit * _FRAMING + _SPARE
        return self._socket


def _cause(error):
    """The word for what the library has wrapped into ``error``."""
    chain = [error]
    while chain[-1].__context__ is not None and len(chain) < 20:
        chain.append(chain[-1].__context__)
    return next(
        (cause for kind, cause in _CAUSES if any(isinstance(link, kind) for link in chain)), "malformed"
    )


def _read(reply, limit):
    """The body as it comes over the line; never more than ``limit`` and one chunk of it in memory."""
    if (reply.length or 0) > limit:
        raise TooLargeError
    body = bytearray()
    while chunk := reply.read(_CHUNK):
        body += chunk
        if len(body) > limit:
            raise TooLargeError
    if reply.length:
        # ``http.client`` does not mind
        raise http.client.IncompleteRead(bytes(body))
    return bytes(body)
