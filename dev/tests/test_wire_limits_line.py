# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What comes over the line is limited, head, frames and all; and whatever comes, a send ends in an outcome."""

import time
import tracemalloc

import pytest
from sms_wiserv.wire import ACCEPTED, NOT_SENT, UNKNOWN, Account, WiservClient, connection
from sms_wiserv.wire.documents import decode
from sms_wiserv.wire.judge import Judge
from sms_wiserv.wire.reply_head import HEAD_LIMIT

from dev.gateway.service import result
from dev.gateway.wsdl import describe
from dev.tests.sending import PATIENCE

NUMBER = "09171234567"


def answered(serve, *pieces, protocol="http", timeout=PATIENCE):
    def handler(sock):
        sock.recv(65536)
        for piece in pieces:
            sock.sendall(piece)
        sock.recv(65536)

    url = f"http://127.0.0.1:{serve(handler)}/bulk"
    return WiservClient(Account(url, "user", "pass", protocol, timeout=timeout)).send(NUMBER, "text")


START = b"HTTP/1.1 200 OK\r\n"
END = b"Content-Length: 14\r\n\r\nMessage Queued"
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"
HOSTILE = {
    "bare carriage returns": ([START, b"X: 1" + b"\rA:b" * 20 + b"\r\n", END], "malformed"),
    "many of them": ([START, *[b"X: " + b"\ra:" * 20_000 + b"\r\n"] * 90, END], "too_large"),
    "long lines": ([START, *[b"X: " + b"a" * 60_000 + b"\r\n"] * 90, END], "too_large"),
    "a line without end": ([START, *[b"a" * 60_000] * 90], "too_large"),
    "a status without end": ([b"HTTP/1.1 200 " + b"a" * 60_000, END], "too_large"),
    "a head just too large": ([START, b"X: " + b"a" * HEAD_LIMIT + b"\r\n", END], "too_large"),
    "interim replies without end": ([b"HTTP/1.1 103 x\r\n\r\n"] * 10_000, "too_large"),
    "empty lines of 100": ([b"HTTP/1.1 100 x\r\n" + b"a: b\r\n" * 90 + b"\r\n"] * 100, "too_large"),
    "a chunk's line without end": ([CHUNKED, *[b"1;" + b"a" * 60_000] * 90], "malformed"),
    "long lines of chunks": ([CHUNKED, *[b"1;" + b"a" * 60_000 + b"\r\nx\r\n"] * 200], "too_large"),
    "trailers without end": ([CHUNKED, b"1\r\nx\r\n0\r\n", *[b"X: " + b"a" * 6_000 + b"\r\n"] * 2_000], "too_large"),
    "a date without end": ([b"HTTP/1.1 503 x\r\nRetry-After: " + b"1 " * 9_000 + b"\r\n", END], "unavailable"),
}  # fmt: skip


@pytest.mark.parametrize(("pieces", "cause"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_head_or_frame_costs_little_and_ends(serve, pieces, cause):
    tracemalloc.start()
    started = time.process_time()
    try:
        outcome = answered(serve, *pieces)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert outcome.cause == cause
    assert peak < 1024 * 1024
    # of both sides, and tenfold by tracing; it took seven seconds
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize(
    "header", [b"Set-Cookie: a=b;" + b"a;" * 15_000, b'Content-Type: text/plain;"' + b";" * 30_000]
)
def test_a_header_that_others_parse_costs_nothing(serve, header):
    assert answered(serve, START, header + b"\r\n", END).outcome == ACCEPTED


# === AFTER THE REQUEST HAS LEFT NOTHING RAISES === #


CHARSETS = [
    "idna", "undefined", "punycode", "utf-7", "rot13", "hex", "zip", "unicode_escape", "a\x00b", "\udc85", "utf-8;", "",
]  # fmt: skip


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", ["soap", "http"])
def test_no_charset_makes_a_send_raise(gateway, connect, kind, charset):
    label = f'text/xml; charset="{charset}"'.encode("utf-8", "surrogateescape").decode("latin-1")
    gateway.behave("raw", body=result(kind, "Message Queued").body, content_type=label)
    assert connect(kind).send(NUMBER, "text").outcome == ACCEPTED


@pytest.mark.parametrize("error", [RuntimeError("Zx9"), MemoryError(), UnicodeError("Zx9"), KeyError("Zx9")])
@pytest.mark.parametrize("where", [(Judge, "judge"), (connection, "_read")])
def test_an_error_of_a_program_is_unknown_and_quotes_nothing(
    gateway, connect, monkeypatch, caplog, error, where
):
    def fail(*_arguments):
        raise error

    monkeypatch.setattr(*where, fail)
    answer = connect("http").send(NUMBER, "text")
    assert (answer.outcome, answer.cause) == (UNKNOWN, "malformed")
    assert type(error).__name__ in caplog.text or isinstance(error, ValueError)
    assert "Zx9" not in caplog.text
    assert gateway.counters["requests"] == 1


def test_an_accepted_reply_is_cut(gateway, connect):
    gateway.behave("unknown_sentence", text="Message Queued" + "." * 60_000)
    answer = connect().send(NUMBER, "text")
    assert (answer.outcome, len(answer.reply)) == (ACCEPTED, 300)


def test_a_large_description_ends_before_its_deadline(gateway, connect):
    port = b'<port name="p" binding="tns:wiservBinding"/>'
    body = describe("soap", gateway.url("soap")).replace(b'<port name="w', port * 5_000 + b'<port name="w')
    gateway.behave("raw", on="description", body=body)
    answer = connect().send(NUMBER, "text")
    assert (answer.outcome, answer.cause) == (NOT_SENT, "description")
    assert "larger than any service" in answer.reason


def test_a_codec_is_chosen_by_the_bytes():
    assert (
        decode("ñ".encode()) == decode("ñ".encode("latin-1")) == decode("\ufeffñ".encode("utf-16-be")) == "ñ"
    )
