"""The README's pictures, from what was built: a card, first pages of paper, a question to practise.

The card is what Anki's own backend makes of the deck; the pages are as Chromium prints them.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from playwright.sync_api import sync_playwright

from tests.practising import Learner

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DECKS = Path(__file__).parents[1] / "decks"
PICTURES, BUILT = DECKS / "pictures", DECKS / "plates"
CARD = "plates-deal/mediator/short-answer"
PRACTISED = "km-code/is/choice"
WIDTH, HEIGHT, DENSITY = 420, 594, 2  # the shape of a sheet of paper
BROAD = 500  # a question that fits into that height with its answer
MOST_BYTES = 150_000


def main() -> None:
    """Make every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as player, TemporaryDirectory() as folder:
        browser = player.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        picture_card(browser, answered(BUILT / "plates.apkg", CARD, Path(folder)))
        picture_page(browser, BUILT / "quiz-a.html", "sheet", Path(folder))
        picture_page(browser, BUILT / "quiz-a-key.html", "key", Path(folder))
        picture_page(browser, BUILT / "guide.html", "guide", Path(folder))
        picture_practice(browser, BUILT / "practice.html", PRACTISED)
        browser.close()
    for path in sorted(PICTURES.glob("*.png")):
        size = path.stat().st_size
        print(f"wrote {path.relative_to(DECKS.parent)}, {size // 1000} kB")  # noqa: T201
        assert size <= MOST_BYTES, f"{path.name} is too large"


def answered(package: Path, item: str, folder: Path) -> str:
    """The card of *item* with its answer, as the HTML that Anki shows."""
    collection = Collection(str(folder / "collection.anki2"))
    try:
        options = ImportAnkiPackageOptions()
        collection.import_anki_package(
            ImportAnkiPackageRequest(package_path=str(package), options=options)
        )
        (card,) = collection.find_cards(f'"ID:{item}"')
        return collection.get_card(card).answer()
    finally:
        collection.close()


def picture_card(browser: Browser, side: str) -> None:
    """One side of a card, as on a telephone."""
    page = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=DENSITY
    )
    page.set_content(f'<!doctype html><body class="card"><div id="qa">{side}</div></body>')
    page.screenshot(path=PICTURES / "card.png")
    page.close()


def picture_practice(browser: Browser, path: Path, item: str) -> None:
    """A question of the practice page, answered right."""
    page = browser.new_page(
        viewport={"width": BROAD, "height": 2 * HEIGHT}, device_scale_factor=DENSITY
    )
    page.goto(path.resolve().as_uri())
    place = page.locator(".item", has=page.get_by_text(item, exact=True)).get_attribute("id")
    page.goto(f"{path.resolve().as_uri()}#{place}")
    shown = Learner(page)
    shown.answer(right=True)
    shown.check()
    page.evaluate("window.scrollTo(0, 0)")
    box = shown.shown().bounding_box()
    assert box
    clip = {"x": 0.0, "y": box["y"], "width": float(BROAD), "height": float(HEIGHT)}
    page.screenshot(path=PICTURES / "practice.png", clip=clip)  # type: ignore[arg-type]  # just such a mapping
    page.close()


def picture_page(browser: Browser, path: Path, name: str, folder: Path) -> None:
    """The first page of what is printed, in shades of grey."""
    page = browser.new_page()
    page.goto(path.resolve().as_uri())
    page.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True)
    page.close()
    pixels = ["-scale-to-x", "-1", "-scale-to-y", str(HEIGHT * DENSITY)]
    command = ["pdftoppm", "-gray", "-singlefile", *pixels, f"{name}.pdf", name]
    subprocess.run(command, cwd=folder, check=True)
    (PICTURES / f"{name}.png").write_bytes(png((folder / f"{name}.pgm").read_bytes()))


def png(pgm: bytes) -> bytes:
    """A picture in shades of grey, of which sixteen do for text."""
    _, width, height, _, pixels = pgm.split(maxsplit=4)
    size = (int(width), int(height))
    rows = (pixels[start : start + size[0]] for start in range(0, len(pixels), size[0]))
    data = b"".join(b"\0" + bytes(map(_pair, row[::2], row[1::2])) for row in rows)
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", *size, 4, 0, 0, 0, 0),
        b"IDAT": zlib.compress(data, 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks.items())


def _pair(left: int, right: int) -> int:
    """Two pixels in a byte."""
    return (left + 8) // 17 << 4 | (right + 8) // 17


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    main()
