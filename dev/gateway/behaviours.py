# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The table of ways to misbehave, and the rules that choose one for a request."""

import random
from dataclasses import dataclass, field

from . import faults
from .service import CREDENTIALS_TEXT, Answer


@dataclass(frozen=True)
class Behaviour:
    """How one kind of fault answers.

    ``answer(kind, options)`` gives the reply, None stands for the right one; ``delivery`` is how it goes out;
    ``taken`` says whether the message is in the journal when it does.
    """

    answer: object
    taken: bool
    delivery: str = "plain"


@dataclass
class Rule:
    """To which requests ``behaviour`` applies: the next ``count`` (None: all), or a share of them."""

    behaviour: str
    count: int | None = None
    probability: float = 1.0
    taken: bool | None = None
    on: str = "send"
    options: dict = field(default_factory=dict)
    about: str | None = None

    def applies_to(self, request):
        """Whether ``about``, if there is one, is in the text or in one of the numbers."""
        return not self.about or any(self.about in said for said in (request.text, *request.numbers))

    def __post_init__(self):
        if self.behaviour not in BEHAVIOURS:
            raise ValueError(
                f"no behaviour of the name {self.behaviour!r}; there are {', '.join(BEHAVIOURS)}"
            )
        if self.on not in ("send", "description"):
            raise ValueError(f"a behaviour is on 'send' or on 'description', not on {self.on!r}")
        if self.count is not None and self.count < 1:
            raise ValueError("a behaviour applies to at least one request")
        if self.taken is None:
            self.taken = BEHAVIOURS[self.behaviour].taken


class Rules:
    """Rules in the order in which they were given; the first one that applies to a request decides."""

    def __init__(self, seed=None):
        self._rules = []
        self._random = random.Random(seed)

    def add(self, rule):
        self._rules.append(rule)

    def clear(self, seed=None):
        self._rules.clear()
        self._random.seed(seed)

    def choose(self, on, request=None):
        for rule in self._rules:
            if (
                rule.on == on
                and (request is None or rule.applies_to(request))
                and (rule.probability >= 1 or self._random.random() < rule.probability)
            ):
                if rule.count is not None:
                    rule.count -= 1
                    if rule.count <= 0:
                        self._rules.remove(rule)
                return rule
        return None


BEHAVIOURS = {
    # the reply comes, and is right
    "late": Behaviour(None, True),  # options: seconds
    "close_after_reply": Behaviour(None, True, "last"),  # closes without having said so
    "packed": Behaviour(faults.packed, True),
    # no reply
    "silence": Behaviour(None, True, "silence"),
    "close": Behaviour(None, True, "close"),
    "reset": Behaviour(None, True, "reset"),
    # a reply that ends too early, or never
    "cut_off": Behaviour(None, True, "cut"),
    "cut_xml": Behaviour(faults.cut_xml, True),
    "drip": Behaviour(None, True, "drip"),  # options: interval (seconds between two bytes)
    "drip_head": Behaviour(None, True, "drip_head"),
    "huge": Behaviour(faults.huge, True),  # options: megabytes
    "inflating": Behaviour(faults.inflating, True),
    # the HTTP status speaks
    "http_400": Behaviour(faults.status(400), False),
    "http_401": Behaviour(faults.status(401), False),
    "http_403": Behaviour(faults.status(403), False),
    "http_404": Behaviour(faults.status(404), False),
    "http_408": Behaviour(faults.status(408), False),
    "http_429": Behaviour(faults.status(429, 2), False),
    "http_500": Behaviour(faults.status(500), True),
    "http_502": Behaviour(faults.status(502), True),
    "http_503": Behaviour(faults.status(503, 1), False),
    "http_504": Behaviour(faults.status(504), True),
    "status": Behaviour(faults.status(418), False),  # options: status, retry_after
    "redirect_301": Behaviour(faults.redirect(301), False),  # options: location
    "redirect_302": Behaviour(faults.redirect(302), False),
    "redirect_303": Behaviour(faults.redirect(303), False),
    "redirect_307": Behaviour(faults.redirect(307), False),
    "redirect_308": Behaviour(faults.redirect(308), False),
    # the service speaks
    "fault": Behaviour(faults.failing(500), False),  # options: text, code
    "fault_200": Behaviour(faults.failing(200), False),
    "server_fault": Behaviour(
        faults.failing(500, "Server", "SQLSTATE[HY000] [2002] Connection refused"), False
    ),
    "unknown_sentence": Behaviour(faults.saying("Your request is being looked at"), True),  # options: text
    "credentials_reply": Behaviour(faults.saying(CREDENTIALS_TEXT), False),
    "credentials_fault": Behaviour(faults.failing(500, "Server", CREDENTIALS_TEXT), False),
    # 200, and not what it should be
    "html": Behaviour(faults.html, True),
    "empty": Behaviour(lambda kind, options: Answer(), True),
    "empty_result": Behaviour(faults.saying(""), True),
    "no_result": Behaviour(faults.no_result, True),
    "nil": Behaviour(faults.nil, True),
    "mismatched": Behaviour(faults.mismatched, True),
    "two_results": Behaviour(faults.two_results, True),
    "structure": Behaviour(faults.structure, True),
    "wrong_namespace": Behaviour(faults.wrong_namespace, True),
    "soap_12": Behaviour(faults.soap_12, True),
    "doctype": Behaviour(faults.with_doctype(b'<!DOCTYPE a [<!ENTITY a "Message Queued">]>'), True),
    "entities": Behaviour(faults.with_doctype(b"<!DOCTYPE a [" + faults.ENTITIES + b"]>"), True),
    "xinclude": Behaviour(faults.xinclude, True),
    # options: status, body (bytes), headers, content_type; in the same process only
    "raw": Behaviour(faults.raw, True),
    # descriptions that are not right (on="description")
    "foreign_address": Behaviour(faults.foreign_address, False),  # options: address
    "no_operation": Behaviour(faults.no_operation, False),
    "fifth_part": Behaviour(faults.fifth_part, False),
}
