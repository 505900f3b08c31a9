"""Computes the numbers of a scorecard again: recompute.py EVIDENCE PAGE. It shares no code with what wrote the page."""

import json
import re
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

folder, page = Path(sys.argv[1]), Path(sys.argv[2]).read_text()
UNITS = {
    **{"seconds": "s", "milliseconds": "ms", "gibibytes": "GiB", "megabytes per second": "MB/s"},
    **{"rows per second": "rows/s", "gigaflops": "GFLOP/s"},
}


def text(value):
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 4
    written = str(Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
    whole, _, rest = written.partition(".")
    return whole if not rest.strip("0") else written


def rank(values, p):
    """The smallest value that at least p percent of all are not above."""
    least = {50: 2, 95: 20, 99: 100}[p]
    if len(values) < least:
        return "too few"
    return text(min(v for v in values if sum(w <= v for w in values) * 100 >= p * len(values)))


columns = {}
for path in sorted(folder.glob("*/*.json")):
    record = json.loads(path.read_text())
    title = record["platform"] if record["where"] != "this machine" else f"this machine, as {record['platform']}"
    columns.setdefault(title, []).append((record["when"], f"{path.parent.name}/{path.name}", record))

expected = {}
for title, records in columns.items():
    records.sort(key=lambda each: each[0])
    newest = records[-1][2]
    for when, file, record in records:
        if record["ended"] != "succeeded" or any(
            record.get(key) != newest.get(key) for key in ("image", "region", "hardware")
        ):
            continue
        for number in record["numbers"]:
            if number["name"] == "stepStart":
                continue
            subject = f" of {number['subject']}" if "subject" in number else ""
            key = (number["name"] + subject, title, UNITS.get(number["unit"], ""), number["unit"])
            found = expected.setdefault(key, ([], [], []))
            found[0].extend(number["values"])
            found[1].append(when)
            found[2].append(file)

wanted = []
for (name, title, short, _), (values, times, files) in expected.items():
    low, high = text(min(values)), text(max(values))
    first, last = min(times)[:10], max(times)[:10]
    wanted.append(
        {
            **{"measure": name, "column": title, "n": str(len(values))},
            **{"p50": rank(values, 50), "p95": rank(values, 95), "p99": rank(values, 99)},
            "min-max": low if min(values) == max(values) else f"{low}–{high}",
            **{"unit": short, "date": first if first == last else f"{first} to {last}", "files": files[-3:]},
        }
    )

section = page.split("## Numbers")[1].split("\n## ")[0]
rows = []
for line in section.splitlines():
    cells = [cell.strip() for cell in line.strip("|").split(" | ")]
    if len(cells) == 10 and cells[0] not in ("Measure", "---"):
        keys = ("measure", "column", "n", "p50", "p95", "p99", "min-max", "unit", "date")
        rows.append({**dict(zip(keys, cells)), "files": re.findall(r"`([^`]+)`", cells[9])})

order = lambda row: json.dumps(row, sort_keys=True)  # noqa: E731
problems = [f"on the page and not in the records: {row}" for row in rows if row not in wanted]
problems += [f"in the records and not on the page: {row}" for row in wanted if row not in rows]
if problems or sorted(rows, key=order) != sorted(wanted, key=order) or not rows:
    sys.exit("\n".join(problems) or "no row, or one that is there twice")
print(f"{len(rows)} rows hold")
