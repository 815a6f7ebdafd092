# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Writes requests that send a message: SOAP envelopes and forms.

Everything but number and text is the same in all requests of an account, and is written once, when a call is made.
"""

from urllib.parse import quote_plus
from xml.sax.saxutils import quoteattr

from .description import PARAMETERS
from .request import post
from .text import xml_text

_START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
_ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"


class SoapCall:
    """Writes the requests to a SOAP endpoint."""

    def __init__(self, description, user_name, password):
        """:param Description description: how the endpoint wants to be called"""
        headers = {
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{description.action}"',
            "Accept": "text/xml",
        }
        self._post = post(description.address, headers)
        style = f" soap:encodingStyle={quoteattr(_ENCODING)}" if description.encoded else ""
        start = f"<soap:Body><ns:{description.call} xmlns:ns={quoteattr(description.namespace)}{style}>"
        written = [_START + start]
        values = {"username": xml_text(user_name), "password": xml_text(password)}
        slots = []
        kind = ' xsi:type="xsd:string"' if description.encoded else ""
        for name, namespace in description.parts:
            tag, declared = f"ns:{name}" if namespace else name, ""
            if namespace not in ("", description.namespace):
                tag, declared = f"other:{name}", f" xmlns:other={quoteattr(namespace)}"
            written[-1] += f"<{tag}{declared}{kind}>"
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

    def fill(self, numbers, text):
        """Return the Request for the one number in ``numbers``."""
        (number,) = numbers
        first, second = xml_text(number).encode(), xml_text(text).encode()
        if not self._number_first:
            first, second = second, first
        return self._post(b"".join((self._before, first, self._between, second, self._after)))


class FormCall:
    """Writes the requests to the HTTP POST endpoint: a form of four fields, several numbers separated by commas.

    Only the fields' names are on record; that it is a form, and the commas, are assumptions.
    """

    def __init__(self, url, user_name, password):
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/plain, */*"}
        self._post = post(url, headers)
        user, secret, number, message = PARAMETERS
        self._before = f"{user}={_quote(user_name)}&{secret}={_quote(password)}&{number}=".encode()
        self._between = f"&{message}=".encode()

    def fill(self, numbers, text):
        """Return the Request for all ``numbers``."""
        who, what = _quote(",".join(numbers)).encode(), _quote(text).encode()
        return self._post(b"".join((self._before, who, self._between, what)))


def _quote(value):
    return quote_plus(value, errors="replace")
