# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What somebody has said that replies mean: which texts a pattern matches, and what becomes of the message."""

import pytest
from sms_wiserv.wire import ACCEPTED, NOT_SENT, REFUSED, UNKNOWN, Result
from sms_wiserv.wire.patterns import Meanings, Pattern, normalise, shape

from dev.gateway.service import fault

KINDS = ("soap", "document", "http")
NUMBER = "09171234567"
TEXT = "Dear Maria Santos, you are enrolled in Cash for Work."


@pytest.mark.parametrize(
    "reply",
    [
        "Message Queued",
        " MESSAGE\n\tqueued . ",
        "\ufeffMessage Queued",
        "Message\u200b Queued\u2060.",
        "Message\xa0Queued",
        "Message&nbsp;Queued",
        "Message&#160;Queued&#x2e;",
        "Message Queued<br>",
        "Message Queued<BR />\r\n",
        "<p>Message Queued.</p>",
        '<b>Message</b> <span class="x">Queued</span>',
        "&lt;b&gt;Message Queued&lt;/b&gt;",
    ],
)
def test_what_does_not_matter(reply):
    assert Pattern("message queued").matches(normalise(reply))


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        (
            "Message Queued: *",
            ["Message Queued: 1", "message queued:", "Message Queued:  a b."],
            ["Message Queued"],
        ),
        (
            "Message Queued*",
            ["Message Queued", "Message Queued; id 7", "Message Queuedly"],
            ["No Message Queued"],
        ),
        ("*queued", ["Queued", "Message queued."], ["queued it"]),
        (
            "Order * is * done",
            ["Order 7 is x done"],
            ["Order is done", "Order 7 is done!"],
        ),
        ("a*b*c", ["abc", "a b c", "axxbyyc"], ["acb", "ac", "ab"]),
        ("aa * aa", ["aa 1 aa"], ["aa aa", "aa"]),
        ("Queued **", ["Queued 1", "queued"], ["q"]),
        ("Error [1]+", ["error [1]+"], ["error 1"]),
        ("", [], ["", " ", "."]),
        ("*", [], ["", "a", "*"]),
        ("a *", [], ["a", "a b"]),
        ("0", ["0", "0."], ["00", "1"]),
    ],
)
def test_what_a_pattern_matches(pattern, yes, no):
    pattern = Pattern(pattern)
    assert [text for text in yes if not pattern.matches(normalise(text))] == []
    assert [text for text in no if pattern.matches(normalise(text))] == []


def test_a_pattern_of_many_stars_costs_no_more_than_the_reply():
    # a regular expression would take for ever
    assert not Pattern("*a" * 1000 + "*b").matches("a" * 65_000)


@pytest.mark.parametrize(
    ("reply", "pattern"),
    [
        ("Message Queued", "Message Queued"),
        ("Message Queued: 839201", "Message Queued: *"),
        ("Queued for 0917•••4567, ref 12/34.", "Queued for *, ref */*."),
        ("Queued for +639•••4567", "Queued for *"),
        ("id 550e8400-e29b-41d4-a716-446655440000 ok", "id * ok"),
        ("SM7f3a9c01bd queued", "* queued"),
        ("you sent ••• twice", "you sent * twice"),
        ("tell 0918 123 4567", "tell *"),
        ("Not&nbsp;now<br>", "Not now"),
        ("x" * 299 + "…", "x" * 299 + "*"),
        ("0", "0"),
        ("-12", "-12"),
        ("1701|0917•••4567|8392011", "1701|*|*"),
        ("", ""),
    ],
)
def test_replies_are_counted_by_what_they_have_in_common(reply, pattern):
    assert shape(reply) == Result(UNKNOWN, reply).said == pattern
    if reply:
        assert Pattern(pattern).matches(normalise(reply))


def test_the_narrowest_pattern_decides_and_two_of_the_same_do_not():
    declared = [("Message *", "later"), ("Message Queued*", "accepted"), ("Message Queued: 7", "refused")]
    for replies in (declared, declared[::-1]):
        meanings = Meanings(replies)
        assert meanings.of("Message Queued: 7") == ("refused", False)
        assert meanings.of("Message Queued: 8") == ("accepted", True)
        assert meanings.of("Message lost") == ("later", True)
        assert meanings.of("Lost") == ("", False)
    assert Meanings([("ab *", "accepted"), ("* cd", "refused")]).of("ab cd") == ("", False)


DECLARED = {
    "accepted": (ACCEPTED, ""),
    "refused": (REFUSED, "declared"),
    "account": (NOT_SENT, "credentials"),
    "credit": (NOT_SENT, "credit"),
    "later": (NOT_SENT, "later"),
}


@pytest.mark.parametrize("meaning", DECLARED)
@pytest.mark.parametrize("kind", KINDS)
def test_a_declared_meaning_becomes_its_outcome(gateway, connect, kind, meaning):
    client = connect(kind, replies=(("Taken as *", meaning),))
    gateway.behave("unknown_sentence", text="Taken as 4711.")
    result = client.send(NUMBER, TEXT)
    assert (result.outcome, result.cause, result.reply) == (*DECLARED[meaning], "Taken as 4711.")
    assert result.said == "Taken as *."


@pytest.mark.parametrize("status", [200, 400, 402, 403, 404, 500, 502])
@pytest.mark.parametrize("kind", KINDS)
def test_words_that_somebody_knows_say_more_than_a_status(gateway, connect, kind, status):
    client = connect(kind, replies=(("No credits", "credit"),))
    answer = fault(kind, "No credits", status, "Server")
    gateway.behave("raw", status=status, body=answer.body, content_type=answer.content_type, taken=False)
    assert client.send(NUMBER, TEXT).cause == "credit"


@pytest.mark.parametrize("status", [200, 500])
def test_a_fault_is_never_accepted_whatever_is_declared_of_its_words(gateway, connect, status):
    client = connect(replies=(("fine", "accepted"),))
    gateway.behave("raw", status=status, body=fault("soap", "fine", status, "Client").body, taken=False)
    assert client.send(NUMBER, TEXT).outcome == REFUSED


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_known_by_its_words_and_never_accepted(gateway, connect, kind):
    gateway.behave("html", text="Your account is blocked.")
    for meaning, cause in (("account", "credentials"), ("later", "later"), ("accepted", "html")):
        client = connect(kind, replies=(("Status your account is blocked", meaning),))
        assert client.send(NUMBER, TEXT).cause == cause


def test_a_reply_that_may_vary_is_accepted_without_secrets(gateway, connect):
    client = connect("http", replies=(("Queued*", "accepted"),))
    gateway.behave("unknown_sentence", text=f"Queued for {NUMBER}: {TEXT} {gateway.password}")
    result = client.send(NUMBER, TEXT)
    assert (result.outcome, result.reply) == (ACCEPTED, "Queued for 0917•••4567: ••• •••")


@pytest.mark.parametrize(
    ("code", "outcome", "cause"),
    [
        ("SOAP-ENV:Server", UNKNOWN, "server_fault"),
        ("Server.Database", UNKNOWN, "server_fault"),
        ("e:Receiver", UNKNOWN, "server_fault"),
        ("ns1:SERVER_BUSY", UNKNOWN, "server_fault"),
        ("m:TooBusy", UNKNOWN, "server_fault"),
        ("ServiceUnavailable", UNKNOWN, "server_fault"),
        ("SOAP-ENV:Client", REFUSED, "fault"),
        ("Client.Data", REFUSED, "fault"),
        ("e:Sender", REFUSED, "fault"),
        ("MustUnderstand", REFUSED, "fault"),
        ("1101", REFUSED, "fault"),
        ("", REFUSED, "fault"),
    ],
)
def test_whose_fault_it_was_is_in_the_code(gateway, connect, code, outcome, cause):
    body = fault("soap", "SQLSTATE[HY000] [2002] Connection refused").body.replace(
        b"SOAP-ENV:Server", code.encode()
    )
    for status in (200, 400, 500):
        gateway.behave("raw", count=1, status=status, body=body, taken=False)
        result = connect().send(NUMBER, TEXT)
        assert (result.outcome, result.cause) == (outcome, cause)
