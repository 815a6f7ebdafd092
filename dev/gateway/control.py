# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The control endpoint of the gateway: JSON over HTTP, on its own port."""

import json

from .behaviours import BEHAVIOURS
from .service import Answer

USAGE = {
    "GET /control": "this, and the names of the behaviours",
    "GET /control/journal": "what was taken, in order",
    "GET /control/counters": "connections, descriptions, requests, taken, …",
    "POST /control/behaviour": "{behaviour, count, probability, taken, on, and the behaviour's own options}",
    "POST /control/delay": "{seconds}: before every answer",
    "POST /control/credentials": "{user, password, refusal: reply|fault|401}",
    "POST /control/reset": "{seed}: forget behaviours, journal, counters",
}


class Control:
    def __init__(self, gateway):
        self._gateway = gateway

    def answer(self, method, path, body):
        try:
            data = json.loads(body or b"{}")
            value = self._act(method, path, data)
        except (TypeError, ValueError) as error:
            return _json({"error": str(error)}, 400)
        return _json({"error": "no such control", "usage": USAGE}, 404) if value is None else _json(value)

    def _act(self, method, path, data):
        gateway = self._gateway
        match method, path.removeprefix("/control").strip("/"):
            case "GET", "":
                return {"usage": USAGE, "behaviours": list(BEHAVIOURS)}
            case "GET", "journal":
                return gateway.journal
            case "GET", "counters":
                return gateway.counters
            case "POST", "behaviour":
                gateway.behave(**data)
            case "POST", "delay":
                gateway.delay = float(data["seconds"])
            case "POST", "credentials":
                gateway.set_credentials(**data)
            case "POST", "reset":
                gateway.reset(**data)
            case _:
                return None
        return {}


def _json(value, status=200):
    return Answer(status, json.dumps(value).encode(), content_type="application/json")
