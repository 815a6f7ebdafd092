# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The table of ways to misbehave, and the rules that choose one for a request."""

import gzip
import io
import random
from dataclasses import dataclass, field

from .service import ACCEPTED_TEXT, CREDENTIALS_TEXT, Answer, fault, result
from .wsdl import describe

MEGABYTE = 1 << 20


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
    """When ``behaviour`` applies: to the next ``count`` requests (None: without end), or to a share of them."""

    behaviour: str
    count: int | None = None
    probability: float = 1.0
    taken: bool | None = None
    on: str = "send"
    options: dict = field(default_factory=dict)

    def __post_init__(self):
        if self.behaviour not in BEHAVIOURS:
            raise ValueError(
                f"no behaviour of the name {self.behaviour!r}; there are {', '.join(BEHAVIOURS)}"
            )
        if self.on not in ("send", "description"):
            raise ValueError(f"a behaviour is on 'send' or on 'description', not on {self.on!r}")
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

    def choose(self, on):
        for rule in self._rules:
            if rule.on == on and (rule.probability >= 1 or self._random.random() < rule.probability):
                if rule.count is not None:
                    rule.count -= 1
                    if rule.count <= 0:
                        self._rules.remove(rule)
                return rule
        return None


def _page(text):
    page = f"<!DOCTYPE html>\n<html><head><title>Status</title></head><body><p>{text}</p></body></html>"
    return page.encode()


def _status(default, retry_after=None):
    def answer(kind, options):
        status = options.get("status", default)
        after = options.get("retry_after", retry_after)
        headers = (("Retry-After", str(after)),) if after is not None else ()
        return Answer(status, _page(f"Error {status}"), headers, content_type="text/html")

    return answer


def _redirect(status):
    def answer(kind, options):
        headers = (("Location", options.get("location", "http://localhost:9/elsewhere")),)
        return Answer(status, _page("Moved"), headers, content_type="text/html")

    return answer


def _saying(text):
    return lambda kind, options: result(kind, options.get("text", text))


def _fault(status):
    return lambda kind, options: fault(kind, options.get("text", "The message was refused"), status)


def _html(kind, options):
    return Answer(body=_page(options.get("text", ACCEPTED_TEXT)), content_type="text/html; charset=utf-8")


def _nil(kind, options):
    if kind == "http":
        return Answer(content_type="text/plain")
    name = "return" if kind == "soap" else "sendMessageResult"
    return result(kind, f'<{name} xsi:nil="true"/>', raw=True)


def _no_result(kind, options):
    return Answer(content_type="text/plain") if kind == "http" else result(kind, "", raw=True)


def _two_results(kind, options):
    if kind == "http":
        return result(kind, f"{ACCEPTED_TEXT}\n{ACCEPTED_TEXT}")
    return result(kind, f"<return>{ACCEPTED_TEXT}</return><return>{ACCEPTED_TEXT}</return>", raw=True)


def _structure(kind, options):
    if kind == "http":
        return Answer(body=b'{"status": "Message Queued"}', content_type="application/json")
    return result(kind, f"<return><status>{ACCEPTED_TEXT}</status></return>", raw=True)


def _wrong_namespace(kind, options):
    answer = result(kind, ACCEPTED_TEXT)
    answer.body = answer.body.replace(b"urn:wiserv", b"urn:other")
    return answer


def _soap_12(kind, options):
    answer = result(kind, ACCEPTED_TEXT)
    answer.body = answer.body.replace(
        b"http://schemas.xmlsoap.org/soap/envelope/", b"http://www.w3.org/2003/05/soap-envelope"
    )
    return answer


def _cut_xml(kind, options):
    answer = result(kind, ACCEPTED_TEXT)
    answer.body = answer.body[: answer.body.index(ACCEPTED_TEXT.encode()) + 7]
    return answer


def _mismatched(kind, options):
    answer = result(kind, ACCEPTED_TEXT)
    for name in (b"</return>", b"</sendMessageResult>"):
        answer.body = answer.body.replace(name, b"</retrun>")
    if kind == "http":
        answer.body = f"<p>{ACCEPTED_TEXT}</b>".encode()
    return answer


def _with_doctype(subset):
    def answer(kind, options):
        if kind == "http":
            return Answer(body=subset + b"&a;", content_type="text/plain")
        reply = result(kind, "&a;", raw=True)
        reply.body = reply.body.replace(b"?>", b"?>" + subset, 1)
        return reply

    return answer


def _xinclude(kind, options):
    if kind == "http":
        return Answer(body=b"<include/>", content_type="text/plain")
    include = (
        '<i:include xmlns:i="http://www.w3.org/2001/XInclude" parse="text" href="file:///etc/hostname"/>'
    )
    return result(kind, f"<return>{include}</return>", raw=True)


def _huge(kind, options):
    size = options.get("megabytes", 50)
    return Answer(body=(b" " * MEGABYTE for _ in range(size)), content_type="text/xml")


def _inflating(kind, options):
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(options.get("megabytes", 50)):
            file.write(b" " * MEGABYTE)
    return Answer(body=packed.getvalue(), headers=(("Content-Encoding", "gzip"),))


def _packed(kind, options):
    answer = result(kind, ACCEPTED_TEXT)
    answer.body = gzip.compress(answer.body)
    answer.headers = (("Content-Encoding", "gzip"),)
    return answer


def _raw(kind, options):
    return Answer(
        options.get("status", 200),
        options.get("body", b""),
        tuple(options.get("headers", ())),
        content_type=options.get("content_type", "text/xml"),
    )


def _description(**changes):
    """A description that differs from the true one; ``address`` may come with the rule."""

    def answer(kind, options):
        address = options.get("address", "http://localhost:9/soap/")
        return Answer(body=describe(kind, address, **changes))

    return answer


_ENTITIES = b"".join(
    b'<!ENTITY %c "%s">' % (97 + level, b"&%c;" % (98 + level) * 10 if level < 9 else b"x" * 10)
    for level in range(10)
)

BEHAVIOURS = {
    # the reply comes, and is right
    "late": Behaviour(None, True),  # options: seconds
    "close_after_reply": Behaviour(None, True, "last"),  # closes without having said so
    "packed": Behaviour(_packed, True),
    # no reply
    "silence": Behaviour(None, True, "silence"),
    "close": Behaviour(None, True, "close"),
    "reset": Behaviour(None, True, "reset"),
    # a reply that ends too early, or never
    "cut_off": Behaviour(None, True, "cut"),
    "cut_xml": Behaviour(_cut_xml, True),
    "drip": Behaviour(None, True, "drip"),  # options: interval (seconds between two bytes)
    "drip_head": Behaviour(None, True, "drip_head"),
    "huge": Behaviour(_huge, True),  # options: megabytes
    "inflating": Behaviour(_inflating, True),
    # the HTTP status speaks
    "http_400": Behaviour(_status(400), False),
    "http_401": Behaviour(_status(401), False),
    "http_403": Behaviour(_status(403), False),
    "http_404": Behaviour(_status(404), False),
    "http_408": Behaviour(_status(408), False),
    "http_429": Behaviour(_status(429, 2), False),
    "http_500": Behaviour(_status(500), True),
    "http_502": Behaviour(_status(502), True),
    "http_503": Behaviour(_status(503, 1), False),
    "http_504": Behaviour(_status(504), True),
    "status": Behaviour(_status(418), False),  # options: status, retry_after
    "redirect_301": Behaviour(_redirect(301), False),  # options: location
    "redirect_302": Behaviour(_redirect(302), False),
    "redirect_303": Behaviour(_redirect(303), False),
    "redirect_307": Behaviour(_redirect(307), False),
    "redirect_308": Behaviour(_redirect(308), False),
    # the service speaks
    "fault": Behaviour(_fault(500), False),  # options: text
    "fault_200": Behaviour(_fault(200), False),
    "unknown_sentence": Behaviour(_saying("Your request is being looked at"), True),  # options: text
    "credentials_reply": Behaviour(_saying(CREDENTIALS_TEXT), False),
    "credentials_fault": Behaviour(lambda kind, options: fault(kind, CREDENTIALS_TEXT), False),
    # 200, and not what it should be
    "html": Behaviour(_html, True),
    "empty": Behaviour(lambda kind, options: Answer(), True),
    "empty_result": Behaviour(_saying(""), True),
    "no_result": Behaviour(_no_result, True),
    "nil": Behaviour(_nil, True),
    "mismatched": Behaviour(_mismatched, True),
    "two_results": Behaviour(_two_results, True),
    "structure": Behaviour(_structure, True),
    "wrong_namespace": Behaviour(_wrong_namespace, True),
    "soap_12": Behaviour(_soap_12, True),
    "doctype": Behaviour(_with_doctype(b'<!DOCTYPE a [<!ENTITY a "Message Queued">]>'), True),
    "entities": Behaviour(_with_doctype(b"<!DOCTYPE a [" + _ENTITIES + b"]>"), True),
    "xinclude": Behaviour(_xinclude, True),
    # options: status, body (bytes), headers, content_type; in the same process only
    "raw": Behaviour(_raw, True),
    # descriptions that are not right (on="description")
    "foreign_address": Behaviour(_description(), False),  # options: address
    "no_operation": Behaviour(_description(operation="dispatchMessage"), False),
    "lower_case_parts": Behaviour(
        _description(parameters=("username", "password", "mobileno", "message")), False
    ),
    "fifth_part": Behaviour(
        _description(parameters=("UserName", "PassWord", "MobileNo", "Message", "SenderName")), False
    ),
}
