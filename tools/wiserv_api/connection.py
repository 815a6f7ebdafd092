# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One kept-alive connection with a gateway, on which nothing happens behind the caller's back.

No redirect is followed, nothing is tried twice, no cookie is kept, no proxy or netrc is read, no reply is
held beyond its limit, and one deadline holds from the first connect to the last byte. ``requests`` prepares
what is sent (``envelope.py``); it does not carry it, because its time-outs are per read, because it cannot
tell whether a request had left when it failed, and because it takes several times as long.
"""

import contextlib
import http.client
import select
import time
import zlib
from dataclasses import dataclass

from .opening import ExchangeError, open_socket

# Apache closes an idle connection after 5 s; a request that crosses that on its way is unknown for nothing.
IDLE_SECONDS = 3.0
_CHUNK = 16 * 1024


@dataclass(frozen=True)
class Response:
    """An HTTP reply as it came, its body decompressed. ``headers`` is an ``http.client.HTTPMessage``."""

    status: int
    headers: object
    body: bytes


class _TooLargeError(Exception):
    """The body passes the limit."""


class Connection:
    """``exchange`` is the one seam to the network: whoever patches it has cut off the wire.

    :param context: of :func:`make_context`, or None for plain http
    :param only_loopback: refuse to connect when the name leads to another machine
    """

    def __init__(self, origin, context, timeout, only_loopback=False):
        self._origin = origin
        self._context = context
        self._timeout = timeout
        self._only_loopback = only_loopback
        self._socket = None
        self._poll = None
        self._idle_since = 0.0

    def close(self):
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
            self._socket = None

    def exchange(self, method, request, limit):
        """Send ``request`` (bytes, head and body) and wait for the reply.

        :param limit: bytes that the reply's body may have, decompressed
        :return: Response
        :raise ExchangeError:
        """
        self._make_ready()
        # from here on some of it may have left
        whole = False
        try:
            self._socket.sendall(request)
            reply = http.client.HTTPResponse(self._socket, method=method)
            try:
                reply.begin()
                body = _decode(_read(reply, limit), reply.headers.get("Content-Encoding"), limit)
                # after a 1xx that is none of HTTP/1.1's interim ones the connection speaks something else
                whole = not reply.will_close and reply.status >= 200
            finally:
                reply.close()
            return Response(reply.status, reply.headers, body)
        except _TooLargeError:
            raise ExchangeError("too_large", True) from None
        # from None: a library's exception may one day hold the request in its text
        except TimeoutError:
            raise ExchangeError("timeout", True) from None
        except http.client.RemoteDisconnected:
            raise ExchangeError("disconnected", True) from None
        except http.client.IncompleteRead:
            raise ExchangeError("cut_off", True) from None
        except (http.client.HTTPException, zlib.error, ValueError):
            raise ExchangeError("malformed", True) from None
        except OSError:
            raise ExchangeError("reset", True) from None
        finally:
            if whole:
                self._idle_since = time.monotonic()
            else:
                self.close()

    def _make_ready(self):
        """Have a connected socket with a fresh deadline."""
        now = time.monotonic()
        if self._socket is not None and (now - self._idle_since > IDLE_SECONDS or self._poll.poll(0)):
            # too long idle, or something waits to be read before anything was asked: closed, or out of step
            self.close()
        if self._socket is None:
            self._socket = open_socket(self._origin, self._context, self._timeout, self._only_loopback)
            self._poll = select.poll()
            self._poll.register(self._socket, select.POLLIN)
        else:
            self._socket.deadline = now + self._timeout


def _read(reply, limit):
    """The body as it comes over the line; never more than ``limit`` and one chunk of it in memory."""
    if reply.length is not None:
        if reply.length > limit:
            raise _TooLargeError
        return reply.read()
    body = bytearray()
    while chunk := reply.read(_CHUNK):
        body += chunk
        if len(body) > limit:
            raise _TooLargeError
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
