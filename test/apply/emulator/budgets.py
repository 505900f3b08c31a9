"""Budgets: tags, subscribers of an alert, and updates. moto drops the first and lacks the calls for the others."""
import json

from moto.budgets.models import Budget
from moto.budgets.responses import BudgetsResponse

from .extend import extends

tags: dict[str, dict[str, str]] = {}


@extends(BudgetsResponse)
def create_budget(self, plain):
    arn = f"arn:aws:budgets::{self.current_account}:budget/{self._get_param('Budget')['BudgetName']}"
    tags[arn] = {tag["Key"]: tag["Value"] for tag in self._get_param("ResourceTags") or []}
    return plain(self)


@extends(BudgetsResponse)
def update_budget(self, plain):
    new, budgets = self._get_param("NewBudget"), self.backend.budgets[self._get_param("AccountId")]
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
