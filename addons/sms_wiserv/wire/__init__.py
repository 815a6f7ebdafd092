# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Sends SMS to Wiserv over SOAP or HTTP POST, and says which of four outcomes each attempt had.

Knows nothing of Odoo. ``Account`` says where to send and as whom. ``WiservClient.send`` returns a ``Result``, and never
raises because of the network, the gateway or a text.
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
