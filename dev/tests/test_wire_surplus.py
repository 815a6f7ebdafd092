# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A gateway that says more than one reply to a request: when another message's answer could be taken for one's own."""

import contextlib
import socket
import ssl
import threading
import time

import pytest
from sms_wiserv.wire import ACCEPTED, UNKNOWN, connection

from dev.gateway.certificates import make_certificates
from dev.tests.sending import NUMBER, QUEUED, TEXT, post_to, read_request

BINNED = QUEUED.replace(b"Queued", b"Binned")
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(params=[False, True], ids=["plain", "tls"])
def talk(request, serve, tmp_path):
    """``talk(handler)``: a client of ``handler(line)``, and the list of its connections."""
    with contextlib.ExitStack() as stack:

        def start(handler):
            connections = []

            def answer(sock):
                connections.append(sock)
                if not request.param:
                    return handler(sock)
                with context.wrap_socket(sock, server_side=True) as line:
                    return handler(line)

            settings = {"timeout": 5.0}
            if request.param:
                ca, chain, key = make_certificates(tmp_path, ["localhost"], 5)
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(chain, key)
                settings |= {"scheme": "https", "host": "localhost", "ca_file": str(ca)}
            return stack.enter_context(contextlib.closing(post_to(serve(answer), **settings))), connections

        yield start


def between_look_and_request(monkeypatch, surplus):
    """Have ``surplus`` set, and 0.1 seconds pass, after a kept connection was looked at and before it is written to."""
    look = connection.wait_for_read

    def look_and_wait(line, timeout):
        found = look(line, timeout=timeout)
        surplus.set()
        time.sleep(0.1)
        return found

    monkeypatch.setattr(connection, "wait_for_read", look_and_wait)


def be_far_away(line):
    """Acknowledge what comes next later than at once, as a gateway does that is on another machine."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)


@pytest.mark.parametrize("seconds", [0, 0.02])
def test_one_that_comes_before_the_next_message_is_never_its_answer(talk, seconds):
    said = []
    surplus = threading.Event()

    def handler(line):
        while True:
            read_request(line)
            said.append(BINNED if said else QUEUED)
            be_far_away(line)
            line.sendall(said[-1])
            time.sleep(seconds)
            line.sendall(QUEUED)
            surplus.set()

    client, _connections = talk(handler)
    outcomes = []
    for _ in range(4):
        surplus.clear()
        outcomes.append(client.send(NUMBER, TEXT).outcome)
        surplus.wait(1)
        # A busy machine is slow to deliver what was sent within it.
        time.sleep(0.1)
    assert outcomes == [ACCEPTED, UNKNOWN, UNKNOWN, UNKNOWN]


def test_one_that_comes_while_the_next_message_is_being_written_is_never_its_answer(talk, monkeypatch):
    surplus = threading.Event()

    def handler(line):
        read_request(line)
        line.sendall(QUEUED)
        be_far_away(line)
        surplus.wait(5)
        line.sendall(QUEUED)
        time.sleep(0.3)
        read_request(line)
        line.sendall(BINNED)

    client, connections = talk(handler)
    assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    between_look_and_request(monkeypatch, surplus)
    result = client.send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (UNKNOWN, "early")
    assert len(connections) == 1
    monkeypatch.undo()
    assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    assert len(connections) == 2


def test_a_refusal_before_the_whole_message_is_there_is_one(talk, monkeypatch):
    refusal = threading.Event()

    def handler(line):
        read_request(line)
        line.sendall(QUEUED)
        be_far_away(line)
        refusal.wait(5)
        line.sendall(FORBIDDEN)
        time.sleep(0.3)

    client, _connections = talk(handler)
    client.send(NUMBER, TEXT)
    between_look_and_request(monkeypatch, refusal)
    assert client.send(NUMBER, TEXT).cause == "http_status"


def test_after_one_that_could_not_be_told_each_message_has_a_connection_of_its_own(talk):
    said = []

    def handler(line):
        while True:
            read_request(line)
            # The second message, and it alone, gets a reply too many, once it is with the gateway.
            said.append(BINNED)
            if len(said) == 2:
                line.sendall(QUEUED)
                time.sleep(0.3)
            line.sendall(BINNED)

    client, connections = talk(handler)
    outcomes = []
    for _ in range(5):
        outcomes.append(client.send(NUMBER, TEXT).outcome)
        time.sleep(0.5)
    # Nothing in HTTP says whose the second one is.
    assert outcomes == [UNKNOWN, ACCEPTED, UNKNOWN, UNKNOWN, UNKNOWN]
    assert len(connections) == 4


def test_a_gateway_that_closes_idle_connections_has_said_nothing_too_much(talk):
    closing = [True]

    def handler(line):
        while True:
            read_request(line)
            line.sendall(QUEUED)
            if closing and closing.pop():
                return

    client, connections = talk(handler)
    for _ in range(5):
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
        time.sleep(0.1)
    assert len(connections) == 2


def test_no_answer_that_comes_at_once_is_taken_for_an_early_one(gateway, connect):
    for kind in ("soap", "http"):
        for tls in (False, True):
            client = connect(kind, tls=tls)
            outcomes = {client.send(NUMBER, TEXT * 10).outcome for _ in range(300)}
            assert outcomes == {ACCEPTED}
    assert gateway.counters["connections"] == 4
