"""What a pilot costs, by arithmetic over its spec, the hardware tables and a price book. No synthesized stack is read here.

Sums are exact (`Decimal`). A month is 730 hours. What a platform bills by
existing is counted as its price pages say, in a file of its own beside this one.
"""

import calendar
import datetime
import importlib
from decimal import Decimal

MONTH = Decimal(730)
SIDE_SECONDS = {"probe": 900, "prepare": 3600, "evaluate": 3600}
SIDE_GIB, TRAINING_GIB = 10, 30


class Book:
    """Prices by meter; one that is `for: endpoint` is for what serves."""

    def __init__(self, prices):
        self.prices = {(price["meter"], price.get("for")): price for price in prices}

    def money(self, meter, count, hours, serves=False):
        price = self.prices.get((meter, "endpoint")) if serves else None
        price = price or self.prices[(meter, None)]
        units = hours / MONTH if price["per"] == "month" else hours
        return Decimal(str(price["value"])) * Decimal(str(count)) * units


def rules(platform):
    """What is the platform's own: `<platform>.py`."""
    return importlib.import_module(platform)


def refuses(platform, spec):
    """Whether a platform makes no stack of a spec."""
    own = rules(platform)
    return hasattr(own, "refuses") and own.refuses(spec)


def machines(platform, tables, hardware, gib=None):
    """The meters of one machine of a class with its disk, and how many of each; what serves has no disk of the spec's."""
    table = tables[platform][hardware]
    return {**rules(platform).machine(table), **(rules(platform).disk(table, gib) if gib else {})}


def tries_of(platform, spec):
    return 1 + spec["training"].get("retries", 2) if rules(platform).TRIES_AGAIN else 1


def gib_of(training):
    return training.get("volumeGiB", TRAINING_GIB)


def steps_of(platform, spec):
    """Name → (class, nodes, seconds in all tries, GiB) of each step that has a machine."""
    training = spec["training"]
    longest = training.get("maxRuntimeSeconds", 7200)
    tries = tries_of(platform, spec)
    sides = spec.get("steps", {})
    found = {
        name: (
            sides.get(name, {}).get("hardware", "cpu-small"),
            1,
            sides.get(name, {}).get("maxRuntimeSeconds", min(seconds, longest)) * tries,
            sides.get(name, {}).get("volumeGiB", SIDE_GIB),
        )
        for name, seconds in SIDE_SECONDS.items()
    }
    found["train"] = (training.get("hardware", "cpu-small"), training.get("nodes", 1), longest * tries, gib_of(training))
    # the pipeline's own steps are tried once everywhere
    for name, like in rules(platform).STEPS.items():
        hardware, nodes, seconds, gib = found[like]
        found[name] = (hardware, nodes, seconds // tries, gib)
    return found


def run_of(platform, spec, tables, book):
    """One training run, every step to its limit."""
    return sum(
        book.money(meter, many * nodes, Decimal(seconds) / 3600)
        for hardware, nodes, seconds, gib in steps_of(platform, spec).values()
        for meter, many in machines(platform, tables, hardware, gib).items()
    )


def scoring_of(platform, spec, tables, book):
    """One scoring run: one machine of the endpoint's class, as long as a training may take."""
    hours = Decimal(spec["training"].get("maxRuntimeSeconds", 7200) * tries_of(platform, spec)) / 3600
    kinds = machines(platform, tables, spec["endpoint"]["hardware"], gib_of(spec["training"]))
    return sum(book.money(meter, many, hours) for meter, many in kinds.items())


def starts(schedule):
    """Runs in a month at most, for `minute hour * * weekdays`: counted day by day over 28 years."""
    minute, hour, day, month, weekdays = schedule.split(" ")
    assert minute.isdigit() and hour.isdigit() and (day, month) == ("*", "*"), schedule
    due = {int(each) for each in weekdays.split(",")} if weekdays != "*" else set(range(7))
    return max(
        sum(
            (datetime.date(year, number, date).weekday() + 1) % 7 in due
            for date in range(1, calendar.monthrange(year, number)[1] + 1)
        )
        for year in range(2000, 2028)
        for number in range(1, 13)
    )


def standing_of(platform, spec):
    """Meter → how many of it exist as long as the pilot does."""
    batch = spec["endpoint"].get("mode") == "batch"
    return rules(platform).standing(spec, spec[platform], spec.get("paused", False), batch)


def serving_of(platform, spec, tables, book, key):
    """The replicas of a month, at least or at most."""
    if spec.get("paused", False) or spec["endpoint"].get("mode") == "batch" or spec[platform].get("live") is None:
        return Decimal(0)
    deployments = len(spec[platform]["releases"]) if rules(platform).DEPLOYS_EVERY_RELEASE else 1
    replicas = spec["endpoint"].get(key, {"minReplicas": 1, "maxReplicas": 2}[key])
    kinds = machines(platform, tables, spec["endpoint"]["hardware"])
    if hasattr(rules(platform), "serving"):
        kinds, replicas = rules(platform).serving(key)
    return sum(book.money(meter, many * replicas * deployments, MONTH, serves=True) for meter, many in kinds.items())


def costs(platform, spec, tables, prices):
    """Idle, one run, and the worst month with what a schedule starts."""
    book = Book(prices)
    standing = sum(book.money(meter, count, MONTH) for meter, count in standing_of(platform, spec).items())
    scoring = scheduled = Decimal(0)
    if spec["endpoint"].get("mode") == "batch" and not spec.get("paused", False):
        scoring = scoring_of(platform, spec, tables, book)
        scheduled = scoring * starts(spec["endpoint"]["schedule"])
    return {
        "idle": standing + serving_of(platform, spec, tables, book, "minReplicas"),
        "run": run_of(platform, spec, tables, book),
        "scoring": scoring,
        "worst": standing + serving_of(platform, spec, tables, book, "maxReplicas") + scheduled,
    }
