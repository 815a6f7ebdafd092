# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""``python -m dev.gateway``: the stand-in as a process.

Prints one line of JSON when it listens (ports, URLs, credentials, authority's file) and nothing else. Ends at
SIGTERM, at Ctrl-C, or when its standard input, if a pipe, is closed: it does not outlive what started it.
"""

import argparse
import json
import os
import signal
import stat
import sys
import threading

from .server import PATHS, REFUSALS, Gateway


def main():
    parser = argparse.ArgumentParser(
        prog="python -m dev.gateway", description="A stand-in for the Wiserv SMS gateway."
    )
    parser.add_argument("--port", type=int, default=0, help="0 for any free one")
    parser.add_argument("--tls", action="store_true", help="listen with TLS too")
    parser.add_argument("--tls-port", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0.0, metavar="SECONDS", help="before every answer")
    parser.add_argument("--user", default="stand-in-user")
    parser.add_argument("--password", default="stand-in-password")
    parser.add_argument(
        "--refusal", choices=REFUSALS, default="reply", help="how wrong credentials are refused"
    )
    parser.add_argument("--journal", metavar="FILE", help="append what was taken, one JSON object a line")
    parser.add_argument("--seed", type=int, help="of behaviours with a probability")
    options = parser.parse_args()

    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    gateway = Gateway(
        user=options.user,
        password=options.password,
        delay=options.delay,
        journal=options.journal,
        seed=options.seed,
        tls=options.tls,
        port=options.port,
        tls_port=options.tls_port,
    )
    gateway.set_credentials(options.user, options.password, options.refusal)
    try:
        gateway.start()
    except (OSError, RuntimeError) as error:
        parser.exit(1, f"the gateway cannot start: {error}\n")
    urls = {kind: gateway.url(kind) for kind in PATHS}
    if options.tls:
        urls.update({f"{kind}_tls": gateway.url(kind, tls=True) for kind in PATHS})
    ready = {
        "port": gateway.port,
        "tls_port": gateway.tls_port,
        "urls": urls,
        "control": f"http://127.0.0.1:{gateway.port}/control",
        "ca_file": gateway.ca_file,
        "user": gateway.user,
        "password": gateway.password,
        "pid": os.getpid(),
    }
    print(json.dumps(ready), flush=True)
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
    done.wait()
    gateway.stop()


if __name__ == "__main__":
    main()
