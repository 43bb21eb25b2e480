"""Pictures: read from the workspace, never from outside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizgen import rules
from quizgen.items import Image

if TYPE_CHECKING:
    from pathlib import Path

    from quizgen.diagnostics import Diagnostic
    from quizgen.model import ImageRecord

MAX_BYTES = 5_000_000
_TYPES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
    b"<svg": "image/svg+xml",
    b"<?xml": "image/svg+xml",
}


def read_image(id_: str, record: ImageRecord, root: Path) -> tuple[Image | None, list[Diagnostic]]:
    """The picture that *record* names; None, and a problem, where it cannot be used."""
    path = root / record.file
    fault = _fault(path, root)
    data = b"" if fault else path.read_bytes()
    kind = next((t for magic, t in _TYPES.items() if data.lstrip().startswith(magic)), None)
    if not fault and kind is None:
        fault = "is not a PNG, JPEG, GIF, WebP or SVG picture"
    if fault or kind is None:
        message = f"the picture '{record.file}' {fault}"
        hint = "name a picture in the workspace, of at most 5 MB"
        return None, [rules.BAD_IMAGE.at(record.span("file"), message, hint=hint)]
    return Image(id_, kind, data, record.alt, record.credit, record.license, record.file), []


def _fault(path: Path, root: Path) -> str | None:
    if not path.resolve().is_relative_to(root.resolve()):
        return "lies outside the workspace"
    if not path.is_file():
        return "does not exist"
    if path.stat().st_size > MAX_BYTES:
        return f"is larger than {MAX_BYTES // 1_000_000} MB"
    return None
