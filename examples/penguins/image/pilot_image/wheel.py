"""The entry points of the wheel, for platforms that call a function by its name and give it the command line.

Databricks Jobs is one: it ignores what the function returns, so a step that fails raises.
"""

import sys
from collections.abc import Callable

from .__main__ import main


class StepFailedError(Exception):
    """A step ended with an exit code; its problems stand on standard error."""


def step(name: str) -> Callable[[], None]:
    """Return the function that runs one entry point with the arguments of the process."""

    def run() -> None:
        code = main([name, *sys.argv[1:]])
        if code != 0:
            raise StepFailedError(f"{name}: ended with exit code {code}; the lines above say why")

    run.__name__ = name
    run.__doc__ = f"Run the entry point {name}, and raise where it fails."
    return run


# Written out: an entry point of a package names an attribute. A server is started by its command, not by its name.
benchmark = step("benchmark")
evaluate = step("evaluate")
export = step("export")
gate = step("gate")
predict = step("predict")
prepare = step("prepare")
probe = step("probe")
register = step("register")
train = step("train")
