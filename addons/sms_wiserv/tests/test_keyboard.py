# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import contextlib
import json
import re
import time

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from ..policy import LONG_PAUSE
from .browser_case import PATIENCE, SENDERS, BrowserCase

# Windows virtual key codes, as the DevTools protocol's Input.dispatchKeyEvent takes them.
KEY_CODES = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32}
SECONDS = 30
PLACES_SHOWN = 8
DIALOGS = ".o_error_dialog"


@tagged("post_install", "-at_install")
class TestKeyboard(BrowserCase):
    """Real keys in a real browser: what a tour's script dispatches moves no focus by itself."""

    def setUp(self):
        super().setUp()
        self.browser = ChromeBrowser(self)
        self.addCleanup(self.browser.stop)

    def test_a_test_sms_and_a_pause_by_keyboard_alone(self):
        sender, shown = self.sender.id, ".o_form_view .o_statusbar_buttons button.btn-primary:enabled"
        with self.open(f"/odoo/action-{SENDERS}/{sender}", shown):
            self.tab_to(".oe_stat_button")
            self.tab_to(".o_statusbar_buttons button.btn-primary")
            self.press("Enter")
            self.wait_for(".modal div[name='phone'] input")
            self.tab_to(".modal div[name='phone'] input")
            self.type("09170004567")
            self.tab_to(".modal div[name='body'] textarea")
            self.tab_to(".modal button[name='action_send']")
            self.press("Enter")
            self.wait_for(".modal div[name='outcome'] .badge")
            self.tab_to(".modal button[special='cancel']")
            self.press("Enter")
            self.wait_for("body:not(:has(.modal))")
            self.tab_to("button[name='action_pause']")
            self.press(" ")
            self.wait_for("button[name='action_resume']")
        self.assertEqual([number for number, _text in self.taken()], ["09170004567"])
        self.assertEqual(self.sender.pause_cause, "manual")

    def test_nobody_is_told_by_one_enter_too_many(self):
        [visit] = self.make_visits(self.make_people(1))
        arch = '<form><header><button name="announce" type="object"/></header><field name="place"/></form>'
        self.env["ir.ui.view"].create({"name": "Visit", "model": visit._name, "type": "form", "arch": arch})
        with self.open(f"/odoo/{visit._name}/{visit.id}", "button[name='announce']"):
            self.tab_to("button[name='announce']")
            self.press("Enter")
            self.wait_for(".modal div[name='what']:focus")
            for key in ("Enter", " ", "Escape"):
                self.press(key)
            self.wait_for("body:not(:has(.modal))")
        visit.invalidate_recordset()
        self.assertFalse(visit.announced)
        with self.open(f"/odoo/{visit._name}/{visit.id}", "button[name='announce']"):
            self.tab_to("button[name='announce']")
            self.press("Enter")
            self.wait_for(".modal div[name='what']:focus")
            self.tab_to(".modal button[name='action_with_sms']")
            self.press("Enter")
            self.wait_for("body:not(:has(.modal))")
        visit.invalidate_recordset()
        self.assertTrue(visit.announced)

    def test_a_long_pause_does_not_end_by_one_enter_too_many(self):
        self.announce(2)
        self.sender.action_pause()
        sender = self.sender.sudo()
        sender.paused_at -= 2 * LONG_PAUSE
        with self.open(f"/odoo/action-{SENDERS}/{self.sender.id}", "button[name='action_resume']"):
            self.tab_to("button[name='action_resume']")
            self.press("Enter")
            self.wait_for(".modal div[name='what']:focus")
            for key in ("Enter", " ", "Escape"):
                self.press(key)
            self.wait_for("body:not(:has(.modal))")
        sender.invalidate_recordset()
        self.assertTrue(sender.paused_at)
        with self.open(f"/odoo/action-{SENDERS}/{self.sender.id}", "button[name='action_resume']"):
            self.tab_to("button[name='action_resume']")
            self.press("Enter")
            self.wait_for(".modal div[name='what']:focus")
            self.tab_to(".modal button[name='action_resume']")
            self.press("Enter")
            self.wait_for("body:not(:has(.modal)) button[name='action_pause']")
        sender.invalidate_recordset()
        self.assertFalse(sender.paused_at)

    @contextlib.contextmanager
    def open(self, url, shown):
        """Open a page as the administrator, and wait for what it shows.

        The requests use the test's own cursor: inside, the test reads and writes no records itself, and what the page
        asks by itself has ended when it goes on.
        """
        with self.allow_requests(browser=self.browser), contextlib.ExitStack() as at_end:
            at_end.callback(self._wait_remaining_requests)
            at_end.callback(self.browser.navigate_to, "about:blank")
            self.authenticate("admin", "admin", browser=self.browser)
            self.cr.flush()
            self.cr.clear()
            self.browser.navigate_to(f"{self.base_url()}{url}", wait_stop=False)
            self.wait_for(shown)
            yield

    def tab_to(self, selector):
        """Press Tab until the element has the focus; it has none while the form is read anew."""
        seen, deadline = {}, time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            self.press("Tab")
            if self.ask(f"document.activeElement.matches({selector!r})"):
                return
            seen[self.ask("document.activeElement.outerHTML.slice(0, 80)")] = True
        places = "\n".join(list(seen)[:PLACES_SHOWN])
        self.fail(f"Tab leads to {len(seen)} places, and not to {selector}:\n{places}{self.errors()}")

    def press(self, key):
        event = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": KEY_CODES[key]}
        text = {"Enter": "\r", " ": " "}.get(key)
        self.browser._websocket_request(
            "Input.dispatchKeyEvent",
            params={**event, "type": "keyDown" if text else "rawKeyDown", **({"text": text} if text else {})},
        )
        self.browser._websocket_request("Input.dispatchKeyEvent", params={**event, "type": "keyUp"})

    def type(self, text):
        self.browser._websocket_request("Input.insertText", params={"text": text})

    def ask(self, expression):
        answer = self.browser._websocket_request("Runtime.evaluate", params={"expression": expression})
        return answer["result"].get("value")

    def wait_for(self, selector):
        deadline = time.monotonic() + PATIENCE
        while not self.ask(f"!!document.querySelector({selector!r})"):
            if time.monotonic() > deadline:
                self.fail(f"There is no {selector}{self.errors()}")
            time.sleep(0.05)

    def errors(self):
        """What error dialogs say, a line for each: its title and text, and what the server raised.

        Without numbers, and without what follows the first line of the exception: it may hold a row of a table.
        """
        self.ask(
            f"document.querySelectorAll('{DIALOGS} p + .btn-link').forEach((details) => details.click())"
        )
        time.sleep(1)
        dialogs = self.ask(
            f"JSON.stringify([...document.querySelectorAll('{DIALOGS}')].map((one) => one.innerText))"
        )
        return "".join(f"\nAn error dialog says: {said(text)}" for text in json.loads(dialogs))


def said(text):
    """What is worth reading of an error dialog."""
    lines = [line for line in text.splitlines() if line.strip()]
    raised = re.findall(r"^ .*\n(\w[\w.]*)", text.partition("The above server error")[0], re.MULTILINE)
    return re.sub(r"\d{4,}", "•••", " | ".join([line[:100] for line in lines[:2]] + raised[-1:]))
