# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Sending one message to a socket of the test's own, or to the stand-in gateway."""

import time

from sms_wiserv.wire import Account, WiservClient

NUMBER = "09171234567"
TEXT = "Your entitlement is ready."
# Seconds that nothing here takes, on a busy machine too. A test that waits for a time-out to pass says a short one.
PATIENCE = 30.0
QUEUED = b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nMessage Queued"


def post_to(port, scheme="http", host="127.0.0.1", **settings):
    """A client that posts to a port."""
    settings.setdefault("timeout", PATIENCE)
    return WiservClient(Account(f"{scheme}://{host}:{port}/bulk", "user", "pass", "http", **settings))


def client_of(gateway, **settings):
    """A client that posts to the stand-in gateway."""
    settings.setdefault("timeout", PATIENCE)
    return WiservClient(Account(gateway.url("http"), gateway.user, gateway.password, "http", **settings))


def timed(client):
    """Send a message; return the Result, and how many seconds that took."""
    started = time.monotonic()
    result = client.send(NUMBER, TEXT)
    return result, time.monotonic() - started


def read_request(connection_):
    """Head and body of one request.

    :raise ConnectionError: there is none, and there will not be one
    """
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection_)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += _more(connection_)
    return head, body


def _more(connection_):
    # At its end a connection gives nothing for ever.
    if not (more := connection_.recv(65536)):
        raise ConnectionError
    return more
