# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Judging a reply: four outcomes, and no fifth.

What somebody has declared a text to mean (``patterns.py``) goes first, whatever the status; the rest is read in this
order, and what is no clear answer is unknown.

========================================  ==========================================================
reply                                     outcome
========================================  ==========================================================
text declared accepted                    accepted, if it is no Fault and no web page, nor 401, 429, 503
text declared refused                     refused: declared
text declared account, credit, later      not sent: credentials, credit, later
401                                       not sent: credentials
429, 503, also with a Fault               not sent: a throttled or absent service says so before it works
SOAP Fault of the server's kind, any      unknown: "not directly attributable to the contents of the message
other status                              itself" (SOAP 1.1, 4.4.1), nor does it say how far it came
any other SOAP Fault                      refused: fault
404, 405, 410                             not sent: the service is not at this address
307, 308                                  not sent: they ask to send the same elsewhere, so nothing
                                          was done here (RFC 9110, 15.4.8 and 15.4.9)
any other redirect                        unknown: 302 and 303 are also what a form answers that did its work,
                                          and 301 has been used for it
408, 5xx                                  unknown
other 4xx                                 not sent: http_status. Whether the message, the account or a firewall
                                          is the reason only other messages can tell
2xx                                       unknown
========================================  ==========================================================
"""

import re
import time
from email.utils import parsedate_to_datetime

from .masking import REPLY_LENGTH, presentable
from .patterns import ACCEPT, ACCOUNT, CREDIT, LATER, REFUSE, Meanings, plain
from .reply_body import Said, read_soap, read_text
from .reply_body import UnclearError as _UnclearError
from .result import ACCEPTED, NOT_SENT, REASONS, REFUSED, UNKNOWN, Result

RETRY_AFTER_LIMIT = 3600.0
# of the longest date there is, twice over
_RETRY_AFTER_LENGTH = 64

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
# A Fault does not change what these say, and no text makes an acceptance of them.
_FINAL_STATUSES = {401, 429, 503}
# Of a Fault's code: SOAP 1.1, 4.4.1 and SOAP 1.2, 5.4.6, and what stacks say when they are overloaded.
_SERVERS_FAULT = re.compile("server|receiver|.*(?:busy|overload|time-?out|unavailable)", re.IGNORECASE)
_CODE_LENGTH = 100
_DECLARED = {
    REFUSE: (REFUSED, "declared"),
    ACCOUNT: (NOT_SENT, "credentials"),
    CREDIT: (NOT_SENT, "credit"),
    LATER: (NOT_SENT, "later"),
}


class Judge:
    """Judges the replies of one endpoint.

    :param description: of a SOAP endpoint; None for the plain HTTP one
    """

    def __init__(self, account, description=None):
        self._description = description
        self._password = account.password
        self._meanings = Meanings(account.replies)
        self._last_accepted = None, None

    def judge(self, response, numbers, text):
        """The Result of ``response`` to ``text`` for ``numbers``."""
        # Most replies are the very bytes of the one before.
        same = response.status, response.headers.get("Content-Type"), response.body
        known, accepted = self._last_accepted
        return accepted if same == known else self._judge(same, response, numbers, text)

    def _judge(self, same, response, numbers, text):
        status = response.status
        try:
            said, unclear = self._read_body(response), None
        except _UnclearError as error:
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
        # one of the sentences declared: nothing in it is the message's; what only formats is no part of it
        return plain(said)[:REPLY_LENGTH]

    def _read_body(self, response):
        """What it says.

        :raise _UnclearError:
        """
        if self._description is None:
            return read_text(response.body)
        return read_soap(response.body, response.headers.get("Content-Type") or "", self._description)


def _by_form(status, said, unclear):
    """(outcome, cause) of a reply whose words nobody has declared."""
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
    """Seconds that ``Retry-After`` (number or date; RFC 9110, 10.2.3) asks to wait, capped; else None."""
    value = (headers.get("Retry-After") or "")[:_RETRY_AFTER_LENGTH].strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    else:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(seconds, 0.0), RETRY_AFTER_LIMIT)
