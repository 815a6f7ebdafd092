# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Time, phases, addresses, TLS and memory: what the connection guarantees whatever the other side does."""

import contextlib
import socket
import ssl
import time
import tracemalloc
import zlib

import pytest
from sms_wiserv.wire import ACCEPTED, NOT_SENT, UNKNOWN, Account, WiservClient, connection, sockets
from sms_wiserv.wire.origin import Origin
from sms_wiserv.wire.request import get

from dev.gateway import Gateway, GatewayProcess
from dev.gateway.certificates import make_certificates

NUMBER = "09171234567"
TEXT = "Your entitlement is ready."
QUEUED = b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nMessage Queued"


def post_to(port, scheme="http", host="127.0.0.1", **settings):
    settings.setdefault("timeout", 0.4)
    return WiservClient(Account(f"{scheme}://{host}:{port}/bulk", "user", "pass", "http", **settings))


def timed(client):
    started = time.monotonic()
    result = client.send(NUMBER, TEXT)
    return result, time.monotonic() - started


def read_request(connection_):
    """Head and body of one request."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection_.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection_.recv(65536)
    return head, body


# === ONE DEADLINE FOR ALL OF IT === #


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("behaviour", ["drip", "drip_head"])
def test_a_dripping_reply_ends_at_the_total_deadline(gateway, connect, behaviour, tls):
    client = connect("http", tls=tls, timeout=0.5)
    client.send(NUMBER, TEXT)
    gateway.behave(behaviour, interval=0.2)
    result, seconds = timed(client)
    assert (result.outcome, result.cause) == (UNKNOWN, "timeout")
    assert 0.4 < seconds < 2
    assert 0.4 < result.seconds <= seconds


@pytest.mark.parametrize("behaviour", ["drip", "drip_head", "silence"])
def test_a_dripping_description_ends_at_the_total_deadline(gateway, connect, behaviour):
    gateway.behave(behaviour, on="description", interval=0.2)
    result, seconds = timed(connect(timeout=0.5))
    assert (result.outcome, result.cause) == (NOT_SENT, "description")
    assert 0.4 < seconds < 2
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

    result, seconds = timed(post_to(serve(handler)))
    assert (result.outcome, result.cause) == (UNKNOWN, "timeout")
    assert 0.3 < seconds < 2


def test_chunks_without_end_end_at_the_limit(serve):
    def handler(sock):
        read_request(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            sock.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")

    result, seconds = timed(post_to(serve(handler), timeout=5.0))
    assert (result.outcome, result.cause) == (UNKNOWN, "too_large")
    assert seconds < 2


def test_a_handshake_that_stands_still_is_not_sent(serve):
    result, seconds = timed(post_to(serve(lambda sock: time.sleep(4)), "https"))
    assert (result.outcome, result.cause) == (NOT_SENT, "connect_timeout")
    assert 0.3 < seconds < 2


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
    result, seconds = timed(post_to(full_port))
    assert (result.outcome, result.cause) == (NOT_SENT, "connect_timeout")
    assert 0.3 < seconds < 2


def test_an_address_that_swallows_everything_leaves_time_for_the_next_one(gateway, full_port, monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in (full_port, gateway.port)
    ]
    monkeypatch.setattr(sockets.socket, "getaddrinfo", lambda *_, **__: found)
    result, seconds = timed(_client(gateway))
    assert result.outcome == ACCEPTED
    assert 0.8 < seconds < 2


def _client(gateway, **settings):
    settings.setdefault("timeout", 2.0)
    return WiservClient(Account(gateway.url("http"), gateway.user, gateway.password, "http", **settings))


def test_a_name_with_a_dead_first_address_reaches_the_second(gateway, connect):
    # localhost is ::1 and 127.0.0.1 on most machines; the stand-in listens on the latter
    assert connect(url=gateway.url("soap", host="localhost")).send(NUMBER, TEXT).outcome == ACCEPTED


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
        client = _client(gateway)
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
        time.sleep(2)

    client = post_to(serve(handler))
    started = time.monotonic()
    result = client.send(NUMBER, "\N{PESO SIGN}" * 1_000_000)
    assert (result.outcome, result.cause) == (UNKNOWN, "timeout")
    assert time.monotonic() - started < 3


# === TLS === #


def test_a_certificate_of_a_trusted_authority_is_accepted(connect):
    assert connect(tls=True).send(NUMBER, TEXT).outcome == ACCEPTED
    assert connect("http", tls=True).send(NUMBER, TEXT).outcome == ACCEPTED


def test_a_certificate_of_an_unknown_authority_is_refused(gateway):
    result = post_to(gateway.tls_port, "https").send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "tls_untrusted")


def test_a_certificate_for_another_name_is_refused():
    with Gateway(tls=True, names=("elsewhere.example", "127.0.0.2")) as gateway:
        for host in ("localhost", "127.0.0.1"):
            result = post_to(gateway.tls_port, "https", host, ca_file=gateway.ca_file).send(NUMBER, TEXT)
            assert (result.outcome, result.cause) == (NOT_SENT, "tls_name")
        assert "requests" not in gateway.counters


def test_a_certificate_that_has_expired_is_refused():
    with Gateway(tls=True, days=-1) as gateway:
        result = post_to(gateway.tls_port, "https", ca_file=gateway.ca_file).send(NUMBER, TEXT)
        assert (result.outcome, result.cause) == (NOT_SENT, "tls_expired")


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_file_of_authorities_that_cannot_be_read_is_not_sent(gateway, tmp_path, content):
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    result = post_to(gateway.tls_port, "https", ca_file=str(file)).send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "ca_file")


def test_the_systems_authorities_are_used_and_the_host_name_is_checked():
    context = sockets.make_context()
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.get_ca_certs() == ssl.create_default_context().get_ca_certs()


# === WHERE IT MAY CONNECT === #


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "169.254.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
        "100.100.100.200", "168.63.129.16", "fe80::1", "fe80::1%eth0", "::", "ff02::1", "fd00:ec2::254",
        "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("host", ["sms.example", "localhost"])
def test_a_name_that_leads_to_a_forbidden_address_is_not_connected_to(monkeypatch, address, host):
    # a real name would need a name server of our own
    found = [
        (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
    ]
    monkeypatch.setattr(sockets.socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(sockets._PlainSocket, "connect", lambda *_: pytest.fail("connected"))
    result = post_to(443, "https", host).send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "address")


def test_plain_http_is_not_spoken_to_another_machine_that_calls_itself_localhost(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))]
    monkeypatch.setattr(sockets.socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(sockets._PlainSocket, "connect", lambda *_: pytest.fail("connected"))
    result = post_to(80, "http", "localhost").send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "plain_http")


def test_of_several_addresses_only_the_allowed_ones_are_tried(gateway, monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, gateway.port))
        for address in ("169.254.169.254", "127.0.0.1")
    ]
    monkeypatch.setattr(sockets.socket, "getaddrinfo", lambda *_, **__: found)
    assert _client(gateway).send(NUMBER, TEXT).outcome == ACCEPTED


@pytest.mark.parametrize("behaviour", [f"redirect_{status}" for status in (301, 302, 303, 307, 308)])
@pytest.mark.parametrize("kind", ["soap", "http"])
def test_a_redirect_hands_nothing_to_the_other_host(gateway, connect, behaviour, kind):
    with Gateway() as other:
        gateway.behave(behaviour, location=other.url(kind))
        gateway.behave(behaviour, on="description", location=other.url(kind))
        assert connect(kind).send(NUMBER, TEXT).outcome in (NOT_SENT, UNKNOWN)
        assert other.counters == {}


# === KEEPING ALIVE === #


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("kind", ["soap", "http"])
def test_messages_one_after_the_other_share_a_connection(gateway, connect, kind, tls):
    client = connect(kind, tls=tls)
    for _ in range(5):
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    assert gateway.counters["connections"] == 1


def test_each_message_has_the_whole_time_out(gateway):
    client = _client(gateway, timeout=0.5)
    for _ in range(4):
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
        time.sleep(0.2)
    assert gateway.counters["connections"] == 1


def test_a_connection_that_was_idle_too_long_is_not_used_again(gateway, connect, monkeypatch):
    monkeypatch.setattr(connection, "IDLE_SECONDS", 0.1)
    client = connect("http")
    client.send(NUMBER, TEXT)
    client.send(NUMBER, TEXT)
    assert gateway.counters["connections"] == 1
    time.sleep(0.15)
    client.send(NUMBER, TEXT)
    assert gateway.counters["connections"] == 2


@pytest.mark.parametrize("tls", [False, True])
def test_a_gateway_that_closes_after_each_reply_leaves_nothing_unknown(gateway, connect, tls):
    gateway.behave("close_after_reply")
    client = connect("http", tls=tls)
    for _ in range(5):
        assert client.send(NUMBER, TEXT).outcome == ACCEPTED
        # time for the end to arrive; a message that crosses it is unknown, and nothing can be done about that
        time.sleep(0.3)


def test_what_a_gateway_says_unasked_is_no_answer_to_the_next_message(serve):
    def handler(sock):
        read_request(sock)
        sock.sendall(QUEUED)
        time.sleep(0.02)
        sock.sendall(QUEUED)
        read_request(sock)
        sock.sendall(QUEUED.replace(b"Queued", b"Binned"))

    connections = []
    client = post_to(serve(lambda sock: (connections.append(sock), handler(sock))))
    assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    time.sleep(0.1)
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


# === MEMORY === #


@pytest.fixture(scope="module")
def remote():
    """A stand-in in another process, whose memory is not ours."""
    with GatewayProcess() as gateway:
        yield gateway


@pytest.mark.parametrize("on", ["send", "description"])
@pytest.mark.parametrize("behaviour", ["huge", "inflating"])
def test_a_reply_of_50_megabytes_never_stands_in_memory(remote, behaviour, on):
    client = WiservClient(Account(remote.url("soap"), remote.user, remote.password, timeout=20.0))
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
        time.sleep(4)

    result, seconds = timed(post_to(serve(handler), timeout=4.0))
    assert (result.outcome, result.cause) == (UNKNOWN, "too_large")
    assert seconds < 2


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

    result = post_to(serve(handler), timeout=3.0).send(NUMBER, TEXT)
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


def test_the_time_that_an_attempt_took_is_told(gateway):
    gateway.behave("late", seconds=0.2)
    assert 0.2 <= _client(gateway).send(NUMBER, TEXT).seconds < 1
