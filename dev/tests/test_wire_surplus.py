# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A gateway that says more than one reply to a request: when another message's answer could be taken for one's own."""

import contextlib
import ssl
import threading

import pytest
from sms_wiserv.wire import ACCEPTED, UNKNOWN, connection

from dev.gateway.certificates import make_certificates
from dev.tests.sending import NUMBER, PATIENCE, QUEUED, TEXT, post_to, read_request

BINNED = QUEUED.replace(b"Queued", b"Binned")
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
# A message that is larger than what the gateway's machine takes before it is read, and so is on its way until then.
BUFFER, LONG = 1024, TEXT * 400


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

            settings = {}
            if request.param:
                ca, chain, key = make_certificates(tmp_path, ["localhost"], 5)
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(chain, key)
                settings = {"scheme": "https", "host": "localhost", "ca_file": str(ca)}
            client = post_to(serve(answer, BUFFER), **settings)
            return stack.enter_context(contextlib.closing(client)), connections

        yield start


def set_after_look(monkeypatch, event):
    """Set ``event`` after a kept connection was looked at, before it is written to."""
    look = connection.wait_for_read

    def look_and_set(line, timeout):
        found = look(line, timeout=timeout)
        event.set()
        return found

    monkeypatch.setattr(connection, "wait_for_read", look_and_set)


def wait_for_surplus(client):
    """Wait until something, or the end, has come on the connection that the client keeps."""
    [kept] = client._idle
    assert connection.wait_for_read(kept._socket, timeout=PATIENCE)


@pytest.mark.parametrize("together", [True, False])
def test_one_that_comes_before_the_next_message_is_never_its_answer(talk, together):
    said, answered = [], threading.Event()

    def handler(line):
        while True:
            read_request(line)
            said.append(BINNED if said else QUEUED)
            if together:
                line.sendall(said[-1] + QUEUED)
            else:
                line.sendall(said[-1])
                answered.wait(PATIENCE)
                line.sendall(QUEUED)

    client, _connections = talk(handler)
    outcomes = [client.send(NUMBER, TEXT).outcome]
    answered.set()
    if not together:
        wait_for_surplus(client)
    outcomes += [client.send(NUMBER, TEXT).outcome for _ in range(3)]
    assert outcomes == [ACCEPTED, UNKNOWN, UNKNOWN, UNKNOWN]


def test_one_that_comes_while_the_next_message_is_being_written_is_never_its_answer(talk, monkeypatch):
    surplus, judged = threading.Event(), threading.Event()

    def handler(line):
        read_request(line)
        line.sendall(QUEUED)
        if not judged.is_set():
            surplus.wait(PATIENCE)
            line.sendall(QUEUED)
            judged.wait(PATIENCE)

    client, connections = talk(handler)
    assert client.send(NUMBER, LONG).outcome == ACCEPTED
    set_after_look(monkeypatch, surplus)
    result = client.send(NUMBER, LONG)
    judged.set()
    assert (result.outcome, result.cause) == (UNKNOWN, "early")
    assert len(connections) == 1
    assert client.send(NUMBER, LONG).outcome == ACCEPTED
    assert len(connections) == 2


def test_a_refusal_before_the_whole_message_is_there_is_one(talk, monkeypatch):
    refusal, judged = threading.Event(), threading.Event()

    def handler(line):
        read_request(line)
        line.sendall(QUEUED)
        refusal.wait(PATIENCE)
        line.sendall(FORBIDDEN)
        judged.wait(PATIENCE)

    client, _connections = talk(handler)
    client.send(NUMBER, LONG)
    set_after_look(monkeypatch, refusal)
    result = client.send(NUMBER, LONG)
    judged.set()
    assert result.cause == "http_status"


def test_after_one_that_could_not_be_told_each_message_has_a_connection_of_its_own(talk):
    said, taken = [], threading.Event()

    def handler(line):
        while True:
            read_request(line)
            # The second message, and it alone, gets a reply too many, once it is with the gateway.
            said.append(BINNED)
            if len(said) == 2:
                line.sendall(QUEUED)
                taken.wait(PATIENCE)
            line.sendall(BINNED)

    client, connections = talk(handler)
    outcomes = [client.send(NUMBER, TEXT).outcome for _ in range(2)]
    taken.set()
    wait_for_surplus(client)
    outcomes += [client.send(NUMBER, TEXT).outcome for _ in range(3)]
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
    assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    wait_for_surplus(client)
    assert {client.send(NUMBER, TEXT).outcome for _ in range(4)} == {ACCEPTED}
    assert len(connections) == 2


def test_no_answer_that_comes_at_once_is_taken_for_an_early_one(gateway, connect):
    for kind in ("soap", "http"):
        for tls in (False, True):
            client = connect(kind, tls=tls)
            outcomes = {client.send(NUMBER, TEXT * 10).outcome for _ in range(300)}
            assert outcomes == {ACCEPTED}
    assert gateway.counters["connections"] == 4
