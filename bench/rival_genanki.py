"""genanki alone: `python -m bench.rival_genanki ROWS PACKAGE` writes the same notes, and no more.

It says how many seconds it took to read them, which is none of genanki's doing.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from time import perf_counter, process_time

import genanki


def main(rows: Path, package: Path) -> None:
    """Write the notes in *rows* into *package*."""
    begun, worked = perf_counter(), process_time()
    with rows.open(encoding="utf-8") as lines:
        head, *notes = map(json.loads, lines)
    gc.freeze()  # what was read is not for genanki's collections of garbage to walk
    told = {"seconds": perf_counter() - begun, "cpu": process_time() - worked}
    models = {
        int(kind["id"]): genanki.Model(
            int(kind["id"]),
            kind["name"],
            fields=[{"name": field["name"], "id": field["id"]} for field in kind["flds"]],
            templates=[
                {"name": side["name"], "id": side["id"], "qfmt": side["qfmt"], "afmt": side["afmt"]}
                for side in kind["tmpls"]
            ],
            css=kind["css"],
            model_type=kind["type"],
        )
        for kind in head["notetypes"]
    }
    decks = {deck["id"]: genanki.Deck(deck["id"], deck["name"]) for deck in head["decks"]}
    for guid, notetype, deck, due, tags, fields in notes:
        note = genanki.Note(models[notetype], fields, tags=tags, guid=guid, due=due)
        decks[deck].add_note(note)
    genanki.Package(list(decks.values())).write_to_file(package, head["mod"])
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
