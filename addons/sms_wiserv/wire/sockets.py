# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Opens connections: resolves names, checks addresses, TLS. If anything here fails, no byte of a request was sent."""

import fcntl
import socket
import ssl
import termios
import time

from .address import is_forbidden, is_loopback, parse_address, touches_loopback

# https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/
_CERTIFICATE_CAUSES = {10: "tls_expired", 62: "tls_name", 64: "tls_name"}
_NOTHING = bytes(4)  # an int of C that is 0


class ExchangeError(Exception):
    """There is no whole reply.

    :param str cause: a key of ``REASONS``
    :param bool left: whether any byte of the request may have been sent
    """

    def __init__(self, cause, left):
        super().__init__(cause)
        self.cause = cause
        self.left = left


class TooLargeError(Exception):
    """The gateway sends more than a reply may have."""


class _Deadline:
    """Mixin of sockets with one deadline for all operations, and a limit for what is received.

    ``deadline``: by ``time.monotonic``. ``allowance``: how many bytes may still be received; it also limits what
    ``http.client`` reads without limit, such as the lines between chunks. ``early``: whether the first bytes since it
    was set to None came before the other machine had acknowledged all that was sent to it: then they answer something
    else.
    """

    deadline = 0.0
    allowance = 0
    early = None

    def wait_no_longer(self):
        """Set the time-out of the next operation to what is left until the deadline.

        :raise TimeoutError: it has passed
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        self.settimeout(left)

    def recv_into(self, *args, **kwargs):
        self.wait_no_longer()
        if self.allowance <= 0:
            raise TooLargeError
        count = super().recv_into(*args, **kwargs)
        if self.early is None:
            self.early = self._is_unacknowledged()
        self.allowance -= count
        return count

    def send(self, *args, **kwargs):
        self.wait_no_longer()
        return super().send(*args, **kwargs)

    def _is_unacknowledged(self):
        # The packet that brings an answer acknowledges its request, so that this is False as soon as one is there.
        try:
            return fcntl.ioctl(self.fileno(), termios.TIOCOUTQ, _NOTHING) != _NOTHING
        except OSError:
            # Not every system tells it of a socket.
            return False

    def has_more(self):
        """Whether the other machine has said something that was not read; it ends what can be done with this socket."""
        self.settimeout(0)
        try:
            return bool(self.recv(1))
        except OSError:
            return False


class _PlainSocket(_Deadline, socket.socket):
    def pending(self):
        """Return 0; of a TLS socket the bytes that are decrypted and not read."""
        return 0

    def sendall(self, *args, **kwargs):
        # a plain socket's `sendall` does not call `send`, and has one time-out for the whole
        self.wait_no_longer()
        return super().sendall(*args, **kwargs)


class _SecureSocket(_Deadline, ssl.SSLSocket):
    pass


def make_context(ca_file=None):
    """Return an ``ssl.SSLContext`` that checks host name and certificate.

    :param ca_file: path of the authorities to trust in place of the system's
    :raise OSError: ``ca_file`` cannot be read, or holds no certificate
    """
    context = ssl.create_default_context(cafile=ca_file)
    context.sslsocket_class = _SecureSocket
    return context


def open_socket(origin, context, timeout, only_loopback, no_loopback=False):
    """Return a connected socket whose ``deadline`` is ``timeout`` seconds after the name was resolved.

    Resolving a name cannot be interrupted; the system's resolver has a time-out of its own.

    :param Origin origin: where to connect to
    :param context: of :func:`make_context`, or None for plain http
    :param only_loopback: refuse addresses of other machines
    :param no_loopback: refuse addresses of this machine
    :raise ExchangeError: there is no connection; says why
    """
    addresses = _resolve(origin, only_loopback, no_loopback)
    deadline = time.monotonic() + timeout
    try:
        plain = _connect(addresses, deadline)
        return _secure(plain, origin.host, context, deadline) if context else plain
    except TimeoutError:
        raise ExchangeError("connect_timeout", False) from None
    except OSError:
        raise ExchangeError("connect", False) from None


def _resolve(origin, only_loopback, no_loopback):
    try:
        found = socket.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        raise ExchangeError("dns", False) from None
    # The addresses are checked here, and then connected to: the owner of a name can change where it leads at any time.
    allowed = [info for info in found if not is_forbidden(parse_address(info[4][0]))]
    if no_loopback:
        allowed = [info for info in allowed if not touches_loopback(parse_address(info[4][0]))]
    if not allowed:
        raise ExchangeError("address", False)
    if only_loopback:
        allowed = [info for info in allowed if is_loopback(parse_address(info[4][0]))]
        if not allowed:
            raise ExchangeError("plain_http", False)
    return allowed


def _connect(addresses, deadline):
    for left, info in zip(range(len(addresses), 0, -1), addresses, strict=True):
        # each address gets an equal share of the time that is left, so that one that never answers leaves some
        share = (deadline - time.monotonic()) / left
        try:
            plain = _connect_to(info, time.monotonic() + share)
        except OSError:
            if left == 1:
                raise
        else:
            plain.deadline = deadline
            return plain
    raise OSError("no address")


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


def _secure(plain, host, context, deadline):
    secure = plain
    try:
        secure = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        secure.deadline = deadline
        secure.wait_no_longer()
        secure.do_handshake()
    except TimeoutError:
        secure.close()
        raise
    except (OSError, ValueError) as error:
        secure.close()
        code = getattr(error, "verify_code", None)
        cause = "tls" if code is None else _CERTIFICATE_CAUSES.get(code, "tls_untrusted")
        raise ExchangeError(cause, False) from None
    return secure
