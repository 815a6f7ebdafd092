# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The endpoint's description: read once, obeyed, and not trusted."""

import threading
import time

import pytest
from lxml import etree
from sms_wiserv.wire import ACCEPTED, NOT_SENT, Account, WiservClient, client
from sms_wiserv.wire.calls import SoapCall
from sms_wiserv.wire.description import DescriptionError, read_description

from dev.gateway import Gateway
from dev.gateway.wsdl import describe

NUMBER = "09171234567"
TEXT = "Your entitlement is ready."
URL = "https://sms.example/soap/?wsdl"
ADDRESS = "https://sms.example/soap/"


def read(body, url=URL, allow_plain_http=False):
    return read_description(body, url, allow_plain_http)


def written(description):
    """The lines of the head and the call that are sent for a description."""
    request = SoapCall(description, "user", "pass").fill(("0917",), "text")
    return request.head.decode().split("\r\n"), etree.fromstring(request.body).find("{*}Body")[0]


# === READ AND OBEYED === #


def test_an_rpc_description_as_nusoap_writes_it():
    description = read(describe("soap", ADDRESS))
    assert description.address == ADDRESS
    assert (description.call, description.namespace, description.encoded) == (
        "sendMessage",
        "urn:wiserv",
        True,
    )
    assert description.reply == "{urn:wiserv}sendMessageResponse"
    head, call = written(description)
    assert head[0] == "POST /soap/ HTTP/1.1"
    assert {"Host: sms.example", 'SOAPAction: "urn:wiserv#sendMessage"'} < set(head)
    assert "Content-Type: text/xml; charset=utf-8" in head
    assert call.tag == "{urn:wiserv}sendMessage"
    assert [(part.tag, part.text) for part in call] == [
        ("UserName", "user"),
        ("PassWord", "pass"),
        ("MobileNo", "0917"),
        ("Message", "text"),
    ]
    assert {part.get("{http://www.w3.org/2001/XMLSchema-instance}type") for part in call} == {"xsd:string"}


def test_a_document_description():
    description = read(describe("document", ADDRESS))
    head, call = written(description)
    assert 'SOAPAction: "urn:wiserv/sendMessage"' in head
    assert [part.tag for part in call] == [
        "{urn:wiserv}" + name for name in ("UserName", "PassWord", "MobileNo", "Message")
    ]
    assert not any(part.attrib for part in call)


@pytest.mark.parametrize("kind", ["soap", "document"])
@pytest.mark.parametrize(
    "names",
    [
        ("username", "password", "mobileno", "message"),
        ("Message", "MobileNo", "PassWord", "UserName"),
        ("MESSAGE", "UserName", "mobileNo", "PassWord"),
    ],
)
def test_parts_are_spelled_and_ordered_as_described(kind, names):
    call = written(read(describe(kind, ADDRESS, parameters=names)))[1]
    assert [etree.QName(part).localname for part in call] == list(names)
    values = {"username": "user", "password": "pass", "mobileno": "0917", "message": "text"}
    assert all(part.text == values[etree.QName(part).localname.lower()] for part in call)


def test_elements_that_are_not_qualified_are_sent_so():
    body = describe("document", ADDRESS).replace(b'elementFormDefault="qualified"', b"")
    assert written(read(body))[1][0].tag == "UserName"
    body = body.replace(b'minOccurs="1" name="UserName"', b'form="qualified" name="UserName"')
    assert [part.tag for part in written(read(body))[1]][:2] == ["{urn:wiserv}UserName", "PassWord"]


def test_a_named_type_and_a_parameter_that_may_be_left_out():
    body = describe("document", ADDRESS)
    start, end = (
        body.index(b'<s:element name="sendMessage">'),
        body.index(b'<s:element name="sendMessageResponse">'),
    )
    inline = body[start:end]
    kind = inline[inline.index(b"<s:complexType>") : inline.rindex(b"</s:element>")]
    kind = kind.replace(b"<s:complexType>", b'<s:complexType name="call">')
    kind = kind.replace(
        b"</s:sequence>", b'<s:element minOccurs="0" name="Sender" type="s:string"/></s:sequence>'
    )
    body = body[:start] + b'<s:element name="sendMessage" type="tns:call"/>' + kind + body[end:]
    assert len(written(read(body))[1]) == 4


def test_rpc_literal_has_no_types():
    body = describe("soap", ADDRESS).replace(b'use="encoded"', b'use="literal"')
    call = written(read(body))[1]
    assert not call.attrib
    assert not any(part.attrib for part in call)


def test_what_the_description_brings_is_escaped():
    body = describe("soap", ADDRESS).replace(
        b'namespace="urn:wiserv"', b'namespace="urn:a?b&amp;c=&apos;d&apos;"'
    )
    assert written(read(body))[1].tag == "{urn:a?b&c='d'}sendMessage"


# === NOT USABLE === #


def altered(old, new, kind="soap"):
    body = describe(kind, ADDRESS)
    assert old in body
    return body.replace(old, new)


UNUSABLE = {
    "nothing": (b"", "not a WSDL"),
    "html": (b"<html><body>It works!</body></html>", "not a WSDL"),
    "other XML": (b"<a/>", "not a WSDL"),
    "WSDL 2": (b'<description xmlns="http://www.w3.org/ns/wsdl"/>', "not a WSDL"),
    "cut off": (describe("soap", ADDRESS)[:2000], "not a WSDL"),
    "DTD": (altered(b"?>", b'?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "not a WSDL"),
    "empty": (b'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>', "no SOAP 1.1 service"),
    "import": (
        b'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><import location="http://x/"/></definitions>',
        "several files",
    ),
    "no binding": (altered(b"tns:wiservBinding", b"tns:other"), "no SOAP 1.1 service"),
    "SOAP 1.2": (
        altered(b"http://schemas.xmlsoap.org/wsdl/soap/", b"http://schemas.xmlsoap.org/wsdl/soap12/"),
        "no SOAP 1.1 service",
    ),
    "no operation": (describe("soap", ADDRESS, operation="dispatchMessage"), "no operation sendMessage"),
    "no port type": (altered(b'<portType name="w', b'<portType name="x'), "not complete"),
    "no message": (altered(b'<message name="sendMessageRequest"', b'<message name="x"'), "not complete"),
    "no output": (altered(b'<output message="tns:sendMessageResponse"/>', b""), "not complete"),
    "fifth part": (
        describe("soap", ADDRESS, parameters=("UserName", "PassWord", "MobileNo", "Message", "Sender")),
        "required parameter that is not known",
    ),
    "fifth element": (
        describe("document", ADDRESS, parameters=("UserName", "PassWord", "MobileNo", "Message", "Sender")),
        "required parameter that is not known",
    ),
    "three parts": (describe("soap", ADDRESS, parameters=("UserName", "PassWord", "MobileNo")), "lacks one"),
    "twice": (
        describe("soap", ADDRESS, parameters=("UserName", "PassWord", "MobileNo", "Message", "message")),
        "lacks one",
    ),
    "look-alike": (
        altered(b'<part name="Message"', "<part name='Meßage'".encode("iso-8859-1")),
        "required parameter that is not known",
    ),
    "no element": (altered(b' element="tns:sendMessage"', b"", "document"), "which element"),
    "no form": (
        altered(b'<s:element name="sendMessage">', b'<s:element name="x">', "document"),
        "the form of",
    ),
    "a choice": (
        altered(b"sequence>", b"choice>", "document"),
        "not a list of parameters",
    ),
    "header injection": (
        altered(b'soapAction="urn:wiserv#sendMessage"', b'soapAction="a&#13;&#10;X-Evil: 1"'),
        "SOAPAction",
    ),
    "quote in the action": (
        altered(b'soapAction="urn:wiserv#sendMessage"', b"soapAction='a\"b'"),
        "SOAPAction",
    ),
}


@pytest.mark.parametrize(("body", "part"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_description_that_cannot_be_used_says_why(body, part):
    with pytest.raises(DescriptionError, match=part):
        read(body)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/soap/",
        "https://sms.example.evil.example/soap/",
        "https://sms.example:8443/soap/",
        "http://sms.example:8080/soap/",
        "https://user:pass@sms.example/soap/",
        "https://sms.example@evil.example/",
        "//evil.example/soap/",
        "file:///etc/passwd",
        "https://169.254.169.254/",
        "https://[::1/",
        "https://sms.example/a b",
    ],
)
@pytest.mark.parametrize("allow_plain_http", [False, True])
def test_an_address_on_another_origin_is_refused(address, allow_plain_http):
    with pytest.raises(DescriptionError, match="the address in it is"):
        read(describe("soap", address), URL, allow_plain_http)


@pytest.mark.parametrize(
    ("url", "address", "sent_to"),
    [
        (URL, "https://sms.example/other/service.php", "https://sms.example/other/service.php"),
        (URL, "https://SMS.example:443/soap/", "https://SMS.example:443/soap/"),
        (URL, "/other", "https://sms.example/other"),
        (URL, "", URL),
        ("http://sms.example/soap/?wsdl", "https://sms.example/soap/", "https://sms.example/soap/"),
        (
            "http://sms.example:80/soap/?wsdl",
            "https://sms.example:443/soap/",
            "https://sms.example:443/soap/",
        ),
    ],
)
def test_an_address_on_the_same_origin_or_its_secure_one_is_used(url, address, sent_to):
    assert read(describe("soap", address), url, True).address == sent_to


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://sms.example:8080/soap/?wsdl", "https://sms.example/soap/"),
        ("http://sms.example/soap/?wsdl", "https://sms.example:8443/soap/"),
        ("http://sms.example/soap/?wsdl", "https://evil.example/soap/"),
        ("http://sms.example/soap/?wsdl", "http://sms.example:8080/soap/"),
    ],
)
def test_only_the_usual_ports_make_a_secure_address_the_same_service(url, address):
    with pytest.raises(DescriptionError, match="another host, port or scheme"):
        read(describe("soap", address), url, True)


# === OVER SOCKETS === #


@pytest.mark.parametrize("tls", [False, True])
def test_a_foreign_address_gets_no_password(gateway, connect, tls):
    with Gateway() as other:
        gateway.behave("foreign_address", on="description", address=other.url("soap").partition("?")[0])
        result = connect(tls=tls).send(NUMBER, TEXT)
        assert (result.outcome, result.cause) == (NOT_SENT, "description")
        assert "another host, port or scheme" in result.reason
        assert other.counters == {}


@pytest.mark.parametrize(
    ("behaviour", "part"),
    [
        ("http_404", "HTTP 404"),
        ("http_500", "HTTP 500"),
        ("redirect_302", "HTTP 302"),
        ("html", "not a WSDL document"),
        ("empty", "not a WSDL document"),
        ("cut_off", "was cut off"),
        ("reset", "broke off"),
        ("close", "without an answer"),
        ("huge", "too large"),
        ("entities", "not a WSDL document"),
        ("no_operation", "no operation sendMessage"),
        ("fifth_part", "not known"),
    ],
)
def test_a_description_that_does_not_come_is_not_sent(gateway, connect, behaviour, part):
    gateway.behave(behaviour, on="description")
    result = connect().send(NUMBER, TEXT)
    assert (result.outcome, result.cause) == (NOT_SENT, "description")
    assert part in result.reason
    assert "nobody can know" not in result.reason, "of a description that is not true"
    assert gateway.journal == []
    assert "requests" not in gateway.counters


def test_a_description_that_must_wait_says_how_long(gateway, connect):
    gateway.behave("http_503", on="description", retry_after=9)
    assert connect().send(NUMBER, TEXT).retry_after == 9


def test_a_gateway_that_is_not_there_is_named_as_the_cause():
    result = WiservClient(Account("https://no-such-host.invalid/?wsdl", "u", "p")).send(NUMBER, TEXT)
    assert result.cause == "description"
    assert "name could not be resolved" in result.reason


def test_the_description_is_loaded_once_for_all_threads(gateway, connect):
    gateway.delay = 0.05
    wiserv = connect()
    outcomes = []
    threads = [threading.Thread(target=lambda: outcomes.append(wiserv.send(NUMBER, TEXT))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.outcome for result in outcomes] == [ACCEPTED] * 16
    assert gateway.counters["descriptions"] == 1


def test_a_description_that_fails_is_asked_for_once_by_sixteen_threads_and_again_a_second_later(
    gateway, connect, monkeypatch
):
    monkeypatch.setattr(client, "DESCRIPTION_PAUSE", 0.5)
    gateway.behave("http_404", on="description", count=1)
    wiserv = connect()
    outcomes = []
    threads = [threading.Thread(target=lambda: outcomes.append(wiserv.send(NUMBER, TEXT))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(result.outcome, result.cause) for result in outcomes} == {(NOT_SENT, "description")}
    assert len(outcomes) == 16
    assert gateway.counters["descriptions"] == 1
    time.sleep(0.5)
    assert wiserv.send(NUMBER, TEXT).outcome == ACCEPTED
    assert gateway.counters["descriptions"] == 2


def test_the_connection_of_the_description_carries_the_first_message(gateway, connect):
    connect(tls=True).send(NUMBER, TEXT)
    assert gateway.counters["connections"] == 1
