"""The request bodies of random specs that the check accepts, against everything that botocore's model says of them.

RANDOM_STACKS names the folder that test/oracles/random-stacks.ts wrote.
"""

import copy
import json
import os
from pathlib import Path

import pytest
from request_bodies import Body, Unmapped, problems_of_stack
from step_arguments import CALLS, problems_of, steps_of


@pytest.fixture(scope="session")
def stacks():
    """File → synthesized stack."""
    files = sorted(Path(os.environ["RANDOM_STACKS"]).glob("*-aws*.json"))
    assert files
    return {file.stem: json.loads(file.read_text()) for file in files}


def test_request_bodies(stacks, capsys):
    total, lines = 0, []
    for where, stack in stacks.items():
        bodies, found = problems_of_stack(stack)
        total += bodies
        lines += [f"{where}: {line}" for line in found]
    with capsys.disabled():
        print(f"\n{total} request bodies of {len(stacks)} stacks held to required, enum, pattern, length and range")
    assert not lines, "\n".join(lines[:50])


def test_steps(stacks, capsys):
    total, lines = 0, []
    for where, stack in stacks.items():
        for name, step in steps_of(stack):
            if step["Type"] in CALLS:
                total += 1
                lines += [f"{where}: {name}: {line}" for line in problems_of(step)]
    with capsys.disabled():
        print(f"\n{total} steps of {len(stacks)} stacks held to the same")
    assert total > 0 and not lines, "\n".join(lines[:50])


WRONG = {
    "a role's name of 65": ("aws_iam_role", {"name": "x" * 65}, ".RoleName: characters 65, at most 64"),
    "a role's name with a slash": ("aws_iam_role", {"name": "a/b"}, ".RoleName: 'a/b' does not match"),
    "51 tags": (
        "aws_sagemaker_model_package_group",
        {"tags": {f"k{number}": "v" for number in range(51)}},
        ".Tags: entries 51, at most 50",
    ),
    "a group's name with _": (
        "aws_sagemaker_model_package_group",
        {"model_package_group_name": "a_b"},
        ".ModelPackageGroupName: 'a_b' does not match",
    ),
    "a repository in capitals": ("aws_ecr_repository", {"name": "Image"}, ".repositoryName: 'Image' does not match"),
}


@pytest.mark.parametrize("name", WRONG)
def test_is_found(stacks, name):
    kind, change, line = WRONG[name]
    resources = next(iter(stacks.values()))["resource"]
    given = next(iter(resources[kind].values()))
    assert Body(kind, given, resources).problems() == []
    assert any(line in found for found in Body(kind, {**copy.deepcopy(given), **change}, resources).problems())


def test_an_argument_that_no_table_names_is_found(stacks):
    resources = next(iter(stacks.values()))["resource"]
    given = next(iter(resources["aws_iam_role"].values()))
    with pytest.raises(Unmapped, match="aws_iam_role.nam"):
        Body("aws_iam_role", {**given, "nam": "x"}, resources)
    with pytest.raises(Unmapped, match="no call is named"):
        Body("aws_iam_group", {}, resources)
