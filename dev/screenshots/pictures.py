# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which screens are photographed, and how one gets there."""

import base64
import time
from collections.abc import Iterator
from pathlib import Path

from ..demo.program import Program
from ..demo.session import Session
from ..faults.children import wait_until
from ..gateway import GatewayProcess
from .browser import Browser
from .scene import SENDER, SMS, Scene

ADDON = "g2p_notifications_wiserv"
SENDERS = f"{ADDON}.action_notification_manager_wiservsms"
MESSAGES = f"{ADDON}.action_wiserv_sms"
SETTLED = 1.0  # seconds for pictures, fonts and animations after the last thing that is waited for
FORM, LIST = ".o_form_view .o_form_sheet", ".o_list_view .o_data_row"
ICON_SIZE = 140


class Studio:
    """A browser that is logged in, in front of the scene."""

    def __init__(self, browser: Browser, url: str, session: Session, gateway: GatewayProcess, scene: Scene):
        self._browser = browser
        self._url = url
        self._session = session
        self._gateway = gateway
        self._scene = scene

    def log_in(self, login: str) -> None:
        self._browser.open(f"{self._url}/web/login")
        self._wait("form.oe_login_form input[name='password']")
        self._browser.run(
            f"""document.querySelector("input[name='login']").value = "{login}";
                document.querySelector("input[name='password']").value = "{login}";
                document.querySelector("form.oe_login_form").submit()"""
        )
        self._wait(".o_web_client")

    def take_all(self) -> Iterator[tuple[str, bytes]]:
        """Give each picture's name and PNG."""
        yield "settings", self._settings()
        yield "sender", self._at(f"{SENDERS}/{self._scene.sender}", f"{FORM} .ribbon", 900)
        yield "test_sms", self._test_sms()
        yield "messages", self._messages()
        yield "unknown", self._at(f"{MESSAGES}/{self._scene.unknown}", FORM, 620)
        self._click("button[name='action_resend']")
        yield "resend", self._shot(".modal .alert", 620)
        yield "graph", self._graph()
        yield "note", self._note()
        yield "progress", self._progress()
        yield "paused", self._paused()

    # === SCREENS === #

    def _settings(self) -> bytes:
        self._go("/odoo/settings")
        self._wait(".settings_tab")
        self._click(f".settings_tab .tab[data-key='{ADDON}']")
        return self._shot("#wiserv_credentials", 900)

    def _test_sms(self) -> bytes:
        self._click(".o_statusbar_buttons button.btn-primary")
        self._wait(".modal [name='phone'] input")
        self._browser.run("document.querySelector('.modal [name=phone] input').focus()")
        self._browser("Input.insertText", text="09171234567")
        self._click(".modal button[name='action_send']")
        return self._shot(".modal [name='outcome'] .badge", 760)

    def _messages(self) -> bytes:
        """Show the ones that need somebody first."""
        self._go(f"/odoo/action-{MESSAGES}")
        for _click in range(2):
            self._click("th[data-name='state'] .o_list_sortable_icon")
            time.sleep(SETTLED)
        return self._shot(LIST, 620)

    def _graph(self) -> bytes:
        self._go(f"/odoo/action-{MESSAGES}")
        self._wait(LIST)
        self._click(".o_switch_view.o_graph")
        return self._shot(".o_graph_renderer canvas", 900)

    def _note(self) -> bytes:
        self._go(f"/odoo/action-{SENDERS}/{self._scene.sender}")
        self._wait(".o-mail-Message table")
        self._browser.run("document.querySelector('.o-mail-Message table').scrollIntoView({block: 'center'})")
        return self._shot(".o-mail-Message table", 760)

    def _progress(self) -> bytes:
        """Pay again, slowly, and look on."""
        self._gateway.set_delay(2.0)
        program = Program(self._session)
        program.register_and_enrol(self._scene.people)
        self._go(f"/odoo/action-{SENDERS}/{program.sender}")
        self._browser.wait_for("document.querySelector('.o_wiserv_progress')?.innerText.includes('until')")
        picture = self._shot(".o_wiserv_progress", 420)
        self._session.call(SENDER, "action_pause", [program.sender])
        self._gateway.set_delay(0.0)
        return picture

    def _paused(self) -> bytes:
        """Let the gateway refuse the account."""
        self._gateway.reset()
        self._gateway.set_credentials(self._gateway.user, "another password")
        self._session.call(SMS, "action_resend", [self._scene.failed])
        wait_until(
            lambda: self._session.call(SENDER, "read", [self._scene.sender], ["paused_at"])[0]["paused_at"],
            seconds=60,
            every=1,
        )
        self._go(f"/odoo/action-{SENDERS}/{self._scene.sender}")
        return self._shot(".o_form_view .alert-danger:not(.o_invisible_modifier)", 420)

    # === STEPS === #

    def _at(self, path: str, selector: str, height: int) -> bytes:
        self._go(f"/odoo/action-{path}")
        return self._shot(selector, height)

    def _go(self, path: str) -> None:
        # A new document every time: none of the last screen is left.
        self._browser.open("about:blank")
        self._browser.open(self._url + path)

    def _shot(self, selector: str, height: int) -> bytes:
        self._wait(selector)
        time.sleep(SETTLED)
        return self._browser.picture(height)

    def _wait(self, selector: str) -> None:
        self._browser.wait_for(f'document.querySelector("{selector}")')

    def _click(self, selector: str) -> None:
        self._wait(selector)
        self._browser.run(f'document.querySelector("{selector}").click()')


def icon(browser: Browser, drawing: Path) -> bytes:
    """PNG of the drawing on a transparent ground."""
    source = base64.b64encode(drawing.read_bytes()).decode()
    browser("Emulation.setDefaultBackgroundColorOverride", color={"r": 0, "g": 0, "b": 0, "a": 0})
    browser.open(
        f"data:text/html,<body style='margin:0'><img src='data:image/svg+xml;base64,{source}'></body>"
    )
    browser.wait_for("document.images[0]?.complete")
    return browser.picture(ICON_SIZE, ICON_SIZE)
