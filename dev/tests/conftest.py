# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import contextlib
import socket
import threading

import pytest

from dev.gateway import Gateway
from dev.gateway.service import CREDENTIALS_TEXT

import dev.engine  # noqa: F401, isort: skip
from sms_wiserv.wire import DEFAULT_REPLIES, Account, WiservClient

from dev.tests.sending import PATIENCE


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
        settings.setdefault("timeout", PATIENCE)
        settings.setdefault("replies", (*DEFAULT_REPLIES, (CREDENTIALS_TEXT, "account")))
        if tls:
            settings.setdefault("ca_file", gateway.ca_file)
        client = WiservClient(Account(url or gateway.url(kind, tls=tls), **settings))
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def serve():
    """Run ``handler(connection)`` for each connection to a port of its own, which ``serve(handler)`` gives.

    For what no HTTP server does. With ``buffer`` the kernel takes about as many bytes that the handler has not read.
    """
    listeners = []

    def start(handler, buffer=0):
        listener = socket.create_server(("127.0.0.1", 0))
        if buffer:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        listeners.append(listener)
        threading.Thread(target=run, args=(listener, handler), daemon=True).start()
        return listener.getsockname()[1]

    def run(listener, handler):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=handle, args=(listener.accept()[0], handler), daemon=True).start()

    def handle(connection, handler):
        with connection, contextlib.suppress(OSError):
            handler(connection)

    yield start
    for listener in listeners:
        # close() alone does not wake accept()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
