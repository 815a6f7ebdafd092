# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The client that sends messages."""

import dataclasses
import logging
import threading
import time
from collections import deque
from typing import NamedTuple

from .account import check_url
from .calls import FormCall, SoapCall
from .connection import Connection
from .description import read_description
from .judge import Judge, retry_after
from .origin import Origin, origin_of
from .request import get
from .result import NOT_SENT, REASONS, REFUSED, UNKNOWN, Result, unusable
from .sockets import ExchangeError, make_context
from .text import clean_text, is_number
from .wsdl import DescriptionError

_logger = logging.getLogger(__name__)

REPLY_LIMIT = 64 * 1024  # bytes
DESCRIPTION_LIMIT = 512 * 1024  # bytes
# Seconds for which a description that could not be loaded is not asked for again.
DESCRIPTION_PAUSE = 1.0


class _Endpoint(NamedTuple):
    """Where the service is, how to write requests to it, and how to read its replies."""

    origin: Origin
    call: SoapCall | FormCall
    judge: Judge


class WiservClient:
    """Sends messages for one Account. Any number of threads may share it.

    Each send uses a kept-alive connection that no other send uses at the time; one of its own once the gateway has said
    more than it was asked, since answers cannot be told apart otherwise. Over SOAP the endpoint's description is loaded
    at the first send, in a request of its own with the same time-out, and kept.
    """

    def __init__(self, account):
        self._account = account
        self._idle = deque()
        self._closed = False
        self._keeps_alive = True
        self._loading = threading.Lock()
        self._contexts = {"http": None}  # {scheme: TLS context, None for plain http}
        self._endpoint = None
        self._failure = None  # the Result of the last attempt to load the description, if it failed
        self._failed_at = 0.0

    def __repr__(self):
        return f"<WiservClient of {self._account!r}>"

    def send(self, number, text):
        """Send ``text`` to one ``number``, and return the Result. Never raises because of number, text or gateway."""
        return self._send((number,), text)

    def send_many(self, numbers, text):
        """Send ``text`` to all ``numbers`` in one request, and return the Result, which is that of each of them.

        :raise ValueError: there is no number, or more than one over SOAP, whose operation takes one only
        """
        numbers = tuple(numbers)
        if not numbers or (len(numbers) > 1 and self._account.protocol != "http"):
            raise ValueError("One request takes one number over SOAP, and at least one over HTTP POST.")
        return self._send(numbers, text)

    def close(self):
        """Close the connections that are idle, and those in use as soon as they are done."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _send(self, numbers, text):
        started = time.monotonic()
        text = clean_text(text)
        if not text.strip():
            result = _own(REFUSED, "text")
        elif not all(map(is_number, numbers)):
            result = _own(REFUSED, "number")
        else:
            result = self._exchange(numbers, text)
        return dataclasses.replace(result, seconds=time.monotonic() - started)

    def _exchange(self, numbers, text):
        endpoint = self._endpoint or self._load()
        if isinstance(endpoint, Result):
            return endpoint
        request = endpoint.call.fill(numbers, text)
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connection(endpoint.origin)
        try:
            response = connection.exchange(request, REPLY_LIMIT)
        except ExchangeError as error:
            return _own(UNKNOWN if error.left else NOT_SENT, error.cause)
        finally:
            if connection.unasked and self._keeps_alive:
                self._keeps_alive = False
                _logger.warning("The gateway sends replies that nobody asked for: connections are not kept.")
            if not self._keeps_alive:
                connection.close()
            self._idle.append(connection)
            if self._closed:
                self.close()
        try:
            return endpoint.judge.judge(response, numbers, text)
        except Exception as error:
            # The request was sent, so the caller must not get an exception, and send it again.
            _logger.error("The reply of a gateway could not be judged: %s", type(error).__name__)
            return _own(UNKNOWN, "malformed")

    def _connection(self, origin):
        account = self._account
        only_loopback = account.only_loopback or (origin.scheme == "http" and not account.allow_plain_http)
        return Connection(
            origin, self._contexts.get(origin.scheme), account.timeout, only_loopback, account.no_loopback
        )

    # === THE ENDPOINT === #

    def _load(self):
        """Return the _Endpoint, or a Result that says why there is none. One thread loads it while others wait."""
        with self._loading:
            if self._endpoint:
                return self._endpoint
            if self._failure and time.monotonic() - self._failed_at < DESCRIPTION_PAUSE:
                return self._failure
            found = self._find_endpoint()
            if isinstance(found, Result):
                self._failure, self._failed_at = found, time.monotonic()
            else:
                self._endpoint, self._failure = found, None
            return found

    def _find_endpoint(self):
        account = self._account
        problem = check_url(account.api_url, account.protocol, account.allow_plain_http)
        if problem:
            return Result(NOT_SENT, reason=problem, cause="url")
        try:
            if account.protocol == "http":
                call = FormCall(account.api_url, account.user_name, account.password)
                return _Endpoint(self._secure(account.api_url), call, Judge(account))
            return self._find_soap_endpoint()
        except OSError:
            return _own(NOT_SENT, "ca_file")

    def _find_soap_endpoint(self):
        account = self._account
        origin = self._secure(account.api_url)
        connection = self._connection(origin)
        after = None
        try:
            response = connection.exchange(get(account.api_url), DESCRIPTION_LIMIT)
            if response.status != 200:
                after = retry_after(response.headers) if response.status in (429, 503) else None
                raise DescriptionError(f"{REASONS['http_status'].rstrip('.')} (HTTP {response.status})")
            description = read_description(response.body, account.api_url, account.allow_plain_http)
        except ExchangeError as error:
            problem = REASONS[error.cause]
        except DescriptionError as error:
            problem = str(error)
        else:
            call = SoapCall(description, account.user_name, account.password)
            endpoint = _Endpoint(self._secure(description.address), call, Judge(account, description))
            if endpoint.origin == origin:
                self._idle.append(connection)
            else:
                connection.close()
            return endpoint
        connection.close()
        return Result(NOT_SENT, reason=unusable(problem), cause="description", retry_after=after)

    def _secure(self, url):
        """Return the Origin of ``url``, and make its TLS context, which takes tens of milliseconds, if there is none.

        :raise OSError: ``ca_file`` cannot be read, or holds no certificates
        """
        origin = origin_of(url)
        if origin.scheme not in self._contexts:
            self._contexts[origin.scheme] = make_context(self._account.ca_file)
        return origin


def _own(outcome, cause):
    """Return a Result of our own: there was no reply."""
    return Result(outcome, reason=REASONS[cause], cause=cause)
