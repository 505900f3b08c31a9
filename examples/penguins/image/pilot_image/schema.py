"""The penguins: the only file that knows what the columns mean. Another model changes this file and `training.py`."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .errors import PilotError

TARGET = "species"
CLASSES = ("Adelie", "Chinstrap", "Gentoo")
MOST_FAULTS = 20


@dataclass(frozen=True)
class Feature:
    """An input of the model: a number (with unit and plausible bounds) or one of a few words. None is unknown.

    `unknown` are the cells of a table that mean the same, beside an empty one.
    """

    name: str
    unit: str = ""
    bounds: tuple[float, float] = (-math.inf, math.inf)
    words: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The name of the type in a manifest's signature."""
        return "string" if self.words else "number"

    def read(self, value: object) -> float | str:
        """The value as the model takes it: NaN or an empty word where unknown. Raises ValueError with the reason."""
        if value is None:
            return "" if self.words else math.nan
        if self.words:
            if isinstance(value, str) and value.upper() in self.words:
                return value.upper()
            raise ValueError(f"{self.name}: {value!r:.40} is none of {', '.join(self.words)}, nor null")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{self.name}: {value!r:.40} is no number ({self.unit}), nor null")
        if not abs(value) < 3.4e38:  # also true of NaN
            raise ValueError(f"{self.name}: {value!r:.40} is no finite 32-bit number")
        return float(value)

    def read_text(self, text: str) -> float | str:
        """The same from a table's cell."""
        text = text.strip()
        if not text or text in self.unknown:
            return self.read(None)
        if self.words:
            return self.read(text)
        try:
            number = float(text)
        except ValueError:
            raise ValueError(f'{self.name}: "{text:.40}" is no number ({self.unit})') from None
        return self.read(number)


# Bounds are wide: they catch a wrong unit or a shifted column, not an unusual bird. Island is left out on purpose:
# each species lives on its own islands, so the model would learn where the nests are.
FEATURES = (
    Feature("beak_length_mm", "mm", (15, 90)),
    Feature("beak_depth_mm", "mm", (5, 40)),
    Feature("flipper_length_mm", "mm", (100, 350)),
    Feature("body_mass_g", "g", (1000, 12000)),
    Feature("sex", words=("FEMALE", "MALE"), unknown=(".",)),
)
NAMES = tuple(feature.name for feature in FEATURES)

Row = tuple[float | str, ...]
"""The values of FEATURES, in that order."""


def read_instance(instance: object) -> Row:
    """One bird of a request: an object with all features by name, or an array in their order."""
    if isinstance(instance, list):
        if len(instance) != len(FEATURES):
            raise ValueError(f"{len(instance)} values, not {len(FEATURES)}: {', '.join(NAMES)}")
        instance = dict(zip(NAMES, instance, strict=True))
    if not isinstance(instance, Mapping):
        raise ValueError(f"{instance!r:.40} is neither an object nor an array")
    unknown = [f"{key!r:.40} is no feature" for key in instance if key not in NAMES]
    missing = [f"{name} is missing (null if unknown)" for name in NAMES if name not in instance]
    if unknown or missing:
        raise ValueError("; ".join(unknown + missing))
    return tuple(feature.read(instance[feature.name]) for feature in FEATURES)


def read_cells(cells: Iterable[str]) -> Row:
    """One line of a table, cells in the order of FEATURES."""
    return tuple(feature.read_text(cell) for feature, cell in zip(FEATURES, cells, strict=True))


def listed(problems: list[str]) -> list[str]:
    """The first problems and how many more there are."""
    more = len(problems) - MOST_FAULTS
    return [*problems[:MOST_FAULTS], f"and {more} more"] if more > 0 else problems


def refuse(problems: list[str]) -> None:
    """Raise all problems as one error, if there are any."""
    if problems:
        raise PilotError(*listed(problems))
