"""A Chromium that denies a page its storage, as browsers do in frames of other sites."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext

PLAIN = "plain.test"  # a name that is no address of this machine: no secure context
NO_STORAGE = {"default_content_setting_values": {"cookies": 2}}  # site data is blocked
NONE_IN_FRAMES = {"block_third_party_cookies": True, "cookie_controls_mode": 1}
READ = """() => {
  try {
    localStorage.getItem('x');
    return 'allowed';
  } catch (error) {
    return error.name;
  }
}"""


@contextmanager
def browsing(
    chrome: Browser, path: str, folder: Path, profile: dict[str, Any], flags: list[str]
) -> Iterator[BrowserContext]:
    """The browser at a path with these settings of a profile, which lies in a folder."""
    (folder / "Default").mkdir(parents=True)
    (folder / "Default" / "Preferences").write_text(json.dumps({"profile": profile}))
    context = chrome.browser_type.launch_persistent_context(
        str(folder),
        executable_path=path,
        args=flags,
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
    )
    yield context
    context.close()


@contextmanager
def framed(url: str) -> Iterator[str]:
    """The address of a page of another site that shows `url` in a frame."""

    class Outer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(f'<iframe src="{url}" width=1420 height=880></iframe>'.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    outer = ThreadingHTTPServer(("127.0.0.1", 0), Outer)
    threading.Thread(target=outer.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://localhost:{outer.server_port}/"
    outer.shutdown()
    outer.server_close()
