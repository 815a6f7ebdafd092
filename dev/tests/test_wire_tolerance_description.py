# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Descriptions as other SOAP stacks write them; each row names the tracker that tells of it, unless it is our own."""

import pytest
from lxml import etree
from sms_wiserv.wire.calls import SoapCall
from sms_wiserv.wire.description import read_description
from sms_wiserv.wire.wsdl import DescriptionError

from dev.gateway.wsdl import describe

URL = "https://sms.example/soap/?wsdl"
ADDRESS = "https://sms.example/soap/"
SOAP = describe("soap", ADDRESS).decode()
DOCUMENT = describe("document", ADDRESS).decode()


def changed(text, *pairs):
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    return text


def port(name, binding="wiservBinding", address="https://sms.example/other/", soap="soap"):
    return f'<port name="{name}" binding="tns:{binding}"><{soap}:address location="{address}"/></port>\n'


FIRST_PORT = '<port name="wiservPort"'
OTHER_BINDING = (
    '<binding name="otherBinding" type="tns:otherPortType"><soap:binding style="rpc" transport="t"/>'
    '<operation name="getLatestCRGQueries"><soap:operation soapAction=""/></operation></binding>\n<service '
)
DECLARATION = '<?xml version="1.0" encoding="ISO-8859-1"?>'
ELEMENT = '<s:element minOccurs="1" name="UserName" type="s:string"/>'
TYPED = changed(
    DOCUMENT,
    '<s:element name="sendMessage">\n   <s:complexType>',
    '<s:element name="sendMessage" type="q1:call" xmlns:q1="urn:data"/>'
    '</s:schema><s:schema targetNamespace="urn:data" elementFormDefault="qualified"><s:complexType name="call">',
    "</s:sequence></s:complexType></s:element>\n  <s:element name=\"sendMessageResponse\">",
    '</s:sequence></s:complexType></s:schema><s:schema elementFormDefault="qualified" targetNamespace="urn:wiserv">'
    '<s:element name="sendMessageResponse">',
)  # fmt: skip

# where it was met: (the description, what is read from it: (field, value) or None)
USABLE = {
    "vrk-kpa/xroad-joint-development#26": ("\ufeff" + SOAP, None),
    "dwightwatson/sitemap#33": ("\n\n" + SOAP, None),
    "membrane/api-gateway#1341": ("\ufeff\ufeff\r\n" + DOCUMENT, None),
    "veewee/xml#75": (changed(SOAP, DECLARATION, DECLARATION.replace("ISO-8859-1", "utf-16")), None),
    "xml-tools#248": (" " + changed(DOCUMENT, 'encoding="UTF-8"', 'encoding="utf8"'), None),
    "mvantellingen/python-zeep#83": (
        changed(SOAP, 'soapAction="urn:wiserv#sendMessage"', 'soapAction=""'),
        ("action", ""),
    ),
    "no soapAction": (changed(SOAP, 'soapAction="urn:wiserv#sendMessage" ', ""), ("action", "")),
    "no soap:operation": (
        changed(SOAP, '<soap:operation soapAction="urn:wiserv#sendMessage" style="rpc"/>', ""),
        ("bare_reply", False),
    ),
    "no namespace of the body": (changed(SOAP, 'use="encoded" namespace="urn:wiserv"', 'use="encoded"'), None),
    "mvantellingen/python-zeep#535": (
        changed(SOAP, "<types>", "<documentation>a<b/></documentation><types>", "<service ", "<service x='' "),
        None,
    ),
    "savonrb/savon#814": (
        changed(SOAP, "<service ", OTHER_BINDING, FIRST_PORT, port("a", "otherBinding") + FIRST_PORT),
        ("address", ADDRESS),
    ),
    "savonrb/savon#879": (
        changed(SOAP, "<service ", OTHER_BINDING, "</service>", port("b") + "</service>"),
        ("address", ADDRESS),
    ),
    "javaee/metro-jax-ws#91": (DOCUMENT, ("action", "urn:wiserv/sendMessage")),
    "tonyskn/express-soap2json#2": (
        changed(SOAP, FIRST_PORT, '<port name="get" binding="tns:wiservBinding"><http:address location="https://x/"'
                ' xmlns:http="http://schemas.xmlsoap.org/wsdl/http/"/></port>' + FIRST_PORT),
        ("address", ADDRESS),
    ),
    "javaee/glassfish#2889": (
        changed(SOAP, FIRST_PORT, port("inside", address="http://192.168.0.2:8080/ws") + FIRST_PORT),
        ("address", ADDRESS),
    ),
    "arskom/spyne#97": (changed(SOAP, "<portType ", '<portType name="Admin"/><portType '), None),
    "savonrb/wasabi#40": (
        changed(DOCUMENT, '<wsdl:message name="sendMessageSoapIn">',
                '<wsdl:message name="sendMessageSoapIn"><wsdl:part name="header" element="tns:SOAHeader"/>',
                '<wsdl:input><soap:body use="literal"/>', '<wsdl:input><soap:body parts="parameters" use="literal"/>'),
        ("call", "sendMessage"),
    ),
    "vpulim/node-soap#104": (
        changed(DOCUMENT, ELEMENT, '<s:element xmlns:s19="urn:data" ref="s19:UserName"/>'),
        ("parts", (("UserName", "urn:data"), *((name, "urn:wiserv") for name in ("PassWord", "MobileNo", "Message")))),
    ),
    "vpulim/node-soap#1523": (TYPED, ("parts", tuple((name, "urn:data") for name in
                                                      ("UserName", "PassWord", "MobileNo", "Message")))),
    "mvantellingen/python-zeep#349": (
        changed(DOCUMENT, 'element="tns:sendMessage"', 'element="sendMessage" xmlns="http://schemas.xmlsoap.org/wsdl/"'),
        ("namespace", "urn:wiserv"),
    ),
    "undeclared prefix": (changed(DOCUMENT, 'element="tns:sendMessage"', 'element="no:sendMessage"'), None),
    "DigDes/SoapCore#478": (
        changed(DOCUMENT, "<s:element name", '<s:import namespace="urn:wiserv"/><s:element name'),
        None,
    ),
    "an attribute of the call": (changed(DOCUMENT, "</s:sequence></s:complexType></s:element>\n  <",
                                         '</s:sequence><s:anyAttribute/></s:complexType></s:element>\n  <'), None),
    "another slash": (changed(SOAP, 'xmlns:tns="urn:wiserv"', 'xmlns:tns="urn:wiserv/"'), ("namespace", "urn:wiserv")),
}  # fmt: skip

# where it was met: (the description, what an administrator is told)
UNUSABLE = {
    "javaee/metro-jax-ws#3": (
        changed(SOAP, "<types>", '<import location="binding.wsdl"/><types>', "<binding name", "<binding x"),
        "several files",
    ),
    "lula/ngx-soap#9": (
        changed(DOCUMENT, '<s:element name="sendMessage">',
                '<s:import namespace="urn:wiserv" schemaLocation="https://sms.example/?xsd=1"/><s:element name="x">'),
        "several files",
    ),
    "mvantellingen/python-zeep#1392": (
        changed(DOCUMENT, '<s:element name="sendMessage">', '<s:include schemaLocation="/a.xsd"/><s:element name="x">'),
        "several files",
    ),
    "bet365/soap#4": (changed(DOCUMENT, 'element="tns:sendMessage"', 'type="tns:sendMessage"'), "which element"),
    "mvantellingen/python-zeep#496": (SOAP[: SOAP.index("<service ")] + "</definitions>", "no SOAP 1.1 service"),
    "vpulim/node-soap#619": ("<html><body>It works!</body></html>", "not a WSDL document"),
    "BeSimple/BeSimpleSoapBundle#100": ("<b>Warning</b>: x" + SOAP, "not a WSDL document"),
    "phax/peppol-practical#29": (describe("soap", "http://localhost:8088/wsdvs").decode(), "another host"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), USABLE.values(), ids=USABLE)
def test_a_description_that_a_stack_is_known_to_write_is_usable(text, expected):
    description = read_description(text.encode(), URL, False)
    if expected:
        assert getattr(description, expected[0]) == expected[1]
    call = etree.fromstring(SoapCall(description, "user", "pass").fill(("0917",), "text").body).find(
        "{*}Body"
    )[0]
    assert call.tag == "{urn:wiserv}sendMessage"
    assert [part.tag for part in call] == [
        f"{{{space}}}{name}" if space else name for name, space in description.parts
    ]
    assert [part.text for part in call] == ["user", "pass", "0917", "text"]


@pytest.mark.parametrize(("text", "part"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_description_that_cannot_be_followed_says_why(text, part):
    with pytest.raises(DescriptionError, match=part):
        read_description(text.encode(), URL, False)


# === TLS THAT ENDS AT A PROXY === #
# DigDes/SoapCore#852, CoreWCF/CoreWCF#700, eclipse-ee4j/metro-jax-ws#465, arskom/spyne#604, tiaguinho/gosoap#94


@pytest.mark.parametrize(
    ("url", "address", "called"),
    [
        (URL, "http://sms.example/soap/", ADDRESS),
        (URL, "http://SMS.EXAMPLE:80/a?b=c", "https://sms.example/a?b=c"),
        (URL, "http://sms.example:443/soap/", ADDRESS),
        (URL, "http://sms.example", "https://sms.example"),
        ("https://sms.example:8443/?wsdl", "http://sms.example/soap/", "https://sms.example:8443/soap/"),
        ("https://sms.example:8443/?wsdl", "http://sms.example:8443/soap/", "https://sms.example:8443/soap/"),
        ("https://[2001:db8::7]/?wsdl", "http://[2001:DB8::7]/soap/", "https://[2001:db8::7]/soap/"),
        ("https://señor.example/?wsdl", "http://xn--seor-hqa.example/soap/", "https://señor.example/soap/"),
    ],
)
@pytest.mark.parametrize("allow_plain_http", [False, True])
def test_an_address_without_tls_on_the_same_host_is_called_where_the_administrator_said(
    url, address, called, allow_plain_http
):
    assert read_description(describe("soap", address), url, allow_plain_http).address == called


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (URL, "http://evil.example/soap/"),
        (URL, "http://sms.example.evil.example/"),
        (URL, "http://sms.example./soap/"),
        (URL, "http://sms.example:8080/soap/"),
        (URL, "http://user:pass@sms.example/soap/"),
        (URL, "http://sms.example@evil.example/"),
        (URL, "http://sms.example%2eevil.example/"),
        (URL, "https://sms.example:80/soap/"),
        (URL, "ftp://sms.example/soap/"),
        ("http://sms.example:8080/?wsdl", "http://sms.example/soap/"),
        ("http://sms.example/?wsdl", "http://evil.example/soap/"),
    ],
)
@pytest.mark.parametrize("allow_plain_http", [False, True])
def test_nothing_else_becomes_allowed_by_it(url, address, allow_plain_http):
    with pytest.raises(DescriptionError, match="the address in it is"):
        read_description(describe("soap", address), url, allow_plain_http)


def test_the_password_goes_only_where_the_description_came_from(gateway, connect):
    gateway.behave("foreign_address", on="description", address="http://127.0.0.1/soap/")
    assert connect(tls=True).send("09171234567", "text").outcome == "accepted"
    assert len(gateway.journal) == 1
