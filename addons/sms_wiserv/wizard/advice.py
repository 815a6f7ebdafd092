# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tools.translate import LazyTranslate

from ..wire.result import REASONS, unusable

_lt = LazyTranslate(__name__)

_ASK_FIRST = _lt("See whether the SMS has arrived; if tests keep ending like this, show Wiserv the reply.")
_NETWORK = _lt("Check host and port in the API URL, and that a firewall lets this server out.")
_CLOCK = _lt("Compare this server's clock with the real time, then ask Wiserv to renew its certificate.")

# What an administrator does about each cause of a failed test: the wire's, and those of the account.
ADVICE = {
    "text": _lt("Enter a text."),
    "length": _lt("Shorten the text, or raise the limit in the settings."),
    "number": _lt("Enter one mobile number, such as 09171234567."),
    "url": _lt("Correct the API URL."),
    "description": _lt("Enter the address of Wiserv's WSDL as API URL, or choose HTTP POST as protocol."),
    "dns": _lt("Check the host name in the API URL, and that this server can look up names on the Internet."),
    "address": _lt("Check the host name in the API URL: Wiserv's gateway has a public address."),
    "plain_http": _lt("Enter an API URL that begins with https://."),
    "connect": _NETWORK,
    "connect_timeout": _NETWORK,
    "tls": _lt(
        "Check that the port in the API URL is the one for https, and ask Wiserv which TLS it speaks."
    ),
    "tls_name": _lt("Enter the API URL with the host name that Wiserv's certificate is for."),
    "tls_expired": _CLOCK,
    "tls_untrusted": _lt(
        "Ask Wiserv which authority signs its certificate; whoever runs this server can add its file."
    ),
    "ca_file": _lt("Have whoever runs this server check the file that WISERV_CA_FILE names."),
    "credentials": _lt("Check user name and password with Wiserv, and enter both again."),
    "throttled": _lt("Wait, and lower the messages per second in the settings."),
    "unavailable": _lt("Wait a few minutes, then test again; if it lasts, ask Wiserv."),
    "not_found": _lt("Check the path of the API URL: the host answers, but no SMS service does."),
    "redirect": _lt("Ask Wiserv for the service's present address, and enter it as API URL."),
    "credit": _lt("Top up the account with Wiserv, then resume the sender."),
    "later": _lt("Wait a few minutes, then test again; if it lasts, ask Wiserv."),
    "declared": _lt("Read the reply: somebody here has said that it means a refusal."),
    "fault": _lt("Read the reply: it says what Wiserv does not accept about the number or the text."),
    "http_status": _lt(
        "Read the reply, check the protocol and the path of the API URL, or show it to Wiserv."
    ),
    "timeout": _lt(
        "See whether the SMS has arrived; if it has, Wiserv answers too slowly: raise the time-out."
    ),
    "reset": _ASK_FIRST,
    "disconnected": _ASK_FIRST,
    "early": _ASK_FIRST,
    "cut_off": _ASK_FIRST,
    "server_error": _ASK_FIRST,
    "server_fault": _ASK_FIRST,
    "redirect_unclear": _lt("Ask Wiserv for the service's present address, and enter it as API URL."),
    "too_large": _ASK_FIRST,
    "empty": _ASK_FIRST,
    "html": _lt("Check the API URL: it seems to lead to a web page, not to the SMS service."),
    "malformed": _ASK_FIRST,
    "unrecognised": _lt("See whether the SMS has arrived, or ask Wiserv; then say what this reply means."),
}

# What keeps any request from arriving, the one for the description of the service too.
_ON_THE_WAY = {
    **{
        cause: ADVICE[cause]
        for cause in ("dns", "address", "plain_http", "connect", "connect_timeout", "ca_file")
    },
    **{cause: advice for cause, advice in ADVICE.items() if cause.startswith("tls")},
    **dict.fromkeys(("timeout", "reset", "disconnected"), _NETWORK),
}


def advice_on(result):
    """Return what to do about a test that was not accepted, a ``Result`` of the wire; None: nothing is known."""
    if result.cause == "description":
        for cause, advice in _ON_THE_WAY.items():
            if result.reason == unusable(REASONS[cause]):
                return advice
    return ADVICE.get(result.cause)
