# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One deadline holds for an attempt as a whole, whatever the other side does, and its time is told."""

import contextlib
import socket
import time

import pytest
from sms_wiserv.wire import ACCEPTED, NOT_SENT, UNKNOWN, sockets

from dev.tests.sending import NUMBER, TEXT, client_of, post_to, read_request, timed


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("behaviour", ["drip", "drip_head"])
def test_a_dripping_reply_ends_at_the_total_deadline(gateway, connect, behaviour, tls):
    client = connect("http", tls=tls, timeout=1.0)
    client.send(NUMBER, TEXT)
    gateway.behave(behaviour, interval=0.2)
    result, seconds = timed(client)
    assert (result.outcome, result.cause) == (UNKNOWN, "timeout")
    assert 0.9 < result.seconds <= seconds


@pytest.mark.parametrize("behaviour", ["drip", "drip_head", "silence"])
def test_a_dripping_description_ends_at_the_total_deadline(gateway, connect, behaviour):
    gateway.behave(behaviour, on="description", interval=0.2)
    result, seconds = timed(connect(timeout=1.0))
    assert (result.outcome, result.cause) == (NOT_SENT, "description")
    assert seconds > 0.9
    assert gateway.counters["descriptions"] == 1
    assert gateway.journal == []


@pytest.mark.parametrize("line", [b"HTTP/1.1 100 Continue\r\n\r\n", b"X-More: and more\r\n"])
def test_headers_without_end_end_at_the_deadline(serve, line):
    def handler(sock):
        read_request(sock)
        if line.startswith(b"X"):
            sock.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(50):
            sock.sendall(line)
            time.sleep(0.1)

    result, seconds = timed(post_to(serve(handler), timeout=0.4))
    assert (result.outcome, result.cause) == (UNKNOWN, "timeout")
    assert seconds > 0.3


def test_chunks_without_end_end_at_the_limit(serve):
    def handler(sock):
        read_request(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            sock.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")

    result = post_to(serve(handler)).send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (UNKNOWN, "too_large")


def test_a_handshake_that_stands_still_is_not_sent(serve):
    result, seconds = timed(post_to(serve(lambda sock: time.sleep(60)), "https", timeout=0.4))
    assert (result.outcome, result.cause) == (NOT_SENT, "connect_timeout")
    assert seconds > 0.3


@pytest.fixture
def full_port():
    """A port that takes no more connections: the system drops what would open one."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        time.sleep(0.05)
        yield listener.getsockname()[1]


def test_a_connection_that_is_not_taken_is_not_sent(full_port):
    result, seconds = timed(post_to(full_port, timeout=0.4))
    assert (result.outcome, result.cause) == (NOT_SENT, "connect_timeout")
    assert seconds > 0.3


def test_an_address_that_swallows_everything_leaves_time_for_the_next_one(gateway, full_port, monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in (full_port, gateway.port)
    ]
    monkeypatch.setattr(sockets.socket, "getaddrinfo", lambda *_, **__: found)
    result, seconds = timed(client_of(gateway, timeout=4.0))
    assert result.outcome == ACCEPTED
    assert seconds > 1.6


def test_a_name_with_a_dead_first_address_reaches_the_second(gateway, connect):
    # localhost is ::1 and 127.0.0.1 on most machines; the stand-in listens on the latter
    assert connect(url=gateway.url("soap", host="localhost")).send(NUMBER, TEXT).outcome == ACCEPTED


def test_the_time_that_an_attempt_took_is_told(gateway):
    gateway.behave("late", seconds=0.2)
    result, seconds = timed(client_of(gateway))
    assert 0.2 <= result.seconds <= seconds
