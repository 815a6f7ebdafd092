# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Chromium without a window, steered over its DevTools protocol.

Source of the methods' names: https://chromedevtools.github.io/devtools-protocol/
"""

import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.request import ProxyHandler, build_opener

import websocket

from ..setup import SetupError
from ..setup.system_packages import BROWSERS


class Browser:
    """One page of a browser with a profile of its own; a context manager.

    :param size: width and height of the page in CSS pixels
    :param language: what the browser asks web sites for
    :raise SetupError: the browser does not start
    """

    def __init__(self, size: tuple[int, int] = (1280, 800), language: str = "en-US"):
        self._size = size
        self._language = language
        self._ids = itertools.count(1)

    def __enter__(self) -> "Browser":
        self._profile = tempfile.mkdtemp(prefix="screenshots-")
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        if program is None:
            raise SetupError("Chromium is missing: install it, then run the command again.")
        self._process = subprocess.Popen(
            [
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--force-color-profile=srgb",
                "--remote-debugging-port=0",
                f"--user-data-dir={self._profile}",
                f"--lang={self._language}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._socket = websocket.create_connection(self._page_address(), timeout=60, suppress_origin=True)
        self("Page.enable")
        self.resize(*self._size)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(10)
        shutil.rmtree(self._profile, ignore_errors=True)

    def __call__(self, method: str, **params: Any) -> dict:
        """Call a method of the protocol; its result.

        :raise RuntimeError: the browser answers with an error
        """
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def resize(self, width: int, height: int) -> None:
        self(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def open(self, url: str) -> None:
        self("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """Evaluate JavaScript, awaiting a promise; its value.

        :raise RuntimeError: it throws
        """
        result = self("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description") or details["text"])
        return result["result"].get("value")

    def wait_for(self, condition: str, seconds: float = 120) -> None:
        """Wait until the JavaScript expression is true.

        :raise TimeoutError: it has not become so; names it
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if self.run(f"!!({condition})"):
                    return
            except RuntimeError:
                pass  # the page is between two documents
            time.sleep(0.1)
        raise TimeoutError(f"The page has not come to: {condition}")

    def picture(self, height: int, width: int | None = None) -> bytes:
        """PNG of the page's upper left part, as wide as the window unless `width` says otherwise."""
        clip = {"x": 0, "y": 0, "width": width or self._size[0], "height": height, "scale": 1}
        return base64.b64decode(self("Page.captureScreenshot", format="png", clip=clip)["data"])

    def _page_address(self) -> str:
        port_file = Path(self._profile) / "DevToolsActivePort"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self._process.poll() is None:
            if port_file.exists() and (lines := port_file.read_text().split()):
                return _first_page(int(lines[0]))
            time.sleep(0.1)
        raise SetupError("Chromium did not start: run it by hand with --headless to see why.")


def _first_page(port: int) -> str:
    with build_opener(ProxyHandler({})).open(f"http://127.0.0.1:{port}/json", timeout=30) as answer:
        return next(page["webSocketDebuggerUrl"] for page in json.load(answer) if page["type"] == "page")
