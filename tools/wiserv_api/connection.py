# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One kept-alive connection with a gateway, on which nothing happens behind the caller's back.

No redirect is followed, nothing is tried twice, no cookie is kept, no proxy or netrc is read, no reply is held beyond
its limit, and one deadline holds from the first connect to the last byte. ``requests`` has prepared what is sent
(``envelope.py``); it does not carry it, because its time-outs are per read, because it cannot tell whether a request
had left when it failed, and because it takes several times as long.
"""

import contextlib
import http.client
import select
import socket
import ssl
import time
import zlib
from dataclasses import dataclass
from typing import NamedTuple

from .address import is_forbidden, is_loopback, parse_address

# Apache closes an idle connection after 5 s: a request that crosses that on its way is an unknown one for nothing.
IDLE_SECONDS = 3.0
_CHUNK = 16 * 1024
# https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/
_CERTIFICATE_CAUSES = {10: "tls_expired", 62: "tls_name", 64: "tls_name"}


class Origin(NamedTuple):
    scheme: str
    host: str
    port: int


@dataclass(frozen=True)
class Response:
    """An HTTP reply as it came, its body decompressed. ``headers`` is an ``http.client.HTTPMessage``."""

    status: int
    headers: object
    body: bytes


class ExchangeError(Exception):
    """No whole reply came back.

    :param cause: a key of ``REASONS``
    :param left: whether the gateway may have received any of the request
    """

    def __init__(self, cause, left):
        super().__init__(cause)
        self.cause = cause
        self.left = left


class _TooLarge(Exception):
    """The body passes the limit."""


class _Deadline:
    """Mixin of sockets: every wait ends at ``deadline`` (``time.monotonic``), however many there are."""

    deadline = 0.0

    def wait_no_longer(self):
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        self.settimeout(left)

    def recv_into(self, *args, **kwargs):
        self.wait_no_longer()
        return super().recv_into(*args, **kwargs)

    def send(self, *args, **kwargs):
        self.wait_no_longer()
        return super().send(*args, **kwargs)


class _PlainSocket(_Deadline, socket.socket):
    def sendall(self, *args, **kwargs):
        # not by way of send(); its time-out is for all of it
        self.wait_no_longer()
        return super().sendall(*args, **kwargs)


class _SecureSocket(_Deadline, ssl.SSLSocket):
    pass


def make_context(ca_file=None):
    """The TLS settings: system's authorities or ``ca_file``, host name checked.

    :raise OSError: ``ca_file`` cannot be read or holds no certificate
    """
    context = ssl.create_default_context(cafile=ca_file)
    context.sslsocket_class = _SecureSocket
    return context


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
        left = False
        whole = False
        try:
            self._make_ready()
            left = True
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
        except _TooLarge:
            raise ExchangeError("too_large", True) from None
        # The causes are kept out of the chain (from None): a library may one day put the request in their text.
        except TimeoutError:
            raise ExchangeError("timeout" if left else "connect_timeout", left) from None
        except http.client.RemoteDisconnected:
            raise ExchangeError("disconnected", True) from None
        except http.client.IncompleteRead:
            raise ExchangeError("cut_off", True) from None
        except (http.client.HTTPException, zlib.error, ValueError):
            raise ExchangeError("malformed", True) from None
        except OSError:
            raise ExchangeError("reset" if left else "connect", left) from None
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
            addresses = self._resolve()
            deadline = time.monotonic() + self._timeout
            self._socket = self._connect(addresses, deadline)
            self._poll = select.poll()
            self._poll.register(self._socket, select.POLLIN)
        else:
            self._socket.deadline = now + self._timeout

    def _resolve(self):
        try:
            found = socket.getaddrinfo(self._origin.host, self._origin.port, type=socket.SOCK_STREAM)
        except (OSError, ValueError):
            raise ExchangeError("dns", False) from None
        allowed = [info for info in found if not is_forbidden(parse_address(info[4][0]))]
        if not allowed:
            raise ExchangeError("address", False)
        if self._only_loopback:
            allowed = [info for info in allowed if is_loopback(parse_address(info[4][0]))]
            if not allowed:
                raise ExchangeError("plain_http", False)
        return allowed

    def _connect(self, addresses, deadline):
        for left, info in zip(range(len(addresses), 0, -1), addresses, strict=True):
            # an address that swallows everything leaves time for the others
            share = (deadline - time.monotonic()) / left
            try:
                plain = _connect_to(info, time.monotonic() + share)
                break
            except OSError:
                if left == 1:
                    raise
        plain.deadline = deadline
        return self._secure(plain) if self._context else plain

    def _secure(self, plain):
        try:
            secure = self._context.wrap_socket(
                plain, server_hostname=self._origin.host, do_handshake_on_connect=False
            )
        except (OSError, ValueError):
            plain.close()
            raise ExchangeError("tls", False) from None
        try:
            secure.deadline = plain.deadline
            secure.wait_no_longer()
            secure.do_handshake()
        except TimeoutError:
            secure.close()
            raise
        except ssl.SSLCertVerificationError as error:
            secure.close()
            cause = _CERTIFICATE_CAUSES.get(error.verify_code, "tls_untrusted")
            raise ExchangeError(cause, False) from None
        except (OSError, ValueError):
            secure.close()
            raise ExchangeError("tls", False) from None
        return secure


def _connect_to(info, deadline):
    family, kind, protocol, _, address = info
    plain = _PlainSocket(family, kind, protocol)
    try:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.deadline = deadline
        plain.wait_no_longer()
        plain.connect(address)
    except OSError:
        plain.close()
        raise
    return plain


def _read(reply, limit):
    """The body as it comes over the line; never more than ``limit`` and one chunk of it in memory."""
    if reply.length is not None:
        if reply.length > limit:
            raise _TooLarge
        return reply.read()
    body = bytearray()
    while chunk := reply.read(_CHUNK):
        body += chunk
        if len(body) > limit:
            raise _TooLarge
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
        raise _TooLarge
    if not inflate.eof:
        raise http.client.IncompleteRead(b"")
    return plain
