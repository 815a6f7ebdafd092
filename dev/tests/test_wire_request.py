# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What goes out: texts, numbers and credentials as they arrive, and as other software would write them."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from sms_wiserv.wire import ACCEPTED, REFUSED, clean_text
from sms_wiserv.wire.calls import SoapCall
from sms_wiserv.wire.description import read_description
from zeep import Client

KINDS = ("soap", "document", "http")
NUMBER = "09171234567"


# === TEXTS === #


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "  spaces around  and  between ",
        "two\nlines\n\nand\ttabs",
        "<b>&amp; ]]> \"quoted\" 'text' <!-- --> <![CDATA[x]]>",
        "a+b=c&d=e%20%41;100%",
        "Señor Peña, ₱1,500.00 – “ok” 你好 😀 é\u0301\u0302",
        "{}{0}%s%(x)s\\n$HOME`id`",
        "x" * 10_000,
        "😀" * 10_000,
        "\ufeffmark first",
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_text_arrives_as_it_was(gateway, connect, kind, text):
    assert connect(kind).send(NUMBER, text).outcome == ACCEPTED
    (entry,) = gateway.journal
    assert (entry["number"], entry["text"], entry["protocol"]) == (NUMBER, clean_text(text), kind)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("one\r\ntwo\rthree\x85four", "one\ntwo\nthree\nfour"),
        ("a\x00b\x01c\x08d\x1fe\x7ff\x9fg", "abcdefg"),
        ("page\x0cbreak\x0bhere", "page break here"),
        ("half \ud800 and \udfff", "half \ufffd and \ufffd"),
        ("\ufffe\uffff.", "."),
        ("n\u0303 A\u030a", "ñ Å"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_what_no_xml_can_hold_is_dealt_with_before_sending(gateway, connect, kind, text, sent):
    assert clean_text(text) == sent
    assert connect(kind).send(NUMBER, text).outcome == ACCEPTED
    assert gateway.journal[0]["text"] == sent


# What an example takes says how busy the machine is.
@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text())
@example("\r\r\n\x85\ud800\udc00n\x00\u0303")
def test_a_clean_text_is_valid_xml_and_cleaning_it_again_changes_nothing(text):
    clean = clean_text(text)
    assert clean_text(clean) == clean
    element = etree.Element("a")
    element.text = clean
    assert etree.fromstring(etree.tostring(element)).text == (clean or None)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\x00\x01", "\ufffe"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_message_without_text_is_refused_here(gateway, connect, kind, text):
    result = connect(kind).send(NUMBER, text)
    assert (result.outcome, result.cause) == (REFUSED, "text")
    assert gateway.counters == {}


# === NUMBERS === #


@pytest.mark.parametrize("number", ["09171234567", "+639171234567", "639171234567", "0917 123 4567", "2882"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_number_arrives_as_it_was(gateway, connect, kind, number):
    assert connect(kind).send(number, "text").outcome == ACCEPTED
    assert gateway.journal[0]["number"] == number


@pytest.mark.parametrize(
    "number",
    [
        "",
        " ",
        "0917,0918",
        "09171234567\n",
        "0917;0918",
        "<a/>",
        "nobody",
        "+",
        "٠٩١٧",
        "0" * 40,
        "\x00",
        "\ud800",
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_number_is_refused_here(gateway, connect, kind, number):
    result = connect(kind).send(number, "text")
    assert (result.outcome, result.cause) == (REFUSED, "number")
    assert gateway.counters == {}


def test_several_numbers_go_in_one_request_over_http(gateway, connect):
    numbers = ["09171234567", "+639181234567", "0919 123 4567"]
    assert connect("http").send_many(numbers, "to all").outcome == ACCEPTED
    assert [(entry["number"], entry["text"]) for entry in gateway.journal] == [(n, "to all") for n in numbers]
    assert gateway.counters["requests"] == 1


def test_one_bad_number_among_several_refuses_the_request_before_it_is_sent(gateway, connect):
    assert connect("http").send_many(["09171234567", "nobody"], "text").outcome == REFUSED
    assert gateway.journal == []


@pytest.mark.parametrize("kind", ["soap", "document"])
def test_soap_takes_one_number_a_request(gateway, connect, kind):
    client = connect(kind)
    assert client.send_many([NUMBER], "text").outcome == ACCEPTED
    with pytest.raises(ValueError, match="one number over SOAP"):
        client.send_many([NUMBER, "09181234567"], "text")


@pytest.mark.parametrize("kind", KINDS)
def test_no_number_at_all_is_an_error_of_the_caller(connect, kind):
    with pytest.raises(ValueError, match="at least one"):
        connect(kind).send_many([], "text")


# === CREDENTIALS === #


@pytest.mark.parametrize("password", ["p&<>\"'%+ =;ñ€😀", " spaces ", "]]>", "a,b"])
@pytest.mark.parametrize("kind", KINDS)
def test_any_password_arrives_as_it_was(gateway, connect, kind, password):
    gateway.set_credentials("us&r", password)
    assert connect(kind).send(NUMBER, "text").outcome == ACCEPTED


# === THE SAME AS OTHERS WRITE === #


@pytest.mark.parametrize(("kind", "port"), [("soap", "wiservPort"), ("document", "wiservSoap")])
def test_the_envelope_says_the_same_as_one_by_zeep(gateway, kind, port):
    url = gateway.url(kind)
    values = {"UserName": "user", "PassWord": "p<&>", "MobileNo": NUMBER, "Message": "Señor & <co>\n₱5"}
    zeep = Client(url, port_name=port)
    theirs = zeep.create_message(zeep.service, "sendMessage", **values)
    body = zeep.transport.load(url)
    call = SoapCall(read_description(body, url, False), values["UserName"], values["PassWord"])
    ours = etree.fromstring(call.fill((NUMBER,), values["Message"]).body)

    assert names_and_texts(ours) == names_and_texts(theirs)
    assert len(names_and_texts(ours)) == 5


def names_and_texts(envelope):
    call = envelope.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")[0]
    return [(element.tag, (element.text or "").strip() or None) for element in call.iter()]
