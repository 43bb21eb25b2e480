"""A learner's Anki: `python -m bench.learner PACKAGE` imports it, and tells what Anki says."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from anki.buildinfo import version
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

COMPLAINTS = ("conflicting", "duplicate", "empty_first_field", "first_field_match", "missing_deck",
              "missing_notetype", "updated")  # fmt: skip


def main(package: Path) -> None:
    """Import *package* into a new collection with Anki's default options."""
    with TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        begun = perf_counter()
        request = ImportAnkiPackageRequest(
            package_path=str(package), options=ImportAnkiPackageOptions()
        )
        log = collection.import_anki_package(request).log
        told = {
            "version": version,
            "seconds": perf_counter() - begun,
            "notes": log.found_notes,
            "new": len(log.new),
            "complaints": [
                *(f"{len(found)} {name}" for name in COMPLAINTS if (found := getattr(log, name))),
                *(["empty cards"] if collection.get_empty_cards().notes else []),
                *(["missing media"] if collection.media.check().missing else []),
                *(["an unsound database"] if not collection.fix_integrity()[1] else []),
            ],
        }
        collection.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
