# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Decides which of the four outcomes a reply means.

The first row that applies counts. "Declared" are texts whose meaning an administrator has entered (``patterns.py``),
whatever the HTTP status.

========================================  ==========================================================
reply                                     outcome
========================================  ==========================================================
text declared accepted                    accepted, if it is no Fault and no web page, nor 401, 429, 503
text declared refused                     refused: declared
text declared account, credit, later      not sent: credentials, credit, later
401                                       not sent: credentials
429, 503, also with a Fault               not sent: an overloaded or missing service answers so before it does
                                          anything
SOAP Fault of the server's kind, any      unknown: the error is "not directly attributable to the contents of the
other status                              message itself" (SOAP 1.1, 4.4.1), and how far the server came is not known
any other SOAP Fault                      refused: fault
404, 405, 410                             not sent: there is no service at this address
307, 308                                  not sent: they ask to send the same request elsewhere, so nothing was done
                                          here (RFC 9110, 15.4.8 and 15.4.9)
any other redirect                        unknown: web applications answer 301, 302 and 303 after a form was processed
408, 5xx                                  unknown
other 4xx                                 not sent: http_status. The message, the account or a firewall may be the
                                          reason; the circuit breaker compares with other messages
2xx                                       unknown
========================================  ==========================================================
"""

import re
import time
from email.utils import parsedate_to_datetime

from .masking import REPLY_LENGTH, presentable
from .patterns import ACCEPT, ACCOUNT, CREDIT, LATER, REFUSE, Meanings, plain
from .reply_body import Said, UnclearError, read_soap, read_text
from .result import ACCEPTED, NOT_SENT, REASONS, REFUSED, UNKNOWN, Result

RETRY_AFTER_LIMIT = 3600.0  # seconds
_RETRY_AFTER_LENGTH = 64  # characters: twice an HTTP date

_NOT_SENT_STATUSES = {
    401: "credentials",
    404: "not_found",
    405: "not_found",
    410: "not_found",
    307: "redirect",
    308: "redirect",
    429: "throttled",
    503: "unavailable",
}
# With these a Fault is ignored, and a text declared as accepted does not count.
_FINAL_STATUSES = {401, 429, 503}
# Fault codes of the server's kind: SOAP 1.1, 4.4.1; SOAP 1.2, 5.4.6; and what SOAP stacks send when overloaded.
_SERVERS_FAULT = re.compile("server|receiver|.*(?:busy|overload|time-?out|unavailable)", re.IGNORECASE)
_CODE_LENGTH = 100
_DECLARED = {
    REFUSE: (REFUSED, "declared"),
    ACCOUNT: (NOT_SENT, "credentials"),
    CREDIT: (NOT_SENT, "credit"),
    LATER: (NOT_SENT, "later"),
}


class Judge:
    """Judges the replies of one endpoint."""

    def __init__(self, account, description=None):
        """
        :param Account account: whose ``replies`` are declared, and whose password is taken out of what is kept
        :param Description description: of a SOAP endpoint; None: HTTP POST
        """
        self._description = description
        self._password = account.password
        self._meanings = Meanings(account.replies)
        self._last_accepted = None, None

    def judge(self, response, numbers, text):
        """Return the Result that a Response means.

        :param numbers, text: what was sent; they are taken out of the reply that is kept
        """
        # Most replies are equal to the one before, byte for byte.
        same = response.status, response.headers.get("Content-Type"), response.body
        known, accepted = self._last_accepted
        return accepted if same == known else self._judge(same, response, numbers, text)

    def _judge(self, same, response, numbers, text):
        status = response.status
        try:
            said, unclear = self._read_body(response), None
        except UnclearError as error:
            unclear, words = error.args
            said = Said(False, words)
        meaning, varies = self._meanings.of(said.text)
        if meaning == ACCEPT:
            if not (unclear or said.is_fault or status in _FINAL_STATUSES):
                accepted = Result(ACCEPTED, self._accepted_words(said.text, varies, numbers, text))
                if not varies:
                    self._last_accepted = same, accepted
                return accepted
            meaning = ""
        outcome, cause = _DECLARED.get(meaning) or _by_form(status, said, unclear)
        reason = REASONS[cause]
        if cause in ("server_error", "http_status"):
            reason = f"{reason} (HTTP {status})"
        return Result(
            outcome,
            presentable(said.text, (text, self._password), numbers),
            reason,
            cause,
            retry_after(response.headers) if status in (429, 503) or cause == "later" else None,
        )

    def _accepted_words(self, said, varies, numbers, text):
        if varies:
            return presentable(said, (text, self._password), numbers)
        # It is equal to a declared sentence, so nothing of the message can be in it.
        return plain(said)[:REPLY_LENGTH]

    def _read_body(self, response):
        """Return what the body says, as a ``Said``.

        :raise UnclearError: it says nothing clear
        """
        if self._description is None:
            return read_text(response.body)
        return read_soap(response.body, response.headers.get("Content-Type") or "", self._description)


def _by_form(status, said, unclear):
    """Return ``(outcome, cause)`` of a reply whose text is not declared."""
    if said.is_fault and status not in _FINAL_STATUSES:
        if _SERVERS_FAULT.match(said.code[:_CODE_LENGTH]):
            return UNKNOWN, "server_fault"
        return REFUSED, "fault"
    if status in _NOT_SENT_STATUSES:
        return NOT_SENT, _NOT_SENT_STATUSES[status]
    if 300 <= status < 400:
        return UNKNOWN, "redirect_unclear"
    if status == 408 or status >= 500:
        return UNKNOWN, "server_error"
    if status >= 400:
        return NOT_SENT, "http_status"
    return UNKNOWN, unclear or "unrecognised"


def retry_after(headers):
    """Return the seconds that ``Retry-After`` asks to wait (RFC 9110, 10.2.3), an hour at most; None: it is missing.

    :param headers: a mapping whose keys ignore case; the value may be a number of seconds or a date
    """
    value = (headers.get("Retry-After") or "")[:_RETRY_AFTER_LENGTH].strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    else:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(seconds, 0.0), RETRY_AFTER_LIMIT)
