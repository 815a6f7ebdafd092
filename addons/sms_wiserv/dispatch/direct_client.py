# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import time
from functools import lru_cache

from ..policy import DIRECT_CLIENT_LIFE
from ..wire import WiservClient


def client_for(account):
    """Return this process's client for direct sends with ``account``, so that they share kept-alive connections."""
    return _client(account, int(time.monotonic() // DIRECT_CLIENT_LIFE))


@lru_cache(maxsize=16)
def _client(account, _period):
    return WiservClient(account)
