"""Whether a folder is under version control, so that what stands there would be published."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def is_tracked(folder: Path) -> bool:
    """Whether git would take in what stands in *folder*; without git at hand, in doubt yes."""
    places = (folder.absolute(), *folder.absolute().parents)
    above = next((place for place in places if (place / ".git").exists()), None)
    git = shutil.which("git")
    if above is None or git is None:
        return above is not None
    command = [git, "-C", str(above), "check-ignore", "-q", str(folder.absolute() / "key.html")]
    return subprocess.run(command, capture_output=True, check=False).returncode != 0  # noqa: S603
