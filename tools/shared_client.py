# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import time
from functools import lru_cache

from .wiserv_api import WiservClient

LIFE = 3600  # seconds, after which the endpoint's description is read anew


def client_for(account):
    """Return this process's client for direct sends with ``account``, so that they share kept-alive connections."""
    return _client(account, int(time.monotonic() // LIFE))


@lru_cache(maxsize=16)
def _client(account, _period):
    return WiservClient(account)
