# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`make screenshots`: the administrator's screens as pictures in static/description, and the icon."""

import io

from PIL import Image

from ..demo.session import LOGIN, NO_MAIL, Session
from ..gateway import GatewayProcess
from ..setup import Environment, SetupError, say
from . import pictures, scene
from .browser import Browser

WINDOW = (1366, 900)
BYTES_MOST = 150_000


def main(env: Environment) -> int:
    db = env.own_name("screenshots")
    env.drop_db(db)
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
        with GatewayProcess() as gateway, Browser(WINDOW) as browser:
            shown = scene.set_up(env, session, gateway, db)
            studio = pictures.Studio(browser, url, session, gateway, shown)
            studio.log_in(LOGIN)
            for name, picture in studio.take_all():
                _keep(env, name, _with_palette(picture))
            _keep(env, "icon", pictures.icon(browser, env.root / "static/description/icon.svg"))
    finally:
        env.stop(odoo)
        env.drop_db(db)
    return 0


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
