"""`python -m pilot_image ENTRY-POINT [--name VALUE …]`: find the contract, the paths and the values; run one step."""

import argparse
import importlib
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from . import contracts
from .entrypoints import ENTRY_POINTS, EntryPoint
from .errors import PilotError

STARTED = time.monotonic()


@dataclass(frozen=True)
class Run:
    """What a step gets: contract, places, parameters (`fail-on` → `fail_on`), when the process began (monotonic)."""

    contract: contracts.Contract
    inputs: dict[str, Path | str]
    output: Path | None
    parameters: argparse.Namespace
    started: float = STARTED


class Parser(argparse.ArgumentParser):
    """Usage errors are the user's errors: one line, exit code 1."""

    def error(self, message: str):
        """Raise instead of exiting with 2."""
        raise PilotError(f"{message}; see --help")


def parser(name: str, entry: EntryPoint) -> Parser:
    """The command line of one entry point. No default here: absent means that the next source is asked."""
    parse = Parser(prog=f"python -m pilot_image {name}", allow_abbrev=False)
    for directory in (*entry.inputs, *entry.optional, *([entry.output] if entry.output else [])):
        parse.add_argument(f"--{directory}", metavar="DIR", default=None)
    for key, parameter in entry.parameters.items():
        parse.add_argument(f"--{key}", default=None, help=f"{parameter.meaning} (default: {parameter.default!r})")
    return parse


def values(entry: EntryPoint, given: argparse.Namespace, contract: contracts.Contract) -> argparse.Namespace:
    """Each parameter from its first source: argument, the platform's hyperparameters, `PILOT_<NAME>`, default."""
    handed, problems = contract.hyperparameters(), []
    problems += [
        f'hyperparameter "{key}" is unknown; one of {", ".join(entry.parameters) or "none"}'
        for key in handed
        if key not in entry.parameters
    ]
    found = argparse.Namespace()
    for key, parameter in entry.parameters.items():
        attribute = key.replace("-", "_")
        sources = (getattr(given, attribute), handed.get(key), contract.env.get(f"PILOT_{attribute.upper()}"))
        text = next((source for source in sources if source is not None), None)
        try:
            setattr(found, attribute, parameter.default if text is None else parameter.type(text))
        except ValueError:
            problems.append(f'--{key}: "{text}" is no {parameter.type.__name__}; {parameter.meaning}')
    if problems:
        raise PilotError(*problems)
    return found


def resolve(entry: EntryPoint, given: argparse.Namespace, contract: contracts.Contract) -> Run:
    """Find all paths and values; report everything that is missing at once."""
    parameters = values(entry, given, contract)
    if getattr(parameters, "verify", ""):
        return Run(contract, {}, None, parameters)
    inputs: dict[str, Path | str] = {}
    problems = []
    for name in (*entry.inputs, *entry.optional):
        argument = getattr(given, name)
        place = contract.given(argument) if argument else contract.input(name)
        if isinstance(place, str) or (place and place.is_dir()):
            inputs[name] = place
        elif argument or name in entry.inputs:
            where = f'"{place}" is not a directory' if place else f"the {contract.name} contract names no place"
            problems.append(f"input {name}: {where}; give --{name} DIR")
    output = None
    if entry.output:
        argument = getattr(given, entry.output)
        output = contract.given(argument) if argument else contract.output(entry.output)
        if output is None:
            problems.append(
                f"output {entry.output}: the {contract.name} contract names no place; give --{entry.output} DIR"
            )
    if problems:
        raise PilotError(*problems)
    return Run(contract, inputs, output, parameters)


def main(arguments: list[str]) -> int:
    """Run one entry point and return the exit code."""
    name = arguments[0] if arguments else ""
    if name in ("", "-h", "--help"):
        print(f"usage: python -m pilot_image {{{','.join(ENTRY_POINTS)}}} [--help]")
        return 0 if name else 1
    contract = None
    try:
        entry = ENTRY_POINTS.get(name)
        if entry is None:
            raise PilotError(f"unknown entry point; one of {', '.join(ENTRY_POINTS)}")
        given = parser(name, entry).parse_args(arguments[1:])
        contract = contracts.find(os.environ)
        step = resolve(entry, given, contract)
        module, function = entry.runs.split(":")
        getattr(importlib.import_module(module), function)(step)
    except PilotError as error:
        message = "\n".join(f"{name}: {problem}" for problem in error.problems)
        print(message, file=sys.stderr)
        if contract:
            contract.failed(message)
        return 1
    except Exception as error:
        # A problem of ours: the trace goes to standard error, its last line to the platform.
        if contract:
            contract.failed(f"{name}: {type(error).__name__}: {error}")
        raise
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
