# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Whatever comes in: an outcome of the four, and no exception.

``FUZZ_SECONDS`` says for about how long; it is shared between the tests.
"""

import os
import re
import socket
import time
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sms_wiserv.wire import (
    ACCEPTED,
    NOT_SENT,
    REFUSED,
    UNKNOWN,
    Account,
    WiservClient,
    check_url,
    clean_text,
    guess_protocol,
    sockets,
)
from sms_wiserv.wire.description import DescriptionError, read_description
from sms_wiserv.wire.masking import presentable
from sms_wiserv.wire.origin import origin_of

from dev.gateway.service import result
from dev.gateway.wsdl import describe

FOUR = {ACCEPTED, REFUSED, NOT_SENT, UNKNOWN}
KINDS = ("soap", "document", "http")
SECONDS = float(os.environ.get("FUZZ_SECONDS", "8"))


def fuzz(per_second):
    """Settings of a test that does about ``per_second`` examples and has a ninth of the time."""
    return settings(
        max_examples=max(20, int(SECONDS / 9 * per_second)),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@st.composite
def mutated(draw, original):
    """``original`` with some pieces cut out, put in, doubled or exchanged."""
    data = original
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = draw(st.integers(start, min(len(data), start + 60)))
        piece = draw(
            st.one_of(
                st.binary(max_size=20),
                st.just(data[start:stop] * 2),
                st.sampled_from(
                    [
                        b"",
                        b"<",
                        b">",
                        b"&",
                        b"\x00",
                        b"]]>",
                        b"<!DOCTYPE a>",
                        b"&a;",
                        b"&#0;",
                        b"Message Queued",
                    ]
                ),
            )
        )
        data = data[:start] + piece + data[stop:]
    return data


# === TEXTS AND NUMBERS === #


any_text = st.one_of(
    st.text(st.characters(codec=None), max_size=200),
    st.text(st.characters(codec=None), min_size=1, max_size=5).map(lambda text: (text * 10_000)[:10_000]),
)


@fuzz(100)
@given(st.sampled_from(KINDS), any_text)
@example("soap", "\ud800\x00\r\n]]>&<\ufffe")
@example("http", "\ud800\x00\r\n&=+%")
def test_any_text_arrives_clean_or_is_refused(gateway, connect, kind, text):
    gateway.reset()
    outcome = connect(kind).send("09171234567", text).outcome
    if clean_text(text).strip():
        assert outcome == ACCEPTED
        assert [entry["text"] for entry in gateway.journal] == [clean_text(text)]
    else:
        assert outcome == REFUSED
        assert gateway.journal == []


@fuzz(100)
@given(
    st.sampled_from(KINDS),
    st.one_of(
        st.text(st.characters(codec=None), max_size=40), st.from_regex(r"\+?[0-9]{3,15}", fullmatch=True)
    ),
)
def test_any_number_arrives_as_it_is_or_is_refused(gateway, connect, kind, number):
    gateway.reset()
    outcome = connect(kind).send(number, "text").outcome
    assert outcome in (ACCEPTED, REFUSED)
    assert [entry["number"].strip() for entry in gateway.journal] == [number.strip()] * (outcome == ACCEPTED)


# === REPLIES === #


def said(kind, body):
    """All text that a reply says by another parser than the wire's; None when it says nothing clear."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    text = text.lstrip("\ufeff\r\n\t ")
    if kind == "http":
        return text
    try:
        # of a text the declared encoding is not minded
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    envelopes = ("{http://schemas.xmlsoap.org/soap/envelope", "{http://www.w3.org/2003/05/soap-envelope")
    bodies = root.findall("{*}Body")
    if not root.tag.startswith(envelopes) or len(bodies) != 1:
        return None
    if not any(part.tag.rpartition("}")[2] == "sendMessageResponse" for part in bodies[0]):
        return None
    return "".join(bodies[0].itertext())


@fuzz(150)
@given(st.data(), st.sampled_from(KINDS), st.sampled_from([200, 200, 200, 202, 400, 404, 500]))
def test_a_mutated_reply_is_accepted_only_if_it_still_says_so(gateway, connect, data, kind, status):
    gateway.reset()
    body = data.draw(mutated(result(kind, "Message Queued").body))
    gateway.behave("raw", body=body, status=status)
    answer = connect(kind, timeout=0.3).send("09171234567", "text")
    assert answer.outcome in FOUR
    if answer.outcome == ACCEPTED:
        # what formats, and what nobody sees, says nothing
        words = re.sub(r"</?[a-z]+[^<>]*>", " ", (said(kind, body) or "").lower())
        kinds = [(letter, unicodedata.category(letter)) for letter in words]
        words = "".join(" " if kind == "Cc" else letter for letter, kind in kinds if kind != "Cf")
        assert re.fullmatch(r"message\s+queued[\s.]*", words.strip())


@fuzz(100)
@given(
    st.sampled_from(KINDS),
    st.binary(max_size=500),
    st.integers(100, 999),
    st.sampled_from(
        ["text/xml", "text/html; charset=utf-16", "", "text/plain; charset=nonsense", "a; charset=\x85"]
    ),
)
def test_any_reply_gets_an_outcome(gateway, connect, kind, body, status, content_type):
    gateway.reset()
    gateway.behave("raw", body=body, status=status, content_type=content_type)
    answer = connect(kind, timeout=0.3).send("09171234567", "text")
    assert answer.outcome in FOUR
    assert len(answer.reply) <= 300
    assert (answer.outcome == ACCEPTED) == (answer.reason == "") == (answer.cause == "")


HTTP = b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\nRetry-After: 5\r\n\r\nMessage Queued"
CHUNKED = b"HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\nRetry-After: 5\r\n\r\n7\r\nMessage\r\n0\r\n\r\n"


@fuzz(60)
@given(st.one_of(st.binary(max_size=300), mutated(HTTP), mutated(CHUNKED)))
@example(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nMessage Queued")
@example(b"HTTP/1.1 503 \r\nRetry-After: \xff\xfe\r\n\r\n")
def test_any_bytes_in_place_of_http_get_an_outcome(endpoint, data):
    endpoint.reply = data
    client = WiservClient(Account(endpoint.url, "user", "pass", "http", timeout=0.3))
    answer = client.send("09171234567", "text")
    client.close()
    assert answer.outcome in FOUR
    assert answer.outcome != NOT_SENT or answer.cause in (
        "credentials", "not_found", "redirect", "throttled", "unavailable",
    )  # fmt: skip


@pytest.fixture
def endpoint(serve):
    """A server that answers ``endpoint.reply`` to whatever it is sent, and closes."""

    class Endpoint:
        reply = b""

    def handler(connection):
        connection.recv(65536)
        connection.sendall(Endpoint.reply)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(65536)

    Endpoint.url = f"http://127.0.0.1:{serve(handler)}/bulk"
    return Endpoint


# === DESCRIPTIONS AND URLS === #


@fuzz(150)
@given(st.data(), st.sampled_from(["soap", "document"]))
def test_a_mutated_description_never_leads_elsewhere(data, kind):
    url = "https://sms.example/soap/?wsdl"
    body = data.draw(mutated(describe(kind, "https://sms.example/soap/")))
    try:
        description = read_description(body, url, True)
    except DescriptionError:
        return
    assert origin_of(description.address) == origin_of(url)
    assert "\n" not in description.action


hosts = st.sampled_from(
    ["sms.example", "127.0.0.1", "[::1]", "localhost", "señor.example", "169.254.169.254", "a..b"]
)
urls = st.one_of(
    st.text(st.characters(codec=None), max_size=100),
    st.builds(
        "{}://{}{}{}".format,
        st.sampled_from(["http", "https", "HTTPS", "file", "ftp", ""]),
        hosts,
        st.sampled_from(["", ":80", ":0", ":x", ":99999", ":"]),
        st.text(st.characters(codec=None), max_size=30),
    ),
    mutated(b"https://sms.example:8443/soap/?wsdl").map(lambda data: data.decode("utf-8", "surrogateescape")),
)


def _not_found(*_arguments, **_keywords):
    raise socket.gaierror("no network in this test")


@fuzz(30)
@given(urls, st.sampled_from(["soap", "http"]), st.booleans())
def test_any_url_is_refused_with_a_sentence_or_can_be_used(url, protocol, plain):
    assert guess_protocol(url) in ("soap", "http")
    problem = check_url(url, protocol, plain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sockets.socket, "getaddrinfo", _not_found)
        answer = WiservClient(
            Account(url, "user", "pass", protocol, allow_plain_http=plain, timeout=0.2)
        ).send("09171234567", "text")
    assert answer.outcome == NOT_SENT
    if problem:
        assert (answer.cause, answer.reason) == ("url", problem)
    else:
        assert answer.cause == ("description" if protocol == "soap" else "dns")


# === WHAT IS SHOWN === #


@fuzz(300)
@given(st.text(max_size=400), st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_no_reply_shows_a_secret(reply, password, text):
    shown = presentable(reply.join((password, text, password + text)), (text, password), ("09171234567",))
    assert len(shown) <= 300
    for secret in (password, text):
        line = " ".join(secret.split())
        assert not line or line.isspace() or not line.isprintable() or line not in shown


@fuzz(300)
@given(
    st.text(st.characters(exclude_categories=["Nd"]), max_size=60),
    st.from_regex("[0-9]{4,8}", fullmatch=True),
    st.text(st.characters(exclude_categories=["Nd"]), max_size=60),
)
def test_no_reply_shows_a_one_time_password(before, code, after):
    assert code not in presentable(before + code + after, (f"Your code is {code}.",))


@pytest.mark.parametrize("piece", ["<", "</", "<a", "<!", "&lt;", " ", "\x00", "0", "+", "•", "<a>", "a"])
def test_a_reply_of_64_kibibytes_is_shown_in_no_time(piece):
    started = time.process_time()
    presentable(piece * (65536 // len(piece)), ("secret", "<a", "text"), ("09171234567",))
    assert time.process_time() - started < 0.5
