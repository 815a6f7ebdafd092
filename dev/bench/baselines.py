# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What the dispatcher is held against, each on the same gateway: two clients without a database, and a raw one."""

import re
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import requests
from lxml import etree

ENVELOPE = """<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>
<m:sendMessage xmlns:m="{namespace}" soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">
<UserName xsi:type="xsd:string">{user}</UserName><PassWord xsi:type="xsd:string">{password}</PassWord>
<MobileNo xsi:type="xsd:string">{number}</MobileNo><Message xsi:type="xsd:string">{text}</Message>
</m:sendMessage></soap:Body></soap:Envelope>"""
TEXT = "Registrant 1, your payment of 1,500.00 PHP from Benchmark has been sent."


def _describe(url):
    """Return address and namespace out of the WSDL, as any SOAP client has to."""
    root = etree.fromstring(requests.get(url, timeout=30).content)
    address = root.find(".//{http://schemas.xmlsoap.org/wsdl/soap/}address").get("location")
    body = root.find(".//{http://schemas.xmlsoap.org/wsdl/soap/}body")
    return address, body.get("namespace")


def _headers():
    return {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}


def _envelope(gateway, namespace, number):
    values = {"user": gateway.user, "password": gateway.password, "number": number, "text": TEXT}
    return ENVELOPE.format(namespace=namespace, **values).encode()


def sequential(gateway, count):
    """Read the WSDL and post, one message after another; messages per second."""
    started = time.monotonic()
    for number in range(count):
        address, namespace = _describe(gateway.url("soap"))
        body = _envelope(gateway, namespace, f"0917{number:07d}")
        reply = requests.post(address, data=body, headers=_headers(), timeout=30)
        assert b"Message Queued" in reply.content, reply.content
    return count / (time.monotonic() - started)


def bare_requests(gateway, count, connections):
    """As many threads, each with a session, posting in a loop; messages per second."""
    address, namespace = _describe(gateway.url("soap"))
    shares = [range(nth, count, connections) for nth in range(connections)]

    def post(numbers):
        with requests.Session() as session:
            for number in numbers:
                body = _envelope(gateway, namespace, f"0917{number:07d}")
                reply = session.post(address, data=body, headers=_headers(), timeout=30)
                assert b"Message Queued" in reply.content, reply.content

    threads = [threading.Thread(target=post, args=(share,)) for share in shares]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count / (time.monotonic() - started)


def raw(gateway, seconds, connections):
    """``wrk`` with one prepared request; requests per second."""
    address, namespace = _describe(gateway.url("soap"))
    body = _envelope(gateway, namespace, "09170000001").decode()
    headers = "\n".join(f"wrk.headers[{name!r}] = [[{value}]]" for name, value in _headers().items())
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "post.lua")
        script.write_text(f'wrk.method = "POST"\nwrk.body = [=[{body}]=]\n{headers}\n')
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), address]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in printed:
        raise RuntimeError(printed)
    return float(re.search(r"Requests/sec:\s*([\d.]+)", printed)[1])
