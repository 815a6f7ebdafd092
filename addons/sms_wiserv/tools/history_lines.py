# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The lines of a message's history: stored in English, and translated for each reader."""

import re

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

CANCELLED = _lt("cancelled by %s")
HANDLED = _lt("marked as handled by %s")
NOT_HANDLED = _lt("marked as not handled by %s")
RESENT = _lt("resent by %s.")
DECIDED = _lt("%(state)s: %(user)s says what Wiserv's reply means: %(meaning)s.")
FAILED_IN_ODOO = _lt("marked as failed in Odoo by %s")
DELETED_IN_ODOO = _lt("deleted in Odoo by %s")
SENT_BY_ANOTHER = _lt("sent by another provider of SMS.")
HAD_SAID = _lt("Wiserv had said:")

_LINES = (
    CANCELLED, HANDLED, NOT_HANDLED, RESENT, DECIDED, FAILED_IN_ODOO, DELETED_IN_ODOO, SENT_BY_ANOTHER,
)  # fmt: skip
# A line that a dispatcher writes: "state. reason"
_OUTCOME = re.compile(r"(accepted|failed|unknown|cancelled|not sent)\. (.*)", re.DOTALL)
# A line about what a person did, perhaps followed by the gateway's reply in quotation marks.
_QUOTED = re.compile(rf"(.*?)( {re.escape(HAD_SAID._source)})?( “.*”)?", re.DOTALL)


def kept_line(line, *values, **named):
    """Return one of the lines above with its values, as it is stored."""
    return line._source % (named or values)


def shown_line(env, kept, reason_in_words):
    """Return a stored line in the language of ``env``; an unknown one as it is.

    :param reason_in_words: a function that translates a stored reason into that language
    """
    if found := _OUTCOME.fullmatch(kept):
        state, reason = found.groups()
        return f"{_state(env, state)}. {reason_in_words(reason)}"
    what, had_said, reply = _QUOTED.fullmatch(kept).groups()
    for line, pattern in _PATTERNS:
        if found := pattern.fullmatch(what):
            what = env._(line._source, *_values(env, found), **_named(env, found))
            break
    return what + (f" {env._(HAD_SAID._source)}" if had_said else "") + (reply or "")


def _pattern(line):
    source = re.escape(line._source).replace(re.escape("%s"), "(.+)")
    return re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+?)", source), re.DOTALL)


_PATTERNS = [(line, _pattern(line)) for line in _LINES]


def _values(env, found):
    return () if found.groupdict() else found.groups()


def _named(env, found):
    named = found.groupdict()
    if named:
        replies = env["sms.wiserv.reply"]
        meanings = dict(replies._fields["meaning"]._description_selection(env))
        in_english = dict(replies._fields["meaning"]._description_selection(env(context={"lang": "en_US"})))
        keys = {label: key for key, label in in_english.items()}
        named["state"] = _state(env, named["state"])
        named["meaning"] = meanings.get(keys.get(named["meaning"]), named["meaning"])
    return named


def _state(env, state):
    labels = dict(env["sms.wiserv.message"]._fields["state"]._description_selection(env))
    label = labels.get(state) or env._("Not sent")
    return label[:1].lower() + label[1:]
