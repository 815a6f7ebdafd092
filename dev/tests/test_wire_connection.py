# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Whether anything has left, when a connection is used again, and what is never done behind the caller's back."""

import contextlib
import socket
import ssl
import threading
import time

import pytest
from sms_wiserv.wire import ACCEPTED, NOT_SENT, UNKNOWN, connection, sockets
from sms_wiserv.wire.origin import Origin
from sms_wiserv.wire.request import get

from dev.faults.children import wait_until
from dev.gateway import Gateway
from dev.gateway.certificates import make_certificates
from dev.tests.sending import NUMBER, QUEUED, TEXT, client_of, post_to, read_request

# === BEFORE AND AFTER THE FIRST BYTE === #


def test_a_refused_connection_is_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = post_to(port).send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "connect")


def test_a_name_that_is_not_resolved_is_not_sent():
    result = post_to(443, "https", "no-such-host.invalid").send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "dns")
    assert result.reason == "The gateway's name could not be resolved."


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "x..example", "xn--999999999.example"])
def test_a_name_that_cannot_be_one_is_not_sent(host):
    assert post_to(443, "https", host).send(NUMBER, TEXT).outcome == NOT_SENT


def test_a_gateway_that_went_away_between_two_messages_is_not_sent():
    with Gateway() as gateway:
        client = client_of(gateway)
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
        gateway.stop()
        result = client.send(NUMBER, TEXT)
        assert (result.outcome, result.cause) == (NOT_SENT, "connect")
        gateway.start()
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
        assert len(gateway.journal) == 2


def test_a_failure_before_the_first_byte_on_a_line_in_use_has_not_left(gateway, monkeypatch):
    line = connection.Connection(Origin("http", "127.0.0.1", gateway.port), None, 2.0)
    request = get(gateway.url("soap"))
    assert line.exchange(request, 10_000).status == 200

    def fail(*_arguments, **_keywords):
        raise OSError("no socket can bring this about")

    monkeypatch.setattr(connection, "wait_for_read", fail)
    with pytest.raises(sockets.ExchangeError) as caught:
        line.exchange(request, 10_000)
    assert not caught.value.left


def test_a_connection_that_is_taken_and_closed_at_once_is_unknown(serve):
    result = post_to(serve(lambda sock: None)).send(NUMBER, TEXT)
    assert result.outcome == UNKNOWN
    assert result.cause in ("reset", "disconnected")


def test_a_handshake_that_is_broken_off_is_not_sent(serve):
    result = post_to(serve(lambda sock: sock.recv(10)), "https").send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "tls")


def test_a_plain_answer_to_a_handshake_is_not_sent(serve):
    def handler(sock):
        sock.recv(65536)
        sock.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    result = post_to(serve(handler), "https").send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "tls")


def test_a_request_larger_than_what_the_line_takes_ends_at_the_deadline(serve):
    # ten thousand characters, each nine bytes in a form, into a gateway that reads nothing
    def handler(sock):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        time.sleep(60)

    result = post_to(serve(handler), timeout=0.4).send(NUMBER, "\N{PESO SIGN}" * 1_000_000)
    assert (result.outcome, result.cause) == (UNKNOWN, "timeout")


# === KEEPING ALIVE === #


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("kind", ["soap", "http"])
def test_messages_one_after_the_other_share_a_connection(gateway, connect, kind, tls):
    client = connect(kind, tls=tls)
    for _ in range(5):
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    assert gateway.counters["connections"] == 1


def test_each_message_has_the_whole_time_out(gateway):
    client = client_of(gateway, timeout=2.0)
    for _ in range(4):
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
        time.sleep(0.7)
    assert gateway.counters["connections"] == 1


def test_a_connection_that_was_idle_too_long_is_not_used_again(gateway, connect, monkeypatch):
    monkeypatch.setattr(connection, "IDLE_SECONDS", 30)
    client = connect("http")
    client.send(NUMBER, TEXT)
    client.send(NUMBER, TEXT)
    assert gateway.counters["connections"] == 1
    monkeypatch.setattr(connection, "IDLE_SECONDS", 0.1)
    time.sleep(0.15)
    client.send(NUMBER, TEXT)
    assert gateway.counters["connections"] == 2


@pytest.mark.parametrize("tls", [False, True])
def test_a_gateway_that_closes_after_each_reply_leaves_nothing_unknown(gateway, connect, tls):
    gateway.behave("close_after_reply")
    client = connect("http", tls=tls)
    for _ in range(5):
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
        # The end has to arrive first: a message that crosses it is unknown, and nothing can be done about that.
        wait_until(lambda: not gateway.open_conversations)


def test_what_a_gateway_says_unasked_is_no_answer_to_the_next_message(serve):
    answered, said = threading.Event(), threading.Event()

    def handler(sock):
        read_request(sock)
        sock.sendall(QUEUED)
        answered.wait()
        sock.sendall(QUEUED)
        said.set()
        read_request(sock)
        sock.sendall(QUEUED.replace(b"Queued", b"Binned"))

    connections = []
    client = post_to(serve(lambda sock: (connections.append(sock), handler(sock))))
    assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    answered.set()
    said.wait()
    assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    assert len(connections) == 2


@pytest.mark.parametrize("length", [8192, 16384 - len(QUEUED)])
def test_nor_is_what_lies_decrypted_behind_the_last_reply(serve, tmp_path, length):
    ca, chain, key = make_certificates(tmp_path, ["localhost"], 5)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    connections = []

    def handler(sock):
        answered = []
        connections.append(answered)
        with context.wrap_socket(sock, server_side=True) as line:
            # A second request on this connection begins with one more byte; none is its end.
            while not answered or line.recv(1):
                read_request(line)
                answered.append(line)
                # One record of TLS, of which the client's buffer takes the first part.
                line.sendall(QUEUED.ljust(length, b" ") + QUEUED)

    with contextlib.closing(
        post_to(serve(handler), "https", "localhost", timeout=5, ca_file=str(ca))
    ) as client:
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    assert [len(answered) for answered in connections] == [1, 1]


@pytest.mark.parametrize("head", [b"HTTP/1.0 200 OK\r\n", b"HTTP/1.1 200 OK\r\nConnection: close\r\n"])
def test_a_connection_that_the_gateway_will_close_is_not_kept(serve, head):
    connections = []

    def handler(sock):
        connections.append(sock)
        read_request(sock)
        sock.sendall(head + b"Content-Length: 14\r\n\r\nMessage Queued")
        # says that it will close, and takes its time
        time.sleep(1)

    client = post_to(serve(handler))
    assert [client.send(NUMBER, TEXT).outcome for _ in range(3)] == [ACCEPTED] * 3
    assert len(connections) == 3


def test_a_connection_that_changes_its_protocol_is_not_kept(serve):
    connections = []

    def handler(sock):
        connections.append(sock)
        read_request(sock)
        sock.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\n\r\n")
        time.sleep(1)

    client = post_to(serve(handler))
    assert [client.send(NUMBER, TEXT).cause for _ in range(2)] == ["empty", "empty"]
    assert len(connections) == 2


# === NOTHING BEHIND THE BACK === #


def test_no_proxy_netrc_or_cookie_is_used(serve, monkeypatch, tmp_path):
    heads = []

    def handler(sock):
        while True:
            heads.append(read_request(sock)[0].decode())
            sock.sendall(QUEUED.replace(b"\r\n\r\n", b"\r\nSet-Cookie: session=1; Path=/\r\n\r\n", 1))

    port = serve(handler)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password something\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client = post_to(port)
    assert [client.send(NUMBER, TEXT).outcome for _ in range(2)] == [ACCEPTED] * 2
    assert len(heads) == 2
    for head in heads:
        assert head.startswith("POST /bulk HTTP/1.1\r\n")
        assert f"Host: 127.0.0.1:{port}" in head
        assert "Accept-Encoding: identity" in head
        assert "cookie" not in head.lower()
        assert "authorization" not in head.lower()


@pytest.mark.parametrize("behaviour", [f"redirect_{status}" for status in (301, 302, 303, 307, 308)])
@pytest.mark.parametrize("kind", ["soap", "http"])
def test_a_redirect_hands_nothing_to_the_other_host(gateway, connect, behaviour, kind):
    with Gateway() as other:
        gateway.behave(behaviour, location=other.url(kind))
        gateway.behave(behaviour, on="description", location=other.url(kind))
        assert connect(kind).send(NUMBER, TEXT).outcome in (NOT_SENT, UNKNOWN)
        assert other.counters == {}
