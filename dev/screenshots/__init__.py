# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make screenshots`: the administrator's screens as pictures in static/description, and the icon."""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from ..demo.session import LOGIN, NO_MAIL, Session
from ..gateway import GatewayProcess
from ..setup import Environment, SetupError, say
from ..setup.system_packages import BROWSERS
from . import pictures, scene

WINDOW = {"width": 1366, "height": 900}
BYTES_MOST = 150_000


def main(env: Environment) -> int:
    db = env.own_name("screenshots")
    env.install_demo_db(db, fresh=True)
    log = env.logs / "screenshots.log"
    log.unlink(missing_ok=True)
    port = env.free_port()
    url = f"http://127.0.0.1:{port}"
    odoo = env.start_odoo(["-d", db, "--http-port", str(port), *NO_MAIL], log)
    try:
        env.wait_for_http(f"{url}/web/health", odoo, log)
        session = Session(url, log)
        session.login(db)
        with GatewayProcess() as gateway, _page(url) as page:
            shown = scene.set_up(env, session, gateway, db)
            pictures.log_in(page, LOGIN)
            for name, picture in pictures.take_all(page, session, gateway, shown):
                _keep(env, name, _with_palette(picture))
            _keep(env, "icon", pictures.icon(page, env.root / "static/description/icon.svg"))
    finally:
        env.stop(odoo)
        env.drop_db(db)
    return 0


@contextmanager
def _page(url: str) -> Iterator[Page]:
    """A page of the machine's Chromium, without a window."""
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--force-color-profile=srgb"]
        browser = playwright.chromium.launch(executable_path=program, args=options)
        page = browser.new_page(viewport=WINDOW, locale="en-US", base_url=url)
        page.set_default_timeout(120_000)
        yield page
        browser.close()


def _with_palette(picture: bytes) -> bytes:
    """The same with 256 colours, which are enough for a screen and a third of the size."""
    smaller = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(smaller, "PNG", optimize=True)
    return smaller.getvalue()


def _keep(env: Environment, name: str, picture: bytes) -> None:
    """:raise SetupError: the picture is too large for a page"""
    if len(picture) > BYTES_MOST:
        raise SetupError(f"The picture {name} has {len(picture):,} bytes, more than {BYTES_MOST:,}.")
    path = env.root / "static/description" / f"{name}.png"
    path.write_bytes(picture)
    say(f"{path.relative_to(env.root)}: {len(picture):,} bytes")
