# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Replies and Faults as other SOAP stacks send them; a row names the tracker that tells of it, unless it is our own.

The texts are our own; only what is odd about them is taken from there.
"""

import pytest
from sms_wiserv.wire import ACCEPTED, NOT_SENT, UNKNOWN, Account
from sms_wiserv.wire.connection import Response
from sms_wiserv.wire.description import read_description
from sms_wiserv.wire.judge import Judge
from sms_wiserv.wire.reply_body import Said, read_soap

from dev.gateway.wsdl import describe

URL = "https://sms.example/soap/?wsdl"
RPC = read_description(describe("soap", URL), URL, False)
DOCUMENT = read_description(describe("document", URL), URL, False)
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
QUEUED = "<return>Message Queued</return>"


def envelope(content, soap=SOAP_11, header="", beside="", start=""):
    return (
        f'{start}<e:Envelope xmlns:e="{soap}" {XSI}>{header}<e:Body>{content}{beside}</e:Body></e:Envelope>'
    )


def said(value=QUEUED, namespace=' xmlns:n="urn:wiserv"', name="n:sendMessageResponse", **envelope_of):
    return envelope(f"<{name}{namespace}>{value}</{name}>", **envelope_of)


def declared(encoding):
    return f'<?xml version="1.0" encoding="{encoding}"?>'


def packed(body, head="Content-Type: text/xml; charset=UTF-8\r\nContent-Transfer-Encoding: binary", more=""):
    return f"\r\n--uuid:1+id=2\r\n{head}\r\n\r\n{body}\r\n{more}--uuid:1+id=2--\r\n"


REFERRED = '<multiRef id="{}" xsi:type="soapenc:string" xmlns:soapenc="urn:e">Message Queued</multiRef>'
MTOM = 'multipart/related; type="application/xop+xml"; boundary="uuid:1+id=2"; start="<0>"'
XML = declared("utf-8")

# (where it was met, the body, Content-Type if that is what is odd): read as "Message Queued"
READ = [
    ("DigDes/SoapCore#394", "\ufeff" + XML + said()),
    ("vpulim/node-soap#417", "\ufeff\ufeff" + XML + said()),
    ("PrestaShop/PrestaShop-webservice-lib#47", "\n" + XML + said()),
    ("twilio/OpenVBX#196", "\r\n \ufeff\t\n" + XML + said() + "\n\n"),
    ("veewee/xml#75", declared("utf-16") + said()),
    ("Hayao-H/Niconicome#308", "\ufeff" + declared("UTF-16") + said()),
    ("javaee/metro-jax-ws#978", said().encode("utf-16-le")),
    ("eclipse-ee4j/metro-saaj#6", (declared("utf-16") + said()).encode("utf-16")),
    ("qoretechnologies/qore#1244", declared("utf8") + said(), "application/soap+xml;charset=utf8"),
    ("CoreWCF/CoreWCF#295", XML + said(), 'text/xml; charset="UTF-8"'),
    ("OTRS/otrs#1416", said(), 'application/soap+xml;charset=UTF-8;action="urn:a"'),
    ("wiremock/wiremock#1926", said(), "text/xml;charset=utf-16"),
    ("DigDes/SoapCore#436", said(), "text/plain"),
    ("dotnet/wcf#2188", said(), ""),
    ("scandihealth/lpr3-docs#201", said(), "text/html; charset=UTF-8"),
    ("mvantellingen/python-zeep#126", said().replace("e:", "SOAP-ENV:").replace(":e=", ":SOAP-ENV=")),
    ("flyte/upnpclient#6", said(soap=SOAP_11.rstrip("/"))),
    ("doedje/jquery.soap#40", said(soap=SOAP_12 + "/")),
    ("awksedgreep/lather#22", said(soap=SOAP_12)),
    ("vpulim/node-soap#1176", said(namespace="", name="sendMessageResponse")),
    ("own", said(namespace=' xmlns:n="urn:wiserv/"')),
    ("dotnet/wcf#2359", said('<return href="#1"/>', beside=REFERRED.format(1))),
    ("savonrb/savon#715", said('<return href="#id0"/>', beside=REFERRED.format("id0"))),
    ("mvantellingen/python-zeep#326", said('<r href="#7"/>').replace("<e:Body>", "<e:Body>" + REFERRED.format(7))),
    ("mvantellingen/python-zeep#305", said("<return><![CDATA[Message Queued]]></return>")),
    ("DSpace/xoai#26", said("<return><![CDATA[\n ]]><![CDATA[Message]]><![CDATA[ Queued]]></return>")),
    ("vpulim/node-soap#678", said('<return xsi:type="xsd:string">Message Queued</return>')),
    ("mvantellingen/python-zeep#153", said(QUEUED.replace("n>M", 'n x:type="y:string">M').replace(
        "<return", '<return xmlns:x="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="urn:y"'))),
    ("mvantellingen/python-zeep#273", said('<return xsi:type="axis2ns233:anyType">Message Queued</return>')),
    ("DigDes/SoapCore#250", said('<r i:type="xsd:string" xmlns:i="http://www.w3.org/1999/XMLSchema-instance">'
                                 "Message Queued</r>")),
    ("gotshub/js-soap-client#15", said("<sendMessageResult>Message Queued</sendMessageResult>")),
    ("skolodyazhnyy/symfony-rpc-bundle#7", said("\n  <return>\n   Message Queued\n  </return>\n")),
    ("dotnet/wcf#3304", said(header='<e:Header><h:a xmlns:h="u" e:mustUnderstand="1">1</h:a></e:Header>')),
    ("javaee/metro-jax-ws#910", said(header='<e:Header><To xmlns="u" e:mustUnderstand="true"/></e:Header>')),
    ("vpulim/node-soap#574", said().replace("<e:Body>", '<e:Body xmlns:w="u" w:Id="1" id="body">')),
    ("hooklift/gowsdl#229", packed(said()), MTOM),
    ("phpro/soap-client#493", packed(XML + said(), "Content-ID: <0>").replace("\r", ""), MTOM),
    ("dotnet/wcf#4918", packed(said()), MTOM.replace('"uuid:1+id=2"', "uuid:1+id=2")),
]  # fmt: skip

# (where it was met, the body, the cause of its being unknown): nothing that is safe can be read from it
UNREAD = [
    ("BeSimple/BeSimpleSoapBundle#100", "<br />\n<b>Deprecated</b>: x<br />" + said(), "malformed"),
    ("BeSimple/BeSimpleSoapBundle#100", said() + "<br />\n<b>Warning</b>: x", "malformed"),
    ("vpulim/node-soap#619", "<html><body>It works! Message Queued</body></html>", "html"),
    ("own", said().replace("</return>", "</retrun>"), "malformed"),
    ("mvantellingen/python-zeep#153", said("<message>Message Queued</message><code>200</code>"), "malformed"),
    ("savonrb/nori#63", said('<return xsi:type="xsd:string" xsi:nil="true">Message Queued</return>'), "empty"),
    ("savonrb/nori#63", said('<r i:null="1" xmlns:i="http://www.w3.org/1999/XMLSchema-instance">x</r>'), "empty"),
    ("vpulim/node-soap#623", said('<return xsi:nil="True"/>'), "empty"),
    ("savonrb/savon#864", said("<return/>"), "empty"),
    ("savonrb/savon#715", said('<return href="#id1"/>', beside=REFERRED.format("id0")), "malformed"),
    ("savonrb/savon#715", said('<return href="#a"/>', beside=REFERRED.format("a") * 2), "malformed"),
    ("savonrb/savon#715", said('<return href="http://x/#a"/>', beside=REFERRED.format("a")), "malformed"),
    ("savonrb/savon#715", said('<return href="#a"/>', beside='<m id="a" href="#a"/>'), "malformed"),
    ("savonrb/savon#715", said('<return href="#a">no</return>', beside=REFERRED.format("a")), "malformed"),
    ("savonrb/savon#715", said('<return href="#a"/>'), "malformed"),
    ("dotnet/wcf#2359", said('<r href="#a"/>', beside='<m id="a"><b>Message Queued</b></m>'), "malformed"),
    ("mvantellingen/python-zeep#489", said('<return xsi:type="n:Map">Message Queued</return>'), "malformed"),
    ("savonrb/savon#942", said(namespace=' xmlns:n="http://other.example/"'), "malformed"),
    ("KDAB/KDSoap#81", envelope("<n:Fault xmlns:n='u'><b>Message Queued</b></n:Fault>"), "malformed"),
    ("own", said(f"not {QUEUED}"), "malformed"),
    ("own", said(beside="not"), "malformed"),
    ("savonrb/savon#197", packed(said(), more=packed("Binned").rpartition("--uuid")[0]), "malformed", MTOM),
    ("savonrb/savon#197", packed(said(), "Content-Transfer-Encoding: base64"), "malformed", MTOM),
    ("savonrb/savon#197", packed(said())[:-20], "malformed", MTOM),
    ("soapower/soapower#10", "\x1f\x8b" + said(), "malformed"),
]  # fmt: skip


def judged(body, content_type="text/xml", description=RPC, status=200, **settings):
    account = Account(URL, "user", "pass", **settings)
    body = body if isinstance(body, bytes) else body.encode()
    headers = {"Content-Type": content_type}
    return Judge(account, description).judge(Response(status, headers, body), ("0917",), "text")


@pytest.mark.parametrize("row", READ, ids=[row[0] for row in READ])
@pytest.mark.parametrize("description", [RPC, DOCUMENT], ids=["rpc", "document"])
def test_a_reply_that_a_stack_is_known_to_send_is_read(row, description):
    result = judged(*row[1:], description=description)
    assert (result.outcome, result.reply) == (ACCEPTED, "Message Queued")


@pytest.mark.parametrize("row", UNREAD, ids=[row[0] for row in UNREAD])
def test_a_reply_that_says_two_things_or_nothing_is_unknown(row):
    body, cause, *content_type = row[1:]
    result = judged(body, *content_type)
    assert (result.outcome, result.cause) == (UNKNOWN, cause)


@pytest.mark.parametrize("row", READ[:3])
def test_a_good_text_is_accepted_with_a_status_that_says_nothing_clear(row):
    for status in (202, 302, 404, 500):
        assert judged(*row[1:], status=status).outcome == ACCEPTED
    for status in (401, 429, 503):
        assert judged(*row[1:], status=status).outcome == NOT_SENT


@pytest.mark.parametrize(
    ("where", "encoding", "label", "bytes_"),
    [
        ("contributte/nusoap#114", "ISO-8859-1", "UTF-8", "utf-8"),
        ("DigDes/SoapCore#918", "utf-8", "utf-8", "iso-8859-1"),
        ("DigDes/SoapCore#923", "windows-1252", "utf-8", "cp1252"),
        ("own", "no-such-encoding", "no-such-encoding", "utf-8"),
        ("own", "idna", "idna", "utf-8"),
    ],
)
@pytest.mark.parametrize("description", [RPC, None])
def test_letters_are_read_by_their_bytes(where, encoding, label, bytes_, description):
    text = "Naipadalá, señor"
    body = declared(encoding) + said(f"<return>{text}</return>") if description else text
    content_type = f"text/xml; charset={label}"
    result = judged(body.encode(bytes_), content_type, description, replies=((text, "accepted"),))
    assert result.outcome == ACCEPTED, where


# === FAULTS === #


def fault(inner, name="e:Fault", **envelope_of):
    return envelope(f"<{name}>{inner}</{name.split()[0]}>", **envelope_of)


PLAIN = "<faultcode>e:Client</faultcode><faultstring>No such number</faultstring>"
REASON = '<e:Reason><e:Text xml:lang="fil">Wala</e:Text><e:Text xml:lang="en-US">No such number</e:Text></e:Reason>'
CODE = "<e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>m:x</e:Value></e:Subcode></e:Code>"
FAULTS = [
    ("mvantellingen/python-zeep#124", fault(PLAIN.replace("</faultstring>", "     </faultstring>")), "Client"),
    ("unwire/handsoap#6", fault(PLAIN.replace("<", "<e:").replace("<e:/", "</e:")), "Client"),
    ("javaee/metro-jax-ws#676", fault(PLAIN + "<detail><error>1101</error></detail>"), "Client"),
    ("vpulim/node-soap#420", fault("<detail><a><b>No such</b>\n<b>number</b></a></detail>"), ""),
    ("vpulim/node-soap#744", fault(PLAIN.replace("Client", "Server") + "<detail/>"), "Server"),
    ("vpulim/node-soap#995", fault(CODE + REASON, soap=SOAP_12), "Sender"),
    ("javaee/metro-jax-ws#742", fault(REASON + CODE, soap=SOAP_12), "Sender"),
    ("DigDes/SoapCore#269", fault("<e:Code>e:Client</e:Code>" + REASON + "<e:Detail/>", soap=SOAP_12), "Client"),
    ("DigDes/SoapCore#250", fault(PLAIN, soap=SOAP_12), "Client"),
    ("vpulim/node-soap#674", fault(CODE + REASON), "Sender"),
    ("tefra/xsdata#1135", fault(PLAIN, header="<e:Header><U><S qname='s:E'/></U></e:Header>"), "Client"),
    ("KDAB/KDSoap#81", fault(PLAIN, 'n1:Fault xmlns:n1="urn:wiserv"'), "Client"),
    ("arskom/spyne#24", fault(PLAIN.replace("<", "<s0:").replace("<s0:/", "</s0:"), 's0:Fault xmlns:s0="u"'), "Client"),
    ("mvantellingen/python-zeep#1386", fault(PLAIN, 'Fault xmlns=""'), "Client"),
    ("KDAB/KDSoap#256", fault(PLAIN.replace("e:Client", "Client.Data")), "Client.Data"),
    ("DigDes/SoapCore#341", fault(PLAIN.replace("<faultcode>", '<a:faultcode xmlns:a="u">').replace(
        "</faultcode>", "</a:faultcode>")), "Client"),
    ("pysimplesoap/pysimplesoap#29", fault(PLAIN.replace("<faultstring>", '<faultstring xml:lang="en-US">')), "Client"),
    ("vrk-kpa/xroad-joint-development#38", fault(PLAIN.replace("e:Client", "soap:Client")), "Client"),
    ("PrestaShop/PrestaShop-webservice-lib#47", "\n\ufeff" + XML + fault(PLAIN), "Client"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "body", "code"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_fault_is_known_by_what_is_in_it(where, body, code):
    assert read_soap(body.encode(), "text/xml", RPC) == Said(True, "No such number", code)


def test_a_fault_in_a_mime_package_is_read():
    # codecentric/cxf-spring-boot-starter#43
    assert read_soap(packed(fault(PLAIN)).encode(), MTOM, RPC).text == "No such number"


@pytest.mark.parametrize("status", [200, 500, 501])
def test_a_fault_never_counts_as_taken(status):
    # goetas-webservices/soap-client#31, vpulim/node-soap#461, mvantellingen/python-zeep#124
    body = fault(PLAIN.replace("No such number", "Message Queued"))
    assert judged(body, status=status).outcome != ACCEPTED


def test_a_reply_is_judged_anew_where_anything_of_it_differs_from_the_last_one():
    judge = Judge(
        Account("https://sms.example/", "user", "pass", replies=(("Ok *", "accepted"), ("Ok", "accepted")))
    )
    judged = [
        judge.judge(Response(status, {}, body), ("09171234567",), text)
        for status, body, text in (
            (200, b"Ok", "first"),
            (200, b"Ok", "second"),
            (503, b"Ok", "third"),
            (200, b"Ok 09171234567", "fourth"),
            (200, b"Ok 09171234567", "Ok 0917"),
            (200, b"No", "fifth"),
            (200, b"Ok", "sixth"),
        )
    ]
    assert [result.outcome for result in judged] == [
        *[ACCEPTED] * 2,
        NOT_SENT,
        *[ACCEPTED] * 2,
        UNKNOWN,
        ACCEPTED,
    ]
    assert judged[3].reply == "Ok 0917•••4567"
    assert judged[4].reply == "•••1234567"


def test_the_same_bytes_under_another_label_are_judged_anew():
    judge, body = Judge(Account(URL, "user", "pass"), RPC), packed(said()).encode()
    outcomes = [
        judge.judge(Response(200, {"Content-Type": label}, body), ("0917",), "text").outcome
        for label in (MTOM, "text/xml", MTOM)
    ]
    assert outcomes == [ACCEPTED, UNKNOWN, ACCEPTED]
