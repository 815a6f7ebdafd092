# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The gateway that the demo sends to: the stand-in, or the one that the environment names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from dev.gateway import GatewayProcess
from dev.setup import SetupError, say

import dev.engine  # noqa: F401, isort: skip
from sms_wiserv.wire import check_url, guess_protocol
from sms_wiserv.wire.account import PROTOCOLS
from sms_wiserv.wire.address import is_loopback_host

NAMES = ("WISERV_URL", "WISERV_USER", "WISERV_PASSWORD")


class DemoGateway(NamedTuple):
    url: str
    user: str
    password: str
    protocol: str
    stand_in: GatewayProcess | None = None

    @property
    def is_elsewhere(self) -> bool:
        """True if it is not on this machine."""
        return not is_loopback_host(urlsplit(self.url).hostname or "")

    @property
    def is_open_to_readers(self) -> bool:
        """True if the password would travel in the clear over a network."""
        return self.is_elsewhere and urlsplit(self.url).scheme == "http"


@contextmanager
def open_gateway() -> Iterator[DemoGateway]:
    """Give the gateway that ``WISERV_URL``, ``WISERV_USER`` and ``WISERV_PASSWORD`` name, else a stand-in.

    :raise SetupError: only some of them are set, or the URL or ``WISERV_PROTOCOL`` is none
    """
    if any(os.environ.get(name) for name in NAMES):
        gateway = _named()
        say(f"Gateway: {gateway.url}, {gateway.protocol.upper()}, as {gateway.user}")
        if gateway.is_elsewhere:
            say("  The people's numbers are made up, and could be somebody's: this should be a test account.")
        if gateway.is_open_to_readers:
            say("  Over plain http anybody on the way can read the password and every message.")
        yield gateway
        return
    with GatewayProcess() as stand_in:
        url = stand_in.url("soap")
        say(f"Gateway: the stand-in on this machine, {url}")
        yield DemoGateway(url, stand_in.user, stand_in.password, "soap", stand_in)


def _named() -> DemoGateway:
    if missing := [name for name in NAMES if not os.environ.get(name)]:
        raise SetupError(
            f"{' and '.join(missing)} missing: name {', '.join(NAMES)} together,\n"
            "or none of them for the stand-in."
        )
    url, user, password = (os.environ[name] for name in NAMES)
    protocol = os.environ.get("WISERV_PROTOCOL") or guess_protocol(url)
    if protocol not in PROTOCOLS:
        raise SetupError(f"WISERV_PROTOCOL={protocol} is no protocol: name {' or '.join(PROTOCOLS)}.")
    if why_not := check_url(url, protocol, allow_plain_http=True):
        raise SetupError(f"WISERV_URL cannot be used. {why_not}")
    return DemoGateway(url, user, password, protocol)
