# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The outcome of an attempt to send, one of four, and the sentences that tell an administrator why."""

from dataclasses import dataclass

from .patterns import shape

ACCEPTED, REFUSED, NOT_SENT, UNKNOWN = "accepted", "refused", "not_sent", "unknown"

# Causes that concern the account, whatever the message.
ACCOUNT_CAUSES = {"credentials", "credit"}

_NOBODY_KNOWS = "; nobody can know whether the SMS went out."

# {cause: sentence}. Messages are counted and grouped by these sentences, so nothing in them may vary.
REASONS = {
    # before anything was sent
    "text": "The message has no text.",
    "number": "The mobile number is not a number that can be sent.",
    "dns": "The gateway's name could not be resolved.",
    "address": "The gateway's name leads to an address that is not allowed.",
    "plain_http": "The gateway's name leads to another machine, and plain http is not allowed there.",
    "connect": "The gateway could not be reached.",
    "connect_timeout": "The gateway did not take the connection within the time-out.",
    "tls": "No secure connection with the gateway could be made.",
    "tls_name": "The gateway's certificate is for another host name.",
    "tls_expired": "The gateway's certificate has expired.",
    "tls_untrusted": "The gateway's certificate is not from a trusted authority.",
    "ca_file": "The file of trusted certificate authorities could not be read.",
    # clear answers
    "credentials": "The gateway refused the user name or password.",
    "throttled": "The gateway asks to send more slowly.",
    "unavailable": "The gateway says that it is not available now.",
    "not_found": "There is no SMS service at this address.",
    "redirect": "The gateway points to another address, which is never followed.",
    "credit": "The account has no credit left.",
    "later": "The gateway asks to try again later.",
    "declared": "The gateway's answer means that it refused the message.",
    "fault": "The gateway refused the message.",
    "http_status": "The gateway refused the request.",
    # no clear answer, after the request was sent
    "timeout": "No answer within the time-out" + _NOBODY_KNOWS,
    "reset": "The gateway broke off the connection" + _NOBODY_KNOWS,
    "disconnected": "The gateway closed the connection without an answer" + _NOBODY_KNOWS,
    "early": "The gateway answered before it had the message" + _NOBODY_KNOWS,
    "cut_off": "The gateway's answer was cut off" + _NOBODY_KNOWS,
    "server_fault": "The gateway reported a fault of its own" + _NOBODY_KNOWS,
    "server_error": "The gateway reported an error of its own" + _NOBODY_KNOWS,
    "redirect_unclear": "The gateway points to another address, which is never followed" + _NOBODY_KNOWS,
    "too_large": "The gateway's answer was too large" + _NOBODY_KNOWS,
    "empty": "The gateway's answer was empty" + _NOBODY_KNOWS,
    "html": "The gateway answered with a web page" + _NOBODY_KNOWS,
    "malformed": "The gateway's answer could not be read" + _NOBODY_KNOWS,
    "unrecognised": "The gateway's answer is none of the known ones" + _NOBODY_KNOWS,
}


def unusable(problem):
    """Return the sentence for a description that cannot be used; ``problem``: one of REASONS, or part of a sentence."""
    problem = problem.partition(";")[0].rstrip(".")
    return f"The description of the SMS service cannot be used: {problem[0].lower()}{problem[1:]}."


@dataclass(frozen=True)
class Result:
    """What became of one attempt.

    :param outcome: ``accepted``; ``refused`` (final); ``not_sent`` (it cannot have been processed, and may be sent
        again); ``unknown`` (it was sent, and no clear answer came)
    :param reply: what the gateway said, at most 300 characters, without password and text, with numbers masked
    :param reason: "" if accepted, else a sentence for the administrator, in English
    :param cause: a word for the reason: a key of ``REASONS``, ``url`` or ``description``, or one of the engine's own
    :param retry_after: seconds that the gateway asks to wait, at most an hour; None: it does not say
    :param seconds: how long the attempt took
    """

    outcome: str
    reply: str = ""
    reason: str = ""
    cause: str = ""
    retry_after: float | None = None
    seconds: float = 0.0

    @property
    def said(self):
        """The reply's pattern, by which replies that differ in numbers are counted together. Not for direct sends."""
        return shape(self.reply)
