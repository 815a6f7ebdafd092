# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""No more of a reply is read than the limit, and what breaks the rules of HTTP is unknown."""

import time
import tracemalloc
import zlib

import pytest
from sms_wiserv.wire import ACCEPTED, NOT_SENT, UNKNOWN, Account, WiservClient

from dev.gateway import GatewayProcess
from dev.tests.sending import NUMBER, PATIENCE, TEXT, post_to, read_request


@pytest.fixture(scope="module")
def remote():
    """A stand-in in another process, whose memory is not ours."""
    with GatewayProcess() as gateway:
        yield gateway


@pytest.mark.parametrize("on", ["send", "description"])
@pytest.mark.parametrize("behaviour", ["huge", "inflating"])
def test_a_reply_of_50_megabytes_never_stands_in_memory(remote, behaviour, on):
    client = WiservClient(Account(remote.url("soap"), remote.user, remote.password, timeout=PATIENCE))
    if on == "send":
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    remote.behave(behaviour, count=1, on=on)
    tracemalloc.start()
    try:
        result = client.send(NUMBER, TEXT)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert result.cause == ("too_large" if on == "send" else "description")
    assert result.outcome == (UNKNOWN if on == "send" else NOT_SENT)
    # what is held is the reply as far as the limit, and libraries' buffers of the same order
    assert peak < (512 * 1024 if on == "send" else 2 * 1024 * 1024)


def test_an_announced_size_beyond_the_limit_is_not_even_read(serve):
    def handler(sock):
        read_request(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n")
        time.sleep(2)

    result = post_to(serve(handler)).send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (UNKNOWN, "too_large")


@pytest.mark.parametrize(("size", "cause"), [(64 * 1024, "unrecognised"), (64 * 1024 + 1, "too_large")])
@pytest.mark.parametrize("framing", ["length", "chunked", "close", "deflate"])
def test_the_limit_is_64_kibibytes_however_they_come(serve, framing, size, cause):
    body = b"x" * size

    def handler(sock):
        read_request(sock)
        if framing == "length":
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + body)
        elif framing == "chunked":
            sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            sock.sendall(b"%x\r\n%b\r\n0\r\n\r\n" % (size, body))
        elif framing == "deflate":
            packed = zlib.compress(body)
            sock.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: %d\r\n\r\n" % len(packed)
            )
            sock.sendall(packed)
        else:
            sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + body)

    result = post_to(serve(handler)).send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (UNKNOWN, cause)
    assert len(result.reply) <= 300


@pytest.mark.parametrize(
    ("head", "body", "cause"),
    [
        (b"Content-Encoding: br\r\nContent-Length: 4", b"abcd", "malformed"),
        (b"Content-Encoding: gzip\r\nContent-Length: 4", b"abcd", "malformed"),
        (b"Content-Encoding: gzip\r\nContent-Length: 12", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0", "cut_off"),
        (b"Content-Length: 20", b"Message Queued", "cut_off"),
        (b"Transfer-Encoding: chunked", b"e\r\nMessage Queued\r\n", "cut_off"),
        (b"Transfer-Encoding: chunked", b"zz\r\nMessage Queued\r\n0\r\n\r\n", "cut_off"),
        (b"X" * 70000, b"", "too_large"),
        (b"\r\n".join(b"X-%d: 1" % number for number in range(200)), b"", "malformed"),
    ],
)
def test_a_reply_that_breaks_the_rules_of_http_is_unknown(serve, head, body, cause):
    def handler(sock):
        read_request(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body)

    result = post_to(serve(handler)).send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (UNKNOWN, cause)


@pytest.mark.parametrize(
    "line", [b"", b"\r\n\r\n", b"SMTP ready\r\n\r\n", b"HTTP/1.1 two hundred\r\n\r\n", b"\0" * 99]
)
def test_a_reply_that_is_no_http_is_unknown(serve, line):
    def handler(sock):
        read_request(sock)
        sock.sendall(line)

    assert post_to(serve(handler)).send(NUMBER, TEXT).outcome == UNKNOWN
