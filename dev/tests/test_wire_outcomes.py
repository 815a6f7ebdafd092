# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What each behaviour of a gateway becomes: one of four outcomes, and the journal agrees with it."""

import time
from email.utils import formatdate

import pytest
from sms_wiserv.wire import ACCEPTED, NOT_SENT, REFUSED, UNKNOWN
from sms_wiserv.wire.result import REASONS

from dev.faults.children import wait_until
from dev.gateway import BEHAVIOURS
from dev.tests.sending import PATIENCE

KINDS = ("soap", "document", "http")
NUMBER = "09171234567"
TEXT = "Dear Maria Santos, you are enrolled in Cash for Work."

# behaviour: (outcome, cause) for the SOAP forms, and for the plain form where that differs
EXPECTED = {
    "late": (ACCEPTED, ""),
    "packed": (ACCEPTED, ""),
    "close_after_reply": (ACCEPTED, ""),
    "silence": (UNKNOWN, "timeout"),
    "close": (UNKNOWN, "disconnected"),
    "reset": (UNKNOWN, "reset"),
    "cut_off": (UNKNOWN, "cut_off"),
    "cut_xml": (UNKNOWN, "malformed", "unrecognised"),
    "drip": (UNKNOWN, "timeout"),
    "drip_head": (UNKNOWN, "timeout"),
    "huge": (UNKNOWN, "too_large"),
    "inflating": (UNKNOWN, "too_large"),
    "http_400": (NOT_SENT, "http_status"),
    "http_401": (NOT_SENT, "credentials"),
    "http_403": (NOT_SENT, "http_status"),
    "http_404": (NOT_SENT, "not_found"),
    "http_408": (UNKNOWN, "server_error"),
    "http_429": (NOT_SENT, "throttled"),
    "http_500": (UNKNOWN, "server_error"),
    "http_502": (UNKNOWN, "server_error"),
    "http_503": (NOT_SENT, "unavailable"),
    "http_504": (UNKNOWN, "server_error"),
    "status": (NOT_SENT, "http_status"),
    "redirect_301": (UNKNOWN, "redirect_unclear"),
    "redirect_302": (UNKNOWN, "redirect_unclear"),
    "redirect_303": (UNKNOWN, "redirect_unclear"),
    "redirect_307": (NOT_SENT, "redirect"),
    "redirect_308": (NOT_SENT, "redirect"),
    "fault": (REFUSED, "fault", (UNKNOWN, "server_error")),
    "fault_200": (REFUSED, "fault", (UNKNOWN, "unrecognised")),
    "server_fault": (UNKNOWN, "server_fault", "server_error"),
    "unknown_sentence": (UNKNOWN, "unrecognised"),
    "credentials_reply": (NOT_SENT, "credentials"),
    "credentials_fault": (NOT_SENT, "credentials"),
    "html": (UNKNOWN, "html"),
    "empty": (UNKNOWN, "empty"),
    "empty_result": (UNKNOWN, "empty"),
    "no_result": (UNKNOWN, "empty"),
    "nil": (UNKNOWN, "empty"),
    "mismatched": (UNKNOWN, "malformed", (ACCEPTED, "")),
    "two_results": (UNKNOWN, "malformed", "unrecognised"),
    "structure": (UNKNOWN, "malformed", "unrecognised"),
    "wrong_namespace": (UNKNOWN, "malformed", (ACCEPTED, "")),
    "soap_12": (ACCEPTED, ""),
    "doctype": (UNKNOWN, "malformed", "html"),
    "entities": (UNKNOWN, "malformed", "html"),
    "xinclude": (UNKNOWN, "malformed", "html"),
}
# Of these the end of the time-out is waited for, which has to suffice for other messages, too.
SLOW = {"silence": 1.5, "drip": 1.5, "drip_head": 1.5}
DESCRIPTIONS_ONLY = {"foreign_address", "no_operation", "fifth_part"}
FAULT = (
    b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>'
    b"<faultcode>e:Client</faultcode><faultstring>%b</faultstring></e:Fault></e:Body></e:Envelope>"
)


def expected(behaviour, kind):
    outcome, cause, *plain = EXPECTED[behaviour]
    if kind == "http" and plain:
        outcome, cause = plain[0] if isinstance(plain[0], tuple) else (outcome, plain[0])
    return outcome, cause


def test_every_behaviour_of_the_stand_in_has_an_expected_outcome():
    assert set(BEHAVIOURS) - {"raw"} - DESCRIPTIONS_ONLY == set(EXPECTED)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("behaviour", sorted(EXPECTED))
def test_a_behaviour_gets_its_outcome_and_the_next_message_goes_out(gateway, connect, behaviour, kind):
    client = connect(kind, timeout=SLOW.get(behaviour, PATIENCE))
    assert client.send(NUMBER, "first").outcome == ACCEPTED
    gateway.reset()

    gateway.behave(behaviour, count=1)
    result = client.send(NUMBER, TEXT)

    assert (result.outcome, result.cause) == expected(behaviour, kind)
    if result.outcome == ACCEPTED:
        assert (result.reply, result.reason) == ("Message Queued", "")
    else:
        assert result.reason.startswith(REASONS[result.cause])
    # nothing that the gateway took may be called refused or not sent, nothing that it did not take accepted
    if result.outcome in (REFUSED, NOT_SENT):
        assert gateway.journal == []
    if result.outcome == ACCEPTED:
        assert len(gateway.journal) == 1
    assert gateway.counters["requests"] == 1, "a machine must never try twice"

    if behaviour == "close_after_reply":
        # The end has to arrive first: a message that crosses it is unknown.
        wait_until(lambda: not gateway.open_conversations)
    assert client.send(NUMBER, "after").outcome == ACCEPTED
    assert gateway.journal[-1]["text"] == "after"


@pytest.mark.parametrize(
    "reply",
    ["Message Queued", "message queued", "MESSAGE  QUEUED.", " Message\n\tQueued . ", "Message Queued..."],
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_is_compared_whole_with_case_white_space_and_last_dots_aside(gateway, connect, kind, reply):
    gateway.behave("unknown_sentence", text=reply)
    assert connect(kind).send(NUMBER, TEXT).outcome == ACCEPTED


@pytest.mark.parametrize(
    "reply", ["Message Queued not", "No Message Queued", "MessageQueued", "Message Queued: 0", "Queued", "0"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_that_only_contains_the_known_one_is_unknown(gateway, connect, kind, reply):
    gateway.behave("unknown_sentence", text=reply)
    result = connect(kind).send(NUMBER, TEXT)
    assert (result.outcome, result.cause, result.reply) == (UNKNOWN, "unrecognised", reply)


def test_an_empty_pattern_makes_no_empty_reply_a_success(gateway, connect):
    client = connect("http", replies=[(text, "accepted") for text in ("", " ", ".", "*", "Message Queued")])
    for behaviour in ("empty", "empty_result"):
        gateway.behave(behaviour, count=1)
        assert client.send(NUMBER, TEXT).outcome == UNKNOWN
    gateway.behave("unknown_sentence", count=1, text=".")
    assert client.send(NUMBER, TEXT).outcome == UNKNOWN


def test_own_reply_texts_replace_the_default_ones(gateway, connect):
    client = connect(
        replies=(("Na-queue na", "accepted"), ("OK", "accepted"), ("Maling password", "account"))
    )
    answers = []
    for text in ("ok", "NA-QUEUE NA.", "Maling password", "Message Queued"):
        gateway.behave("unknown_sentence", count=1, text=text)
        answers.append(client.send(NUMBER, TEXT).outcome)
    assert answers == [ACCEPTED, ACCEPTED, NOT_SENT, UNKNOWN]


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        (7, 7, 7),
        ("0", 0, 0),
        ("86400", 3600, 3600),
        ("9" * 400, 3600, 3600),
    ],
)
@pytest.mark.parametrize("behaviour", ["http_429", "http_503"])
def test_retry_after_is_obeyed_within_an_hour(gateway, connect, behaviour, value, least, most):
    gateway.behave(behaviour, count=1, retry_after=value)
    assert least <= connect().send(NUMBER, TEXT).retry_after <= most


@pytest.mark.parametrize(("seconds", "least", "most"), [(100, 80, 100), (-100, 0, 0), (9999, 3600, 3600)])
def test_retry_after_may_be_a_date(gateway, connect, seconds, least, most):
    gateway.behave("http_503", count=1, retry_after=formatdate(time.time() + seconds, usegmt=True))
    assert least <= connect().send(NUMBER, TEXT).retry_after <= most


@pytest.mark.parametrize("value", ["soon", "-5", "1e9", "Fri, 99 Nov 2026 10:00:00 GMT", "١٢", ""])
def test_a_retry_after_that_cannot_be_read_is_none(gateway, connect, value):
    gateway.behave("http_503", count=1, retry_after=value.encode().decode("latin-1"))
    result = connect().send(NUMBER, TEXT)
    assert (result.outcome, result.retry_after) == (NOT_SENT, None)


def test_only_429_and_503_carry_a_retry_after(gateway, connect):
    gateway.behave("status", count=1, status=502, retry_after=7)
    assert connect().send(NUMBER, TEXT).retry_after is None


@pytest.mark.parametrize("status", [429, 503])
def test_a_fault_with_a_status_that_asks_to_wait_is_not_sent(gateway, connect, status):
    body = FAULT % b"Throttled"
    gateway.behave("raw", count=1, status=status, body=body, headers=(("Retry-After", "3"),), taken=False)
    result = connect().send(NUMBER, TEXT)
    assert (result.outcome, result.reply, result.retry_after) == (NOT_SENT, "Throttled", 3.0)


@pytest.mark.parametrize("status", [200, 400, 404, 500, 502])
def test_a_fault_is_a_refusal_with_whatever_other_status(gateway, connect, status):
    gateway.behave("raw", count=1, status=status, body=FAULT % b"No such number", taken=False)
    result = connect().send(NUMBER, TEXT)
    assert (result.outcome, result.cause, result.reply) == (REFUSED, "fault", "No such number")


@pytest.mark.parametrize("status", [201, 202, 203])
def test_another_2xx_is_judged_by_its_body(gateway, connect, status):
    gateway.behave("raw", count=1, status=status, body=b"Message Queued", content_type="text/html")
    assert connect("http").send(NUMBER, TEXT).outcome == ACCEPTED


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (101, UNKNOWN),
        (204, UNKNOWN),
        (304, UNKNOWN),
        (402, NOT_SENT),
        (403, NOT_SENT),
        (406, NOT_SENT),
        (415, NOT_SENT),
        (405, NOT_SENT),
        (410, NOT_SENT),
        (600, UNKNOWN),
    ],
)
def test_rarer_statuses(gateway, connect, status, outcome):
    client = connect()
    gateway.behave("raw", count=1, status=status, body=b"", taken=False)
    assert client.send(NUMBER, TEXT).outcome == outcome
    assert client.send(NUMBER, TEXT).outcome == ACCEPTED


def test_the_status_is_in_the_reason_where_the_status_is_all_there_is(gateway, connect):
    gateway.behave("http_502", count=1)
    result = connect().send(NUMBER, TEXT)
    assert result.reason.endswith("(HTTP 502)")
    assert result.reply == "Status Error 502"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_reply_in_another_encoding_is_understood(gateway, connect, encoding):
    body = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        '<n:sendMessageResponse xmlns:n="urn:wiserv"><return>Señor</return></n:sendMessageResponse>'
        "</e:Body></e:Envelope>"
    )
    gateway.behave("raw", count=1, body=body.encode(encoding))
    assert connect(replies=(("señor", "accepted"),)).send(NUMBER, TEXT).outcome == ACCEPTED


def test_a_document_reply_may_be_the_result_itself(gateway, connect):
    body = (
        b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><x/></e:Header><e:Body>'
        b'<n:sendMessageResponse xmlns:n="urn:wiserv">Message <!-- -->Queued</n:sendMessageResponse>'
        b"</e:Body></e:Envelope>"
    )
    gateway.behave("raw", body=body)
    assert connect("document").send(NUMBER, TEXT).outcome == ACCEPTED
    assert connect("soap").send(NUMBER, TEXT).outcome == UNKNOWN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_dtd_is_refused_in_any_encoding(gateway, connect, encoding):
    body = (
        f'<?xml version="1.0" encoding="{encoding}"?>%s'
        + (ENVELOPE % b"<return>Message Queued</return>").decode()
    )
    client = connect()
    gateway.behave("raw", count=1, body=(body % "").encode(encoding))
    assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    gateway.behave("raw", count=1, body=(body % '<!DOCTYPE a [<!ENTITY b "c">]>').encode(encoding))
    result = client.send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (UNKNOWN, "malformed")


ALMOST = {
    "nil with a text": (b'<return xsi:nil="true">Message Queued</return>', "empty"),
    "nil, another spelling": (b'<return xsi:nil="1">Message Queued</return>', "empty"),
    "a number": (b'<return xsi:type="xsd:int">Message Queued</return>', "malformed"),
    "an array": (b'<return xsi:type="enc:Array">Message Queued</return>', "malformed"),
    "text beside a part": (b"<return>Message <b>Queued</b></return>", "malformed"),
    "text and no part": (b"Message Queued", "malformed"),
    "two parts": (b"<return>Message Queued</return><code>0</code>", "malformed"),
    "none": (b" ", "empty"),
}
ENVELOPE = (
    b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:n="urn:wiserv"'
    b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body><n:sendMessageResponse>%b'
    b"</n:sendMessageResponse></e:Body></e:Envelope>"
)


@pytest.mark.parametrize(("part", "cause"), ALMOST.values(), ids=ALMOST)
def test_a_reply_that_is_almost_a_plain_string_is_unknown(gateway, connect, part, cause):
    gateway.behave("raw", body=ENVELOPE % part)
    result = connect().send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (UNKNOWN, cause)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"e:Envelope", b"e:Letter"),
        (b"e:Body", b"e:Corpse"),
        (b"</e:Body>", b"</e:Body><e:Body/>"),
        (b"<e:Body>", b"<e:Body><e:Fault/>"),
        (b"sendMessageResponse", b"getLatestCRGQueriesResponse"),
        (b'xmlns:n="urn:wiserv"', b'xmlns:n="urn:other"'),
    ],
)
def test_an_envelope_that_is_not_quite_one_is_unknown(gateway, connect, old, new):
    body = ENVELOPE % b"<return>Message Queued</return>"
    client = connect()
    gateway.behave("raw", count=1, body=body)
    assert client.send(NUMBER, TEXT).outcome == ACCEPTED
    gateway.behave("raw", count=1, body=body.replace(old, new))
    result = client.send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (UNKNOWN, "malformed")


@pytest.mark.parametrize(
    "body",
    [
        b"not XML",
        b"Message Queued",
        b"<a>Message Queued</a>",
        b"\xef\xbb\xbf\xef\xbb\xbf<a/>",
        b'<?xml version="1.0" encoding="no-such-encoding"?><a/>',
        b"<a" + b" " * 60000,
        b"<a>" * 5000,
        "<!DOCTYPE a><a/>".encode("utf-16"),
    ],
)
def test_whatever_is_no_soap_reply_is_unknown(gateway, connect, body):
    gateway.behave("raw", count=1, body=body)
    assert connect().send(NUMBER, TEXT).outcome == UNKNOWN
