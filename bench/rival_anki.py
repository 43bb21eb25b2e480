"""Anki's own backend: `python -m bench.rival_anki ROWS PACKAGE` adds the same notes and exports.

It says how many seconds it took to read them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from anki.collection import AddNoteRequest, Collection, ExportAnkiPackageOptions

if TYPE_CHECKING:
    from anki.models import NotetypeDict


def main(rows: Path, package: Path) -> None:
    """Add the notes in *rows* to a new collection, and export it to *package*."""
    begun, worked = perf_counter(), process_time()
    with rows.open(encoding="utf-8") as lines:
        head, *notes = map(json.loads, lines)
    told = {"seconds": perf_counter() - begun, "cpu": process_time() - worked}
    with TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        kinds = {int(kind["id"]): _added(collection, kind) for kind in head["notetypes"]}
        decks = {deck["id"]: collection.decks.id(deck["name"]) for deck in head["decks"]}
        requests = []
        for guid, notetype, deck, _, tags, fields in notes:
            note = collection.new_note(kinds[notetype])
            note.guid, note.tags, note.fields = guid, tags, fields
            place = decks[deck]
            assert place  # noqa: S101  (Anki makes the deck that is not there)
            requests.append(AddNoteRequest(note, place))
        collection.add_notes(requests)
        options = ExportAnkiPackageOptions(legacy=True)  # the same form as genanki's
        count = collection.export_anki_package(out_path=str(package), options=options, limit=None)
        collection.close()
    if count != len(notes):
        sys.exit(f"{count} of {len(notes)} notes were exported")
    sys.stdout.write(json.dumps(told))


def _added(collection: Collection, kind: dict[str, Any]) -> NotetypeDict:
    models = collection.models
    made = models.new(kind["name"])
    made["type"], made["css"] = kind["type"], kind["css"]
    for field in kind["flds"]:
        models.add_field(made, models.new_field(field["name"]))
    for side in kind["tmpls"]:
        template = models.new_template(side["name"])
        template["qfmt"], template["afmt"] = side["qfmt"], side["afmt"]
        models.add_template(made, template)
    found = models.get(models.add_dict(made).id)  # type: ignore[arg-type]  # an id is an int here
    assert found  # noqa: S101  (it was just added)
    return found


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
