# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which screens are photographed, and how one gets there."""

import base64
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from ..demo.outbox import SMS
from ..demo.program import SENDER, Program
from ..demo.session import Session
from ..faults.children import wait_until
from ..gateway import GatewayProcess
from .scene import Scene

SENDERS = "/odoo/action-g2p_notifications_wiserv.action_notification_manager_wiservsms"
MESSAGES = "/odoo/action-sms_wiserv.action_message"
REPORT = "/odoo/action-sms_wiserv.action_report"
SETTLED = 1000  # milliseconds for pictures, fonts and animations after the last thing that is waited for
FORM, LIST = ".o_form_view .o_form_sheet", ".o_list_view .o_data_row"
ICON = {"width": 140, "height": 140}


def log_in(page: Page, login: str) -> None:
    page.goto("/web/login")
    page.fill("input[name='login']", login)
    page.fill("input[name='password']", login)
    page.click("form.oe_login_form button[type='submit']")
    page.wait_for_selector(".o_web_client")


def take_all(
    page: Page, session: Session, gateway: GatewayProcess, scene: Scene
) -> Iterator[tuple[str, bytes]]:
    """Give each picture's name and PNG."""
    sender = f"{SENDERS}/{scene.manager}"

    page.goto("/odoo/settings")
    page.click(".settings_tab .tab[data-key='sms_wiserv']")
    yield "settings", _shot(page, "#wiserv_credentials", 900)

    page.goto(sender)
    yield "sender", _shot(page, f"{FORM} .ribbon", 900)
    page.click(".o_statusbar_buttons button.btn-primary")
    page.fill(".modal [name='phone'] input", "09171234567")
    page.click(".modal button[name='action_send']")
    yield "test_sms", _shot(page, ".modal [name='outcome'] .badge", 760)

    page.goto(MESSAGES)
    for _click in range(2):  # those that need somebody come first
        page.click("th[data-name='state']")
        page.wait_for_timeout(SETTLED)
    yield "messages", _shot(page, LIST, 620)
    page.goto(f"{MESSAGES}/{scene.unknown}")
    yield "unknown", _shot(page, FORM, 620)
    page.click("button[name='action_resend']")
    yield "resend", _shot(page, ".modal .alert", 620)
    page.goto(REPORT)
    page.click(".o_switch_view.o_graph")
    yield "graph", _shot(page, ".o_graph_renderer canvas", 900)

    page.goto(sender)
    note = page.locator(".o-mail-Message table").first
    note.evaluate("note => note.scrollIntoView({block: 'center'})")
    yield "note", _shot(page, ".o-mail-Message table", 760)

    # Another program is told slowly, and we look on.
    gateway.set_delay(2.0)
    program = Program(session)
    program.register_and_enrol(scene.people)
    page.goto(f"{SENDERS}/{program.manager}")
    page.locator(".o_wiserv_progress", has_text="until").wait_for()
    yield "progress", _shot(page, ".o_wiserv_progress", 420)
    session.call(SENDER, "action_pause", [program.sender])
    gateway.set_delay(0.0)

    # The gateway refuses the account.
    gateway.reset()
    gateway.set_credentials(gateway.user, "another password", "401")
    session.call(SMS, "action_resend", [scene.failed])
    fields = [scene.sender], ["paused_at"]
    wait_until(lambda: session.call(SENDER, "read", *fields)[0]["paused_at"], seconds=60, every=1)
    page.goto(sender)
    yield "paused", _shot(page, ".o_form_view .alert-danger:not(.o_invisible_modifier)", 420)


def _shot(page: Page, selector: str, height: int) -> bytes:
    page.locator(selector).first.wait_for()
    page.wait_for_timeout(SETTLED)
    return page.screenshot(clip={"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height})


def icon(page: Page, drawing: Path) -> bytes:
    """PNG of the drawing on a transparent ground."""
    source = base64.b64encode(drawing.read_bytes()).decode()
    page.set_content(f"<body style='margin:0'><img src='data:image/svg+xml;base64,{source}'>")
    return page.screenshot(clip={"x": 0, "y": 0, **ICON}, omit_background=True)
