"""The review's answer against the evaluator's, for every (identity, action, object) of the AWS pilot and of its mutations."""

import re

import pytest
from aws_stack import ACCOUNT, ARNS, ASKED, EVE, ML, MUTATIONS, Stack
from evaluator import NO, SOMETIMES, YES, evaluate, matches


def page_says(rows, who, action, key):
    """YES, NO or SOMETIMES, as the rows of the page have it. A part that is left out is written `not part`."""
    answers = []
    for row in rows:
        if row["who"] != who or action not in row["actions"] or "through" in row:
            continue
        if row["parts"] and not any(is_in(part, key, action) for part in row["parts"]):
            continue
        left_out = [part for each in row["when"] for part in each.removeprefix("not ").split(", ") if each.startswith("not ") and " when " not in f" {each} "]
        if any(matches(part, key) for part in left_out):
            continue
        conditions = [each for each in row["when"] if not each.startswith("not ") or " when " in f" {each} "]
        answers.append(YES if not conditions else SOMETIMES)
    return YES if YES in answers else SOMETIMES if SOMETIMES in answers else NO


def is_in(part, key, _action):
    arn = re.match(r"arn:[^:]*:s3:::[^/]+/(.*)", part)
    return matches(arn[1] if arn else part, key)


def callers(stack):
    roles = [given["name"] for _, given in stack.all("aws_iam_role")]
    return {**{name: f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in roles}, "ml-operator": ML, "eve of account 999999999999 (another account)": EVE}


@pytest.mark.parametrize("name", ["the pilot", *MUTATIONS])
def test_the_page_and_the_evaluator_agree(name, stacks, reviews):
    stack, review = Stack(stacks[name]), reviews[name]
    differences, asked = [], 0
    for kind, questions in ASKED.items():
        for id_, given in stack.all(kind):
            rows = [row for row in review["access"] if row["thing"] == f"{kind}.{id_}"]
            policy = stack.resource_policy(kind, id_)
            for who, arn in callers(stack).items():
                for action, behind in questions:
                    asked += 1
                    # a trust says who may become a role, and nothing on who may pass or change it
                    of_thing = [] if kind == "aws_iam_role" else policy
                    says = evaluate(
                        arn, action, ARNS[kind](given, id_) + behind, stack.identity(who), of_thing, stack.boundary(who), ACCOUNT, kind == "aws_kms_key"
                    )
                    page = page_says(rows, who, action, behind.removeprefix("/"))
                    if page != says:
                        differences.append(f"{who} {action} on {kind}.{id_}{behind}: the page says {page}, AWS's rules say {says}")
    assert asked > 400
    assert differences == []


@pytest.mark.parametrize("name", ["the pilot", *MUTATIONS])
def test_who_becomes_a_role_is_whom_its_trust_names(name, stacks, reviews):
    stack, review = Stack(stacks[name]), reviews[name]
    for id_, _ in stack.all("aws_iam_role"):
        rows = [row for row in review["access"] if row["thing"] == f"aws_iam_role.{id_}"]
        for who, arn in callers(stack).items():
            trust = stack.resource_policy("aws_iam_role", id_)
            says = evaluate(arn, "sts:AssumeRole", "*", [], trust, None, ACCOUNT)
            assert (id_, who, page_says(rows, who, "sts:AssumeRole", "")) == (id_, who, says)
