# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import contextlib
import time

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from .browser_case import SENDERS, BrowserCase

# Windows virtual key codes, as the DevTools protocol's Input.dispatchKeyEvent takes them.
KEY_CODES = {"Tab": 9, "Enter": 13, " ": 32}
TABS_MOST = 80


@tagged("post_install", "-at_install")
class TestKeyboard(BrowserCase):
    """Real keys in a real browser: what a tour's script dispatches moves no focus by itself."""

    def setUp(self):
        super().setUp()
        self.browser = ChromeBrowser(self)
        self.addCleanup(self.browser.stop)

    def test_a_test_sms_and_a_pause_by_keyboard_alone(self):
        with self.allow_requests(browser=self.browser), contextlib.ExitStack() as at_end:
            at_end.callback(self._wait_remaining_requests)
            self.authenticate("admin", "admin", browser=self.browser)
            self.cr.flush()
            self.cr.clear()
            url = f"{self.base_url()}/odoo/action-{SENDERS}/{self.sender.id}"
            self.browser.navigate_to(url, wait_stop=False)
            self.wait_for(".o_form_view .o_statusbar_buttons button.btn-primary:enabled")
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

    def tab_to(self, selector):
        """Press Tab until the element has the focus."""
        seen = []
        for _nth in range(TABS_MOST):
            self.press("Tab")
            if self.ask(f"document.activeElement.matches({selector!r})"):
                return
            seen.append(self.ask("document.activeElement.outerHTML.slice(0, 80)"))
        self.fail(f"{TABS_MOST} times Tab do not lead to {selector}, but to\n" + "\n".join(seen))

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

    def wait_for(self, selector, seconds=30):
        deadline = time.monotonic() + seconds
        while not self.ask(f"!!document.querySelector({selector!r})"):
            self.assertLess(time.monotonic(), deadline, f"There is no {selector}")
            time.sleep(0.05)
