"""predict: score a table in batches, without a server."""

import csv
import itertools
import time
from collections import Counter

from . import schema
from .files import publish, tables, write_json
from .manifest import identity, open_model

BATCH = 1000


def predict(run) -> None:
    """Write predictions.csv (one line per row, in order) and summary.json. One bad row stops all, with its place."""
    started = time.monotonic()
    model, manifest, _ = open_model(run.inputs["model"])
    counts: Counter[str] = Counter()
    problems: list[str] = []
    rows = tables(run.inputs["data"], schema.NAMES)
    with publish(run.output) as output:
        with (output / "predictions.csv").open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["row", model.target, *(f"probability_{label}" for label in model.classes)])
            while batch := list(itertools.islice(rows, BATCH)):
                read = []
                for where, row in batch:
                    try:
                        read.append(schema.read_cells(row[name] for name in schema.NAMES))
                    except ValueError as error:
                        problems.append(f"{where}: {error}")
                if problems:
                    continue
                for prediction in model.predict(read):
                    label, total = prediction[model.target], counts.total()
                    writer.writerow([total + 1, label, *prediction["probabilities"].values()])
                    counts[label] += 1
        schema.refuse(problems)
        seconds = round(time.monotonic() - started, 3)
        summary = {"rows": counts.total(), "counts": dict(sorted(counts.items())), "seconds": seconds}
        write_json(output / "summary.json", summary | {"model": {"sha256": identity(manifest)}})
    print(f"rows={counts.total()}; seconds={seconds};")
