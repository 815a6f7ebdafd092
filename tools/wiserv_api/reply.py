# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Judging a reply: four outcomes, and no fifth.

Read in this order; what is not a clear answer is unknown.

========================================  ==========================================================
reply                                     outcome
========================================  ==========================================================
401, 403                                  not sent: credentials
429, 503, also with a Fault               not sent: a throttled or absent service says so before it works
SOAP Fault, any other status              refused; credentials when its text is one of theirs
404, 405, 410                             not sent: the service is not at this address
307, 308                                  not sent: they ask to send the same elsewhere, so nothing
                                          was done here (RFC 9110, 15.4.8 and 15.4.9)
any other redirect                        unknown: 302 and 303 are also what a form answers that did its work,
                                          and 301 has been used for it
408, 5xx                                  unknown
other 4xx                                 refused
2xx                                       accepted or credentials when the text is one of the known ones,
                                          else unknown
========================================  ==========================================================
"""

import re
import time
from email.message import Message
from email.utils import parsedate_to_datetime

from .description import parse_xml
from .result import ACCEPTED, NOT_SENT, REASONS, REFUSED, UNKNOWN, Result
from .text import MARKUP, normalise, presentable

RETRY_AFTER_LIMIT = 3600.0

_ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html)", re.IGNORECASE)
_NOT_SENT_STATUSES = {
    401: "credentials",
    403: "credentials",
    404: "not_found",
    405: "not_found",
    410: "not_found",
    307: "redirect",
    308: "redirect",
    429: "throttled",
    503: "unavailable",
}
# A Fault does not change what these say.
_FINAL_STATUSES = {401, 403, 429, 503}


class _UnclearError(Exception):
    """The reply is no clear answer: (cause, what it says)."""


class Judge:
    """Judges the replies of one endpoint.

    :param description: of a SOAP endpoint; None for the plain HTTP one
    """

    def __init__(self, account, description=None):
        self._description = description
        self._password = account.password
        # an empty line in a setting must not make an empty reply a success
        self._accepted = {normal for normal in map(normalise, account.accepted_replies) if normal}
        self._credentials = {normal for normal in map(normalise, account.credential_replies) if normal}

    def judge(self, response, numbers, text):
        """The Result of ``response`` to ``text`` for ``numbers``."""
        outcome, cause, said, reason = self._read(response)
        if outcome == ACCEPTED:
            # one of the sentences in the settings: nothing in it is the message's
            return Result(ACCEPTED, " ".join(said.split()))
        return Result(
            outcome,
            presentable(said, (text, self._password), numbers),
            reason or REASONS[cause],
            cause,
            retry_after(response.headers) if response.status in (429, 503) else None,
        )

    def _read(self, response):
        """(outcome, cause, what the gateway said, reason if it is none of REASONS)"""
        status = response.status
        try:
            is_fault, said = self._read_body(response)
            unclear = None
        except _UnclearError as error:
            is_fault, (unclear, said) = False, error.args
        if is_fault and status not in _FINAL_STATUSES:
            if normalise(said) in self._credentials:
                return NOT_SENT, "credentials", said, ""
            return REFUSED, "fault", said, ""
        if status in _NOT_SENT_STATUSES:
            return NOT_SENT, _NOT_SENT_STATUSES[status], said, ""
        if 300 <= status < 400:
            return UNKNOWN, "redirect_unclear", said, ""
        if not unclear and normalise(said) in self._credentials:
            return NOT_SENT, "credentials", said, ""
        if status >= 400:
            if status == 408 or status >= 500:
                return UNKNOWN, "server_error", said, f"{REASONS['server_error']} (HTTP {status})"
            return REFUSED, "http_status", said, f"{REASONS['http_status']} (HTTP {status})"
        if unclear:
            return UNKNOWN, unclear, said, ""
        if normalise(said) in self._accepted:
            return ACCEPTED, "", said, ""
        return UNKNOWN, "unrecognised", said, ""

    def _read_body(self, response):
        """(whether it is a Fault, its text)

        :raise _UnclearError:
        """
        body = response.body
        if not body.strip():
            raise _UnclearError("empty", "")
        if self._description is None:
            text = _as_text(response)
            if MARKUP.search(text):
                raise _UnclearError("html", text)
            return False, text
        if _PAGE.match(body):
            raise _UnclearError("html", _as_text(response))
        try:
            root = parse_xml(body)
        except ValueError:
            raise _UnclearError("malformed", _as_text(response)) from None
        return self._read_envelope(root)

    def _read_envelope(self, root):
        bodies = root.findall(_ENVELOPE + "Body")
        if root.tag != _ENVELOPE + "Envelope" or len(bodies) != 1 or len(bodies[0]) != 1:
            raise _UnclearError("malformed", _all_text(root))
        content = bodies[0][0]
        if content.tag == _ENVELOPE + "Fault":
            return True, content.findtext("faultstring") or _all_text(content)
        if content.tag != self._description.reply or len(content) > 1:
            raise _UnclearError("malformed", _all_text(root))
        if len(content) == 1:
            content = content[0]
        elif not self._description.bare_reply:
            raise _UnclearError("empty" if not (content.text or "").strip() else "malformed", _all_text(root))
        kind = content.get(_INSTANCE + "type", "string").rpartition(":")[2]
        if len(content) or kind != "string":
            raise _UnclearError("malformed", _all_text(root))
        text = content.text or ""
        if not text.strip() or content.get(_INSTANCE + "nil") in ("true", "1"):
            raise _UnclearError("empty", text)
        return False, text


def _all_text(element):
    return " ".join(element.itertext())


def _as_text(response):
    head = Message()
    head["Content-Type"] = response.headers.get("Content-Type", "")
    charset = head.get_content_charset() or "utf-8"
    try:
        return response.body.decode(charset, "replace").removeprefix("\ufeff")
    except LookupError:
        return response.body.decode("utf-8", "replace")


def retry_after(headers):
    """Seconds that ``Retry-After`` (number or date; RFC 9110, 10.2.3) asks to wait, capped; else None."""
    value = (headers.get("Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    else:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(seconds, 0.0), RETRY_AFTER_LIMIT)
