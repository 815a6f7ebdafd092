# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The wire to Wiserv: one message out, one of four outcomes back.

Knows nothing of Odoo. ``Account`` says where to send and as whom; ``WiservClient.send`` gives a ``Result``,
and never raises for anything that the network, the gateway or a text can do.
"""

from .account import (
    PROTOCOLS,
    Account,
    check_url,
    guess_protocol,
)
from .client import WiservClient
from .origin import is_loopback_url, origin
from .patterns import DEFAULT_REPLIES
from .judge import RETRY_AFTER_LIMIT
from .result import ACCEPTED, ACCOUNT_CAUSES, NOT_SENT, REFUSED, UNKNOWN, Result
from .masking import mask
from .text import clean_text

__all__ = [
    "ACCEPTED",
    "ACCOUNT_CAUSES",
    "DEFAULT_REPLIES",
    "NOT_SENT",
    "PROTOCOLS",
    "REFUSED",
    "RETRY_AFTER_LIMIT",
    "UNKNOWN",
    "Account",
    "Result",
    "WiservClient",
    "check_url",
    "clean_text",
    "guess_protocol",
    "is_loopback_url",
    "mask",
    "origin",
]
