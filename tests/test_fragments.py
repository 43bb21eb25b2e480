"""Links to passages: what is encoded, what is left out, and that a browser finds them."""

from __future__ import annotations

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from quizgen.fragments import passage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

PAGE = "https://gazette.example/1907"
LONG = (
    "The well-kept lamp, the council said & the board agreed, was lit on 1 October and burned "
    "until the morning of the storm that took the tower"
)


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        ([], PAGE),
        (["a lamp"], f"{PAGE}#:~:text=a%20lamp"),
        (["well-kept, oil & wick"], f"{PAGE}#:~:text=well%2Dkept%2C%20oil%20%26%20wick"),
        (["  a \n lamp "], f"{PAGE}#:~:text=a%20lamp"),
        (["Öl – 50%"], f"{PAGE}#:~:text=%C3%96l%20%E2%80%93%2050%25"),
        ([" ".join("abcdefghijklmnop")], f"{PAGE}#:~:text={'%20'.join('abcdefghijklmnop')}"),
        ([" ".join("abcdefghijklmnopq")], f"{PAGE}#:~:text=a%20b%20c%20d%20e,m%20n%20o%20p%20q"),
        # What the author left out or put in stands in no text.
        (["the lamp […] was lit"], f"{PAGE}#:~:text=the%20lamp,was%20lit"),
        (["the lamp [of the tower] was lit"], f"{PAGE}#:~:text=the%20lamp,was%20lit"),
        (["[The] lamp was lit"], f"{PAGE}#:~:text=lamp%20was%20lit"),
        (["[…]"], PAGE),
        (["a lamp", "a tower", "a lamp"], f"{PAGE}#:~:text=a%20lamp&text=a%20tower"),
    ],
)
def test_a_quotation_becomes_a_fragment(quotes: list[str], expected: str) -> None:
    assert passage(PAGE, quotes) == expected


def test_an_address_keeps_its_own_fragment() -> None:
    assert passage(f"{PAGE}#tower", ["a lamp"]) == f"{PAGE}#tower:~:text=a%20lamp"
    assert passage(f"{PAGE}#:~:text=b", ["a lamp"]) == f"{PAGE}#:~:text=b"


@pytest.mark.parametrize("address", ["", "ftp://x.example/a", "javascript:alert(1)", "a lamp"])
def test_other_addresses_stay_as_they_are(address: str) -> None:
    assert passage(address, ["a lamp"]) == address


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page of the local machine, on which a passage stands far below its head."""
    folder: Path = tmp_path_factory.mktemp("site")
    filler = "".join(f"<p>Paragraph {n} of the chronicle.</p>" for n in range(200))
    text = LONG.replace("&", "&amp;")
    (folder / "page.html").write_text(f"<!doctype html><title>x</title>{filler}<p>{text}</p>")
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/page.html"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    path = shutil.which("chromium")
    if not path:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("quote", "is_found"),
    [
        ("The well-kept lamp, the council said & the board", True),
        (LONG, True),
        ("The well-kept lamp […] that took the tower", True),
        ("the council denied", False),
    ],
)
def test_a_browser_goes_to_the_passage(
    site: str, browser: Browser, quote: str, *, is_found: bool
) -> None:
    page = browser.new_page()
    page.goto(passage(site, [quote]))
    page.wait_for_timeout(300)
    assert (page.evaluate("scrollY") > 1000) is is_found
    page.close()
