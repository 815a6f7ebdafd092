# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What the gateway answers when it misbehaves: one function for each kind of answer, ``(kind, options)``."""

import functools
import gzip
import io

from .service import ACCEPTED_TEXT, Answer, fault, result
from .wsdl import PARAMETERS, describe

MEGABYTE = 1 << 20


def page(text):
    markup = f"<!DOCTYPE html>\n<html><head><title>Status</title></head><body><p>{text}</p></body></html>"
    return markup.encode()


def status(default, retry_after=None):
    def answer(kind, options):
        code = options.get("status", default)
        after = options.get("retry_after", retry_after)
        headers = (("Retry-After", str(after)),) if after is not None else ()
        return Answer(code, page(f"Error {code}"), headers, content_type="text/html")

    return answer


def redirect(code):
    def answer(kind, options):
        headers = (("Location", options.get("location", "http://localhost:9/elsewhere")),)
        return Answer(code, page("Moved"), headers, content_type="text/html")

    return answer


def saying(text):
    return lambda kind, options: result(kind, options.get("text", text))


def failing(status, code="Client", text="The message was refused"):
    return lambda kind, options: fault(kind, options.get("text", text), status, options.get("code", code))


def html(kind, options):
    return Answer(body=page(options.get("text", ACCEPTED_TEXT)), content_type="text/html; charset=utf-8")


def nil(kind, options):
    if kind == "http":
        return Answer(content_type="text/plain")
    name = "return" if kind == "soap" else "sendMessageResult"
    return result(kind, f'<{name} xsi:nil="true"/>', raw=True)


def no_result(kind, options):
    return Answer(content_type="text/plain") if kind == "http" else result(kind, "", raw=True)


def two_results(kind, options):
    if kind == "http":
        return result(kind, f"{ACCEPTED_TEXT}\n{ACCEPTED_TEXT}")
    return result(kind, f"<return>{ACCEPTED_TEXT}</return><return>{ACCEPTED_TEXT}</return>", raw=True)


def structure(kind, options):
    if kind == "http":
        return Answer(body=b'{"status": "Message Queued"}', content_type="application/json")
    return result(kind, f"<return><status>{ACCEPTED_TEXT}</status></return>", raw=True)


def wrong_namespace(kind, options):
    answer = result(kind, ACCEPTED_TEXT)
    answer.body = answer.body.replace(b"urn:wiserv", b"urn:other")
    return answer


def soap_12(kind, options):
    answer = result(kind, ACCEPTED_TEXT)
    answer.body = answer.body.replace(
        b"http://schemas.xmlsoap.org/soap/envelope/", b"http://www.w3.org/2003/05/soap-envelope"
    )
    return answer


def cut_xml(kind, options):
    answer = result(kind, ACCEPTED_TEXT)
    answer.body = answer.body[: answer.body.index(ACCEPTED_TEXT.encode()) + 7]
    return answer


def mismatched(kind, options):
    answer = result(kind, ACCEPTED_TEXT)
    for name in (b"</return>", b"</sendMessageResult>"):
        answer.body = answer.body.replace(name, b"</retrun>")
    if kind == "http":
        answer.body = f"<p>{ACCEPTED_TEXT}</b>".encode()
    return answer


def with_doctype(subset):
    def answer(kind, options):
        if kind == "http":
            return Answer(body=subset + b"&a;", content_type="text/plain")
        reply = result(kind, "&a;", raw=True)
        reply.body = reply.body.replace(b"?>", b"?>" + subset, 1)
        return reply

    return answer


def xinclude(kind, options):
    if kind == "http":
        return Answer(body=b"<include/>", content_type="text/plain")
    include = (
        '<i:include xmlns:i="http://www.w3.org/2001/XInclude" parse="text" href="file:///etc/hostname"/>'
    )
    return result(kind, f"<return>{include}</return>", raw=True)


def huge(kind, options):
    size = options.get("megabytes", 50)
    return Answer(body=(b" " * MEGABYTE for _ in range(size)), content_type="text/xml")


def inflating(kind, options):
    return Answer(body=spaces(options.get("megabytes", 50)), headers=(("Content-Encoding", "gzip"),))


@functools.cache
def spaces(megabytes):
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb") as zipped:
        for _ in range(megabytes):
            zipped.write(b" " * MEGABYTE)
    return file.getvalue()


def packed(kind, options):
    answer = result(kind, ACCEPTED_TEXT)
    answer.body = gzip.compress(answer.body)
    answer.headers = (("Content-Encoding", "gzip"),)
    return answer


def raw(kind, options):
    return Answer(
        options.get("status", 200),
        options.get("body", b""),
        tuple(options.get("headers", ())),
        content_type=options.get("content_type", "text/xml"),
    )


def foreign_address(kind, options):
    return Answer(body=describe(kind, options.get("address", "http://localhost:9/soap/")))


def no_operation(kind, options):
    return Answer(body=describe(kind, options["own_address"], operation="dispatchMessage"))


def fifth_part(kind, options):
    return Answer(body=describe(kind, options["own_address"], parameters=(*PARAMETERS, "SenderName")))


ENTITIES = b"".join(
    b'<!ENTITY %c "%s">' % (97 + level, b"&%c;" % (98 + level) * 10 if level < 9 else b"x" * 10)
    for level in range(10)
)
