# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A description is obeyed where it can be, and not trusted."""

import pytest
from lxml import etree
from sms_wiserv.wire.calls import SoapCall
from sms_wiserv.wire.description import DescriptionError, read_description

from dev.gateway.wsdl import describe

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
