# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import time
from functools import lru_cache

from ..policy import DIRECT_CLIENT_LIFE
from ..wire import WiservClient


def client_for(account):
    """Return the WiservClient for direct sends with ``account``: one in this process, so that connections are reused.

    It is made anew after ``DIRECT_CLIENT_LIFE``, so that the service's description is read again.
    """
    return _client(account, int(time.monotonic() // DIRECT_CLIENT_LIFE))


@lru_cache(maxsize=16)
def _client(account, _period):
    return WiservClient(account)
