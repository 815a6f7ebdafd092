# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The gateway: two listening sockets (plain and TLS), one thread, an event loop."""

import asyncio
import dataclasses
import tempfile
import threading
from collections import Counter
from ssl import PROTOCOL_TLS_SERVER, SSLContext

from .behaviours import BEHAVIOURS, Rule, Rules
from .certificates import make_certificates
from .control import Control
from .conversation import Conversation
from .journal import Journal
from .service import ACCEPTED_TEXT, CREDENTIALS_TEXT, Answer, fault, read_request, result
from .wsdl import describe

PATHS = {"soap": "/soap/?wsdl", "document": "/document/?wsdl", "http": "/bulk"}
KINDS = {path.partition("?")[0]: kind for kind, path in PATHS.items()}
REFUSALS = ("reply", "fault", "401")


class Gateway:
    """A gateway in a thread of this process; a context manager.

    :param delay: seconds before every answer
    :param journal: path of a file for what was taken, beside ``journal``
    :param seed: of the rules with a probability
    :param tls: also listen with a certificate for ``names``; its authority is in ``ca_file``
    :param days: that the certificate is valid for; below 0 it has expired
    :param port: 0 for any free one
    """

    def __init__(
        self,
        user="stand-in-user",
        password="stand-in-password",
        delay=0.0,
        journal=None,
        seed=None,
        tls=False,
        names=("localhost", "127.0.0.1"),
        days=2,
        port=0,
        tls_port=0,
        host="127.0.0.1",
    ):
        self.user, self.password, self.refusal = user, password, "reply"
        self.delay = delay
        self.host, self.port, self.tls_port = host, port, tls_port
        self.ca_file = None
        self._tls, self._names, self._days = tls, names, days
        self._journal = Journal(journal)
        self._rules = Rules(seed)
        self._control = Control(self)
        self._counters = Counter()
        self._conversations = set()
        self._loop = self._thread = None

    # === LIFE === #

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exc):
        self.stop()

    def start(self):
        """Listen; after :meth:`stop` again on the same ports, with the same journal."""
        ready = threading.Event()
        problems = []
        self._thread = threading.Thread(target=self._run, args=(ready, problems), name="gateway", daemon=True)
        self._thread.start()
        ready.wait()
        if problems:
            self._thread.join()
            raise problems[0]

    def stop(self):
        """Close the listening sockets and break off every conversation. Once stopped, nothing more."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _run(self, ready, problems):
        with tempfile.TemporaryDirectory() as folder:
            self._loop = loop = asyncio.new_event_loop()
            try:
                # First: somebody may be waiting for the port, and is answered as soon as it listens.
                self._journal.open()
                servers = loop.run_until_complete(self._listen(folder))
            except (OSError, RuntimeError) as error:
                problems.append(error)
                self._journal.close()
                loop.close()
                return
            finally:
                ready.set()
            loop.run_forever()
            for server in servers:
                server.close()
            for conversation in tuple(self._conversations):
                conversation.abort()
            while self._conversations:
                # they are closed in the loop's next turns, and cancel what they were about to say
                loop.run_until_complete(asyncio.sleep(0))
            loop.close()
            self._journal.close()

    async def _listen(self, folder):
        loop = asyncio.get_running_loop()
        plain = await loop.create_server(
            lambda: Conversation(self, False), self.host, self.port, backlog=1024, reuse_address=True
        )
        self.port = plain.sockets[0].getsockname()[1]
        if not self._tls:
            return [plain]
        ca, chain, key = make_certificates(folder, self._names, self._days)
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        secure = await loop.create_server(
            lambda: Conversation(self, True),
            self.host,
            self.tls_port,
            ssl=context,
            backlog=1024,
            reuse_address=True,
        )
        self.tls_port = secure.sockets[0].getsockname()[1]
        self.ca_file = str(ca)
        return [plain, secure]

    def url(self, kind="soap", tls=False, host=None):
        """The address that an administrator would enter for ``kind``: ``soap``, ``document`` or ``http``."""
        scheme, port = ("https", self.tls_port) if tls else ("http", self.port)
        return f"{scheme}://{host or self.host}:{port}{PATHS[kind]}"

    # === WHAT A TEST ASKS AND TELLS === #

    @property
    def journal(self):
        """What was taken, in order: dicts of ``number``, ``text``, ``time`` (epoch), ``protocol``."""
        return list(self._journal.entries)

    @property
    def counters(self):
        """``connections``, ``descriptions``, ``requests``, ``taken``, ``refused_credentials``, …"""
        return dict(self._counters)

    @property
    def open_conversations(self):
        """How many conversations the gateway has not ended."""
        return sum(not conversation.ended for conversation in tuple(self._conversations))

    def behave(self, behaviour, count=None, probability=1.0, taken=None, on="send", about=None, **options):
        """From now on apply one of ``BEHAVIOURS``.

        :param count: to so many requests (None: to all)
        :param probability: to such a share of them
        :param taken: whether a message that meets it is in the journal (None: as is likely for it)
        :param on: ``send`` or ``description``
        :param about: to those alone in whose text or numbers this is
        :param options: of the behaviour, as its table says, and ``seconds`` to wait before it
        """
        self._rules.add(Rule(behaviour, count, probability, taken, on, options, about))

    def forget_behaviours(self):
        """Behave from now on; journal and counters stay."""
        self._rules.clear()

    def set_credentials(self, user, password, refusal="reply"):
        """Expect these from now on; others are refused by ``reply``, ``fault`` or ``401``."""
        if refusal not in REFUSALS:
            raise ValueError(f"a refusal is one of {', '.join(REFUSALS)}, not {refusal!r}")
        self.user, self.password, self.refusal = user, password, refusal

    def reset(self, seed=None):
        """Forget behaviours, journal and counters (a journal's file stays as it is)."""
        self._rules.clear(seed)
        self._journal.clear()
        self._counters.clear()

    # === WHAT A CONVERSATION ASKS === #

    def opened(self, conversation):
        self._conversations.add(conversation)
        self._counters["connections"] += 1

    def closed(self, conversation):
        self._conversations.discard(conversation)

    def answer(self, method, target, headers, body, tls):
        """The Answer to one request, and the seconds to wait before it."""
        path, _, query = target.partition("?")
        kind = KINDS.get(path)
        if kind and method == "POST":
            return self._answer_message(kind, body)
        if kind and kind != "http" and method == "GET" and query.lower() == "wsdl":
            scheme = "https" if tls else "http"
            return self._answer_description(kind, f"{scheme}://{headers.get('host', '')}{path}")
        if path.startswith("/control"):
            return self._control.answer(method, path, body), 0
        return Answer(405 if kind else 404, b"", content_type="text/plain"), 0

    def _answer_description(self, kind, address):
        self._counters["descriptions"] += 1
        right = Answer(body=describe(kind, address))
        rule = self._rules.choose("description")
        return self._misbehave(rule, kind, right, address) if rule else (right, self.delay)

    def _answer_message(self, kind, body):
        self._counters["requests"] += 1
        request = read_request(kind, body)
        rule = self._rules.choose("send", request)
        if request.problem:
            self._counters["unreadable"] += 1
            answer = fault(kind, request.problem, 400 if kind == "http" else 500, "Client")
            return (self._misbehave(rule, kind, answer)) if rule else (answer, self.delay)
        if (request.user, request.password) != (self.user, self.password):
            self._counters["refused_credentials"] += 1
            return self._refuse(kind), self.delay
        if rule is None or rule.taken:
            self._counters["taken"] += len(request.numbers)
            self._journal.take(request.numbers, request.text, kind)
        right = result(kind, ACCEPTED_TEXT)
        return self._misbehave(rule, kind, right) if rule else (right, self.delay)

    def _refuse(self, kind):
        if self.refusal == "401":
            return Answer(401, b"", content_type="text/plain")
        return (fault if self.refusal == "fault" else result)(kind, CREDENTIALS_TEXT)

    def _misbehave(self, rule, kind, right, own_address=None):
        self._counters[f"behaviour:{rule.behaviour}"] += 1
        behaviour = BEHAVIOURS[rule.behaviour]
        options = {"own_address": own_address, **rule.options}
        answer = behaviour.answer(kind, options) if behaviour.answer else right
        answer = dataclasses.replace(answer, delivery=behaviour.delivery, options=rule.options)
        return answer, rule.options.get("seconds", self.delay)
