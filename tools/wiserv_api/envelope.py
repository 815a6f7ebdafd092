# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The request: what is the same for each message is written once, head included; the message is filled in."""

from urllib.parse import quote_plus, urlsplit
from xml.sax.saxutils import quoteattr

from .account import prepare
from .description import PARAMETERS
from .text import xml_text

_USER_AGENT = "g2p_notifications_wiserv"
_START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
_ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"


def write_head(method, url, headers=None):
    """Request line and headers as bytes, up to the value of Content-Length.

    ``requests`` prepares them and refuses line ends in a header.
    """
    common = {"User-Agent": _USER_AGENT, "Accept-Encoding": "identity"}
    prepared = prepare(url, method, {**common, **(headers or {})})
    lines = [f"{method} {prepared.path_url} HTTP/1.1", f"Host: {urlsplit(prepared.url).netloc}"]
    # a GET has no body, a POST learns its length with each message
    lines += [f"{name}: {value}" for name, value in prepared.headers.items() if name != "Content-Length"]
    if method == "POST":
        return "\r\n".join([*lines, "Content-Length: "]).encode("latin-1")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


class SoapCall:
    """Writes the requests of one Description."""

    def __init__(self, description, user_name, password):
        headers = {
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{description.action}"',
            "Accept": "text/xml",
        }
        self._head = write_head("POST", description.address, headers)
        style = f" soap:encodingStyle={quoteattr(_ENCODING)}" if description.encoded else ""
        start = f"<soap:Body><ns:{description.call} xmlns:ns={quoteattr(description.namespace)}{style}>"
        written = [_START + start]
        values = {"username": xml_text(user_name), "password": xml_text(password)}
        slots = []
        kind = ' xsi:type="xsd:string"' if description.encoded else ""
        for name, qualified in description.parts:
            tag = f"ns:{name}" if qualified else name
            written[-1] += f"<{tag}{kind}>"
            value = values.get(name.lower())
            if value is None:
                slots.append(name.lower())
                written.append("")
            else:
                written[-1] += value
            written[-1] += f"</{tag}>"
        written[-1] += f"</ns:{description.call}></soap:Body></soap:Envelope>"
        self._before, self._between, self._after = (piece.encode() for piece in written)
        self._number_first = slots == ["mobileno", "message"]

    def write(self, numbers, text):
        """The request for the one number in ``numbers``."""
        (number,) = numbers
        first, second = xml_text(number).encode(), xml_text(text).encode()
        if not self._number_first:
            first, second = second, first
        body = b"".join((self._before, first, self._between, second, self._after))
        return b"%b%d\r\n\r\n%b" % (self._head, len(body), body)


class FormCall:
    """Writes the requests of the plain HTTP endpoint: four fields as a form, several numbers with commas."""

    def __init__(self, url, user_name, password):
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/plain, */*"}
        self._head = write_head("POST", url, headers)
        user, secret, number, message = PARAMETERS
        self._before = f"{user}={_quote(user_name)}&{secret}={_quote(password)}&{number}=".encode()
        self._between = f"&{message}=".encode()

    def write(self, numbers, text):
        who, what = _quote(",".join(numbers)).encode(), _quote(text).encode()
        body = b"".join((self._before, who, self._between, what))
        return b"%b%d\r\n\r\n%b" % (self._head, len(body), body)


def _quote(value):
    return quote_plus(value, errors="replace")
