# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The sentences that say why a message was not accepted, for translators.

The outbox stores them in English (``failure_reason``), and :func:`in_words_of` translates them for each reader.
``SENTENCES`` repeats those of the wire, which does not know Odoo, so that Odoo finds them as terms.
"""

from odoo.tools.translate import LazyTranslate

from ..wire.result import REASONS, unusable

_lt = LazyTranslate(__name__)

# The engine's own, stored in the same way.
LANDLINE = "The number is a landline, which gets no SMS."
TOO_LONG = "The text takes more segments than the settings allow."
TOO_MANY_OTPS = "Too many one-time passwords within an hour: this one was not sent."
# The reason, a value of the field ``reason`` of ``sms.wiserv.skipped``, follows in brackets.
LEFT_OUT = "Left out when its turn came."
# Replaces reasons that may name a person, in totals that outlive the messages.
OTHER_REASON = "The text could not be made, or another reason that the message itself tells."

SENTENCES = (
    _lt("The text could not be made, or another reason that the message itself tells."),
    _lt("The number is a landline, which gets no SMS."),
    _lt("The text takes more segments than the settings allow."),
    _lt("The sending process died; nobody can know whether the SMS went out."),
    _lt(
        "Sending failed in an unforeseen way (see the server's log); nobody can know whether the SMS went out."
    ),
    _lt(
        "Whether it may still be sent could not be found out (see the server's log); it is tried again in an hour."
    ),
    _lt("This database is a neutralized copy."),
    _lt("Left out when its turn came."),
    _lt("Too many one-time passwords within an hour: this one was not sent."),
    _lt("The message has no text."),
    _lt("The mobile number is not a number that can be sent."),
    _lt("The gateway's name could not be resolved."),
    _lt("The gateway's name leads to an address that is not allowed."),
    _lt("The gateway's name leads to another machine, and plain http is not allowed there."),
    _lt("The gateway could not be reached."),
    _lt("The gateway did not take the connection within the time-out."),
    _lt("No secure connection with the gateway could be made."),
    _lt("The gateway's certificate is for another host name."),
    _lt("The gateway's certificate has expired."),
    _lt("The gateway's certificate is not from a trusted authority."),
    _lt("The file of trusted certificate authorities could not be read."),
    _lt("The gateway refused the user name or password."),
    _lt("The gateway asks to send more slowly."),
    _lt("The gateway says that it is not available now."),
    _lt("There is no SMS service at this address."),
    _lt("The gateway points to another address, which is never followed."),
    _lt("The account has no credit left."),
    _lt("The gateway asks to try again later."),
    _lt("The gateway's answer means that it refused the message."),
    _lt("The gateway refused the message."),
    _lt("The gateway refused the request."),
    _lt("No answer within the time-out; nobody can know whether the SMS went out."),
    _lt("The gateway broke off the connection; nobody can know whether the SMS went out."),
    _lt("The gateway closed the connection without an answer; nobody can know whether the SMS went out."),
    _lt("The gateway answered before it had the message; nobody can know whether the SMS went out."),
    _lt("The gateway's answer was cut off; nobody can know whether the SMS went out."),
    _lt("The gateway reported a fault of its own; nobody can know whether the SMS went out."),
    _lt("The gateway reported an error of its own; nobody can know whether the SMS went out."),
    _lt(
        "The gateway points to another address, which is never followed; nobody can know whether "
        "the SMS went out."
    ),
    _lt("The gateway's answer was too large; nobody can know whether the SMS went out."),
    _lt("The gateway's answer was empty; nobody can know whether the SMS went out."),
    _lt("The gateway answered with a web page; nobody can know whether the SMS went out."),
    _lt("The gateway's answer could not be read; nobody can know whether the SMS went out."),
    _lt("The gateway's answer is none of the known ones; nobody can know whether the SMS went out."),
    _lt("The protocol is neither SOAP nor HTTP POST."),
    _lt("The API URL is empty."),
    _lt("The API URL is too long."),
    _lt("The API URL holds a space or another character that no URL can hold."),
    _lt("The API URL is not a valid address."),
    _lt("The API URL must begin with https:// (or http://)."),
    _lt("The API URL must not hold a user name or password: they have fields of their own."),
    _lt("The API URL names no host."),
    _lt("The API URL leads to an address that is not allowed."),
    _lt(
        "Plain http would send the password in the clear: the API URL must begin with https:// "
        "(or tick Allow Plain HTTP)."
    ),
    _lt(
        "The description of the SMS service cannot be used: it is not a WSDL document (such "
        "addresses usually end in ?wsdl)."
    ),
    _lt(
        "The description of the SMS service cannot be used: its SOAPAction holds characters that "
        "no header can hold."
    ),
    _lt("The description of the SMS service cannot be used: it offers no operation sendMessage."),
    _lt("The description of the SMS service cannot be used: it is spread over several files."),
    _lt("The description of the SMS service cannot be used: it offers no SOAP 1.1 service."),
    _lt("The description of the SMS service cannot be used: it is not complete."),
    _lt("The description of the SMS service cannot be used: it is larger than any service is."),
    _lt(
        "The description of the SMS service cannot be used: it does not say which element "
        "sendMessage consists of."
    ),
    _lt(
        "The description of the SMS service cannot be used: the form of sendMessage is not a list "
        "of parameters."
    ),
    _lt("The description of the SMS service cannot be used: it does not hold the form of sendMessage."),
    _lt(
        "The description of the SMS service cannot be used: its sendMessage has a required "
        "parameter that is not known."
    ),
    _lt(
        "The description of the SMS service cannot be used: its sendMessage lacks one of UserName, "
        "PassWord, MobileNo, Message."
    ),
    _lt("The description of the SMS service cannot be used: the address in it is not allowed."),
    _lt(
        "The description of the SMS service cannot be used: the address in it is on another host, "
        "port or scheme."
    ),
)
# {sentence about a description that could not be loaded, without its dot: the sentence of the wire within it}
_NOT_LOADED = {unusable(reason).rstrip("."): reason for reason in REASONS.values()}
_UNUSABLE = _lt("The description of the SMS service cannot be used: %s.")


def in_words_of(env, sentence):
    """Return a stored sentence in the language of ``env``; an unknown one as it is.

    Brackets at the end, with an HTTP status or the gateway's reply, stay as they are.
    """
    if not sentence:
        return sentence
    translated = env._(sentence)
    if translated != sentence:
        return translated
    beginning, bracket, rest = sentence.partition(" (")
    if reason := _NOT_LOADED.get(beginning.rstrip(".")):
        problem = env._(reason).partition(";")[0].rstrip(" .\N{NO-BREAK SPACE}")
        return env._(_UNUSABLE._source, problem[0].lower() + problem[1:] + bracket + rest.rstrip("."))
    return env._(beginning) + bracket + rest


def known_sentences():
    """Return all sentences in English, to be compared with the beginning of a stored one."""
    return [*(sentence._source for sentence in SENTENCES), *_NOT_LOADED]


def sentences_like(env, words):
    """Return the sentences, in English, whose translation into the language of ``env`` holds ``words``."""
    wanted = _as_typed(words)
    return [sentence for sentence in known_sentences() if wanted in _as_typed(in_words_of(env, sentence))]


def _as_typed(words):
    """Return words as a search compares them: nobody types the no-break space that French has before a semicolon."""
    return words.replace("\N{NO-BREAK SPACE}", " ").casefold()
