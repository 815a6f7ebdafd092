# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A stand-in for Wiserv: a SOAP 1.1 and HTTP form service on this machine, which can be told to misbehave.

In the same process::

    with Gateway() as gateway:
        client = WiservClient(Account(gateway.url("soap"), gateway.user, gateway.password))
        gateway.behave("silence", count=3)
        …
        gateway.journal          # what it took, in order

As a process of its own, with the same methods: :class:`GatewayProcess`, or ``python -m dev.gateway``.
"""

from .behaviours import BEHAVIOURS
from .process import GatewayProcess
from .server import Gateway

__all__ = ["BEHAVIOURS", "Gateway", "GatewayProcess"]
