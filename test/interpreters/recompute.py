"""Computes a scorecard again: recompute.py EVIDENCE PAGE. Decisions, proofs, signals, numbers and bills, from the records
alone; the page names the columns and the signals. It shares no code with what wrote the page."""

import json
import re
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

folder, page = Path(sys.argv[1]), Path(sys.argv[2]).read_text()
HERE = "this machine"
UNITS = {
    **{"seconds": "s", "milliseconds": "ms", "gibibytes": "GiB", "megabytes per second": "MB/s"},
    **{"rows per second": "rows/s", "gigaflops": "GFLOP/s"},
}
PROOFS = {
    "workflow speed": ("workflow", "load", "release"),
    "hardware fit": ("hardware",),
    "network fit": ("network",),
    "exportability": ("export",),
}
LEAST = {50: 2, 95: 20, 99: 100}


def text(value):
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 4
    written = str(Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
    whole, _, rest = written.partition(".")
    return whole if not rest.strip("0") else written


def rank(values, p):
    """The smallest value that at least p percent of all are not above; None where there are too few."""
    if len(values) < LEAST[p]:
        return None
    ordered = sorted(values)
    return next(v for at, v in enumerate(ordered, 1) if at * 100 >= p * len(ordered))


def plain(cell):
    """A cell without the marks of Markdown."""
    return re.sub(r"\\(.)", r"\1", cell.replace("`", ""))


def table(title, width=None):
    """Head and rows of the first table below a heading."""
    section = page.split(f"\n## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines]
    return cells[0], [row for row in cells[1:] if not set("".join(row)) <= set("- |")]


def last(records, what):
    return next((r for _, _, r in reversed(records) if r["what"] == what and r["ended"] != "not measured"), None)


def billed(records):
    """The amount of the newest bill that has one, its currency, and the rest of that bill by name."""
    for _, _, r in reversed(records):
        numbers = {n["name"]: n for n in r["numbers"]} if r["what"] == "bill" and r["ended"] == "succeeded" else {}
        if "billed" in numbers:
            return numbers
    return None


def verdict(proof, records, title):
    good = "passed here" if title.startswith(HERE) else "proven"
    if proof == "cost visibility":
        return good if billed(records) else "not measured"
    found = [last(records, what) for what in PROOFS[proof]]
    claims = [f["value"] for r in found if r and r["what"] == "network" for f in r["facts"] if f["name"] == "claim"]
    if any(r and r["ended"] == "failed" for r in found) or set(claims) - {"held", "not tested"}:
        return "failed"
    return "not measured" if None in found or "not tested" in claims else good


def signal(words, records):
    """State and worst value of a signal such as `p95Milliseconds > 500`."""
    name, operator, line = words.split(" ", 2)
    line = {"true": True, "false": False}.get(line, line)
    if isinstance(line, str) and re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", line):
        line = float(line)
    if match := re.fullmatch(r"p(50|95|99)Milliseconds", name):
        latencies = [v for _, _, r in records if r["ended"] == "succeeded" for n in r["numbers"] for v in n["values"]
                     if n["name"] == "latencyMilliseconds"]
        values = [v for v in [rank(latencies, int(match[1]))] if v is not None]
    else:
        values = []
        for _, _, r in records:
            values += [v for n in r["numbers"] if n["name"] == name for v in n["values"]]
            values += [f["value"] for f in r["facts"] if name in (f["name"], f.get("subject"))]
    crosses = {
        **{"<": lambda v: v < line, "<=": lambda v: v <= line, ">": lambda v: v > line, ">=": lambda v: v >= line},
        "==": lambda v: v == line and isinstance(v, bool) == isinstance(line, bool),
    }[operator]
    if operator != "==":
        values = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
    for value in values:
        if crosses(value):
            return "a no-go", value
    if not values:
        return "not measured", None
    numbers = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
    worst = (min if operator.startswith("<") else max)(numbers) if numbers else values[0]
    return "clear", worst


def said(state, value):
    if value == None:  # noqa: E711
        return state
    if isinstance(value, (bool, str)):
        return f"{state}: {str(value).lower() if isinstance(value, bool) else value}"
    return f"{state}: {text(value)}"


columns = {}
for path in sorted(folder.glob("*/*.json")):
    record = json.loads(path.read_text())
    title = record["platform"] if record["where"] != HERE else f"{HERE}, as {record['platform']}"
    columns.setdefault(title, []).append((record["when"], f"{path.parent.name}/{path.name}", record))
for title, records in columns.items():
    records.sort(key=lambda each: each[0])
    newest = records[-1][2]
    same = [r for r in records if all(r[2].get(key) == newest.get(key) for key in ("image", "region", "hardware"))]
    columns[title] = same

problems = []


def compare(what, found, wanted):
    if found != wanted:
        problems.append(f"{what}: the page says {found!r}, the records say {wanted!r}")


# proofs and signals: each cell of each column, of those too that nothing was measured of
head, rows = table("The five proofs")
titles = head[1:]
verdicts = {title: {} for title in titles}
compare("the proofs", [row[0] for row in rows], [*PROOFS, "cost visibility"])
for row in rows:
    for title, cell in zip(titles, row[1:], strict=True):
        verdicts[title][row[0]] = wanted = verdict(row[0], columns.get(title, []), title)
        compare(f"{row[0]} of {title}", cell, wanted)
states = {title: [] for title in titles}
checked = len(rows) * len(titles)
if "\n## No-go signals\n|" in page:
    head, rows = table("No-go signals")
    compare("the columns of signals", head[1:], titles)
    for row in rows:
        for title, cell in zip(titles, row[1:], strict=True):
            if cell == "not asked":
                continue
            state, value = signal(plain(row[0]), columns.get(title, []))
            states[title].append(state)
            compare(f"{row[0]} of {title}", plain(cell), said(state, value))
            checked += 1

# the decision of each platform, which is the first that a reader sees
for title in titles:
    if title.startswith(HERE):
        continue
    bad = "a no-go" in states[title] or "failed" in verdicts[title].values()
    missing = "not measured" in [*states[title], *verdicts[title].values()]
    wanted = "no-go" if bad else "undecided" if missing else "go"
    found = re.search(rf"^- {re.escape(title)}: (go|no-go|undecided)\. ", page, re.M)
    compare(f"the decision on {title}", found and found[1], wanted)
    checked += 1

# bills
head, rows = table("Cost")
for row in rows:
    for title, cell in zip(head[1:], row[1:], strict=True):
        numbers = billed(columns.get(title, [])) or {}
        value = {name: n["values"][0] for name, n in numbers.items()}
        wanted = "not measured"
        if row[0] == "Billed until now" and "billed" in value:
            wanted = f"proven: {value['billed']:,.2f} {numbers['billed']['subject']}"
        elif row[0] == "Carries an owner" and "billedWithOwner" in value and value["billed"] != 0:
            wanted = f"proven: {text(value['billedWithOwner'] / value['billed'] * 100)} %"
        elif row[0] == "The bill is behind by" and "billLate" in value:
            wanted = f"proven: {text(value['billLate'] / 3600)} h"
        elif row[0] not in ("Billed until now", "Carries an owner", "The bill is behind by"):
            if "proven" in cell:
                problems.append(f"{row[0]} of {title} is declared, and the page calls it proven")
            continue
        compare(f"{row[0]} of {title}", cell, wanted)
        checked += 1

# numbers
expected = {}
for title, records in columns.items():
    for when, file, record in records:
        if record["ended"] != "succeeded":
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
    first, end = min(times)[:10], max(times)[:10]
    ranks = {p: rank(values, p) for p in LEAST}
    wanted.append(
        {
            **{"measure": name, "column": title, "n": str(len(values))},
            **{f"p{p}": text(value) if value is not None else "too few" for p, value in ranks.items()},
            "min-max": low if min(values) == max(values) else f"{low}–{high}",
            **{"unit": short, "date": first if first == end else f"{first} to {end}", "files": files[-3:]},
        }
    )

rows = []
for cells in table("Numbers")[1] if "\n| Measure | " in page else []:
    keys = ("measure", "column", "n", "p50", "p95", "p99", "min-max", "unit", "date")
    rows.append({**dict(zip(keys, map(plain, cells))), "files": re.findall(r"`([^`]+)`", cells[9])})

order = lambda row: json.dumps(row, sort_keys=True)  # noqa: E731
problems += [f"on the page and not in the records: {row}" for row in rows if row not in wanted]
problems += [f"in the records and not on the page: {row}" for row in wanted if row not in rows]
if sorted(rows, key=order) != sorted(wanted, key=order) and not problems:
    problems.append("a row is there twice")
if problems or (columns and not rows):
    sys.exit("\n".join(problems) or "no row")
print(f"{len(rows)} rows and {checked} cells hold")
