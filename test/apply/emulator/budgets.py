"""Budgets: tags, which moto drops, and the calls that it lacks: subscribers of an alert, updates, and actions."""
import json

from uuid import uuid4

from moto.budgets.exceptions import NotFoundException
from moto.budgets.models import Budget
from moto.budgets.responses import BudgetsResponse
from moto.core.exceptions import JsonRESTError

from .extend import extends

tags: dict[str, dict[str, str]] = {}


def check(budget):
    unit = budget["BudgetLimit"]["Unit"]
    if unit != "USD":  # github.com/awslabs/landing-zone-accelerator-on-aws/issues/682 (2024-12)
        message = f"Unable to create/update budget - {unit} is not in the supported unit set: [USD]"
        raise JsonRESTError("InvalidParameterException", message)


@extends(BudgetsResponse)
def create_budget(self, plain):
    check(self._get_param("Budget"))
    arn = f"arn:aws:budgets::{self.current_account}:budget/{self._get_param('Budget')['BudgetName']}"
    tags[arn] = {tag["Key"]: tag["Value"] for tag in self._get_param("ResourceTags") or []}
    return plain(self)


@extends(BudgetsResponse)
def update_budget(self, plain):
    new, budgets = self._get_param("NewBudget"), self.backend.budgets[self._get_param("AccountId")]
    check(new)
    notifications = budgets[new["BudgetName"]].notifications
    budgets[new["BudgetName"]] = Budget(new, [])
    budgets[new["BudgetName"]].notifications = notifications
    return "{}"


@extends(BudgetsResponse)
def describe_subscribers_for_notification(self, plain):
    # All four: by type and operator alone, an 80 % and a 100 % alert would swap their addresses.
    keys = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")
    wanted = self._get_param("Notification")
    budget = self.backend.budgets[self._get_param("AccountId")][self._get_param("BudgetName")]
    found = (n for n in budget.notifications if all(n.details.get(key) == wanted.get(key) for key in keys))
    return json.dumps({"Subscribers": next((notification.subscribers for notification in found), [])})


def actions(self) -> dict[str, dict]:
    """The actions of all budgets, by id, kept where the listing of the account's contents looks."""
    return vars(self.backend).setdefault("actions", {})


def action(self) -> dict:
    found = actions(self).get(self._get_param("ActionId"))
    if found is None:
        raise NotFoundException("Unable to get the action - it does not exist.")
    return found


def named(self, **more) -> str:
    return json.dumps({key: self._get_param(key) for key in ("AccountId", "BudgetName")} | more)


@extends(BudgetsResponse)
def create_budget_action(self, plain):
    number = str(uuid4())
    told = ("BudgetName", "NotificationType", "ActionType", "ActionThreshold", "Definition", "ExecutionRoleArn")
    kept = {key: self._get_param(key) for key in (*told, "ApprovalModel", "Subscribers")}
    actions(self)[number] = {**kept, "ActionId": number, "Status": "STANDBY"}
    arn = f"arn:aws:budgets::{self.current_account}:budget/{kept['BudgetName']}/action/{number}"
    tags[arn] = {tag["Key"]: tag["Value"] for tag in self._get_param("ResourceTags") or []}
    return named(self, ActionId=number)


@extends(BudgetsResponse)
def describe_budget_action(self, plain):
    return named(self, Action=action(self))


@extends(BudgetsResponse)
def update_budget_action(self, plain):
    found = action(self)
    old = dict(found)
    found.update({key: self._get_param(key) for key in found if self._get_param(key) is not None})
    return named(self, OldAction=old, NewAction=found)


@extends(BudgetsResponse)
def delete_budget_action(self, plain):
    return named(self, Action=actions(self).pop(action(self)["ActionId"]))


@extends(BudgetsResponse)
def list_tags_for_resource(self, plain):
    held = tags.get(self._get_param("ResourceARN"), {})
    return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in held.items()]})


@extends(BudgetsResponse)
def tag_resource(self, plain):
    new = {tag["Key"]: tag["Value"] for tag in self._get_param("ResourceTags")}
    tags.setdefault(self._get_param("ResourceARN"), {}).update(new)
    return "{}"


@extends(BudgetsResponse)
def untag_resource(self, plain):
    for key in self._get_param("ResourceTagKeys"):
        tags.get(self._get_param("ResourceARN"), {}).pop(key, None)
    return "{}"
