# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import pytest

from dev.gateway import Gateway
from tools.wiserv_api import Account, WiservClient


@pytest.fixture(scope="module")
def shared_gateway():
    with Gateway(tls=True) as gateway:
        yield gateway


@pytest.fixture
def gateway(shared_gateway):
    """A stand-in that behaves, with an empty journal, in this process."""
    shared_gateway.reset()
    shared_gateway.set_credentials("stand-in-user", "stand-in-password")
    shared_gateway.delay = 0.0
    return shared_gateway


@pytest.fixture
def connect(gateway):
    """Make a client of the stand-in: ``connect(kind, tls=…, url=…, any setting of an Account)``."""
    clients = []

    def make(kind="soap", tls=False, url=None, **settings):
        settings.setdefault("protocol", "http" if kind == "http" else "soap")
        settings.setdefault("user_name", gateway.user)
        settings.setdefault("password", gateway.password)
        settings.setdefault("timeout", 5.0)
        if tls:
            settings.setdefault("ca_file", gateway.ca_file)
        client = WiservClient(Account(url or gateway.url(kind, tls=tls), **settings))
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()
