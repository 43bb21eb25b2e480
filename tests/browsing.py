"""A real browser for tests: pages in every look, judged by axe-core, watched for what they ask."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

AXE = Path(__file__).parent / "node/node_modules/axe-core/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a reader sees a page: colours, and the width of the window in CSS pixels."""

    scheme: Literal["light", "dark"] = "light"
    forced: Literal["active", "none"] = "none"
    width: int = 1280

    def __str__(self) -> str:
        return f"{self.scheme}{'-forced' if self.forced == 'active' else ''}-{self.width}"


DESKTOP = Look()
COLOURS = (DESKTOP, Look(scheme="dark"), Look(forced="active"))
LOOKS = tuple(replace(look, width=width) for look in COLOURS for width in (1280, 320))


@dataclass
class Watched:
    """A page, the requests that it made but for itself, and what its console complained of."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def on_request(self, request: Request) -> None:
        """Note a request for anything but the page itself."""
        if request.url != self.address:
            self.requests.append(request.url)

    def on_message(self, message: ConsoleMessage) -> None:
        """Note what the console says is wrong."""
        if message.type == "error":
            self.errors.append(message.text)

    def on_error(self, error: Error) -> None:
        """Note what the page's scripts have thrown."""
        self.errors.append(str(error))

    def violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 AA, each with where; it must have run."""
        # Past the page's own policy, which rightly lets no script in.
        frame = self.page.context.new_cdp_session(self.page)
        tree = frame.send("Page.getFrameTree")
        world = frame.send(
            "Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]}
        )
        where = {"contextId": world["executionContextId"]}
        frame.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8"), **where})
        run = f"axe.run(document, {{runOnly: {{type: 'tag', values: {WCAG}}}}})"
        asked = {"expression": run, "awaitPromise": True, "returnByValue": True, **where}
        result: dict[str, Any] = frame.send("Runtime.evaluate", asked)["result"]["value"]
        assert result["passes"], "axe-core has looked at nothing"
        return [
            f"{found['id']}: {node['target']} {node['failureSummary']}"
            for found in result["violations"]
            for node in found["nodes"]
        ]

    def overflow(self) -> int:
        """By how many CSS pixels the page is wider than its window."""
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wider))


@contextmanager
def started() -> Iterator[Browser]:
    """The system's Chromium, with nothing going on in its background."""
    path = shutil.which("chromium")
    assert path, "no Chromium: `make test` fetches it"
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox", *quiet])
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser,
    address: str,
    look: Look = DESKTOP,
    *,
    touch: bool = False,
    script: bool = True,
) -> Iterator[Watched]:
    """The page at *address* in a window of its own, with or without JavaScript."""
    around = browser.new_context(
        viewport={"width": look.width, "height": 800},
        color_scheme=look.scheme,
        forced_colors=look.forced,
        has_touch=touch,
        java_script_enabled=script,
        accept_downloads=True,
    )
    watched = Watched(around.new_page(), address)
    watched.page.on("request", watched.on_request)
    watched.page.on("console", watched.on_message)
    watched.page.on("pageerror", watched.on_error)
    watched.page.goto(address)
    yield watched
    around.close()
