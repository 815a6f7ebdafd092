# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What the gateway makes of a request, and what it says: the two wire forms, faults aside."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from .wsdl import NAMESPACE, PARAMETERS

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
ACCEPTED_TEXT = "Message Queued"
CREDENTIALS_TEXT = "Invalid Username or Password"

_RPC_REPLY = (
    '<?xml version="1.0" encoding="ISO-8859-1"?><SOAP-ENV:Envelope'
    ' SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"'
    ' xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"><SOAP-ENV:Body>'
    '<ns1:sendMessageResponse xmlns:ns1="urn:wiserv">%s</ns1:sendMessageResponse>'
    "</SOAP-ENV:Body></SOAP-ENV:Envelope>"
)
_DOCUMENT_REPLY = (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope'
    ' xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<soap:Body><sendMessageResponse xmlns="urn:wiserv">%s</sendMessageResponse></soap:Body></soap:Envelope>'
)
_FAULT = (
    '<?xml version="1.0" encoding="ISO-8859-1"?><SOAP-ENV:Envelope'
    ' xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><SOAP-ENV:Fault>'
    "<faultcode>SOAP-ENV:%s</faultcode><faultactor></faultactor><faultstring>%s</faultstring><detail></detail>"
    "</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>"
)


@dataclass
class Request:
    """One request; ``kind`` is ``soap``, ``document`` or ``http``; ``problem`` says why it cannot be read."""

    kind: str
    user: str = ""
    password: str = ""
    numbers: list = field(default_factory=list)
    text: str = ""
    problem: str = ""


@dataclass
class Answer:
    """One reply to deliver. ``body`` is bytes, or an iterable of bytes when it is too large to hold."""

    status: int = 200
    body: object = b""
    headers: tuple = ()
    content_type: str = "text/xml; charset=utf-8"
    delivery: str = "plain"
    options: dict = field(default_factory=dict)


def read_request(kind, body):
    if kind == "http":
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        values = [fields.get(name, [""])[0] for name in PARAMETERS]
    else:
        try:
            values = _read_envelope(kind, body)
        except (ElementTree.ParseError, LookupError, ValueError) as error:
            return Request(kind, problem=f"not a request of this service: {error}")
    user, password, numbers, text = values
    numbers = [number.strip() for number in numbers.split(",")] if kind == "http" else [numbers]
    if not all(numbers):
        return Request(kind, user, password, problem="MobileNo is missing")
    return Request(kind, user, password, numbers, text)


def _read_envelope(kind, body):
    root = ElementTree.fromstring(body)
    call = root.find(f"{{{ENVELOPE}}}Body/{{{NAMESPACE}}}sendMessage")
    if root.tag != f"{{{ENVELOPE}}}Envelope" or call is None:
        raise ValueError("no call of sendMessage")
    namespace = f"{{{NAMESPACE}}}" if kind == "document" else ""
    names = [child.tag for child in call]
    if names != [namespace + name for name in PARAMETERS]:
        raise ValueError(f"parts {names}")
    return [child.text or "" for child in call]


def result(kind, text, raw=False):
    """The reply that says ``text``; with ``raw``, ``text`` is markup in place of the result element."""
    if kind == "http":
        return Answer(body=text.encode(), content_type="text/plain; charset=utf-8")
    if kind == "soap":
        markup = text if raw else f'<return xsi:type="xsd:string">{escape(text)}</return>'
        return Answer(
            body=(_RPC_REPLY % markup).encode("iso-8859-1", "xmlcharrefreplace"),
            content_type="text/xml; charset=ISO-8859-1",
        )
    markup = text if raw else f"<sendMessageResult>{escape(text)}</sendMessageResult>"
    return Answer(body=(_DOCUMENT_REPLY % markup).encode())


def fault(kind, text, status=500, code="Server"):
    if kind == "http":
        return Answer(status=status, body=text.encode(), content_type="text/plain; charset=utf-8")
    body = (_FAULT % (code, escape(text))).encode("iso-8859-1", "xmlcharrefreplace")
    return Answer(status=status, body=body, content_type="text/xml; charset=ISO-8859-1")
