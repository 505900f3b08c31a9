"""Google's bindings with their conditions, and Azure's scopes, read without any code of the review.

Which permissions a role holds is data of the clouds, dated, beside the review; what a binding or a scope covers is worked
out here. cloud.google.com/iam/docs/conditions-overview, learn.microsoft.com/azure/role-based-access-control/scope-overview (2026-10)
"""

import copy
import fnmatch
import json
import re
from pathlib import Path

STACKS = Path(__file__).resolve().parents[3] / "stacks"
GOOGLE = json.loads((STACKS / "google/review/roles.json").read_text())["roles"]
AZURE = json.loads((STACKS / "azure/review/roles.json").read_text())["roles"]
BUCKET, ACCOUNT = "${google_storage_bucket.data-bucket.name}", "azurerm_storage_account.data-bucket"


def resolved(stack, text):
    def value(match):
        kind, name, attribute = match.groups()
        given = stack["resource"].get(kind, {}).get(name, {}).get(attribute)
        return resolved(stack, given) if isinstance(given, str) else match[0]

    return re.sub(r"\$\{([a-z0-9_]+)\.([\w-]+)\.(\w+)\}", value, text)


def google_permissions(stack, role):
    name = resolved(stack, role)
    for given in stack["resource"].get("google_project_iam_custom_role", {}).values():
        if name.endswith(f"/roles/{given['role_id']}"):
            return set(given["permissions"])
    return {f"{on}.{word}" for on, words in GOOGLE[name].items() for word in words.split()}


def google_holds(expression, bucket, key):
    """A condition on an object: `startsWith` and `==` tests, one of which is enough."""
    if expression is None:
        return True
    name = f"projects/_/buckets/{bucket}/objects/{key}"
    tests = re.findall(r'resource\.name\.startsWith\("([^"]*)"\)', expression)
    exact = re.findall(r'resource\.name == "([^"]*)"', expression)
    return name in exact or any(name.startswith(prefix) for prefix in tests)


def google_readers(stack, key):
    """Members that may get one object of the data bucket."""
    bucket = resolved(stack, BUCKET)
    found = set()
    for kind, members in stack["resource"].items():
        if not re.fullmatch(r"google_(project|folder|organization|storage_bucket)_iam_member", kind):
            continue
        for given in members.values():
            if kind == "google_storage_bucket_iam_member" and resolved(stack, given["bucket"]) != bucket:
                continue
            if kind == "google_project_iam_member" and resolved(stack, given["project"]) != resolved(stack, stack["resource"]["google_storage_bucket"]["data-bucket"]["project"]):
                continue
            expression = resolved(stack, given["condition"]["expression"]) if "condition" in given else None
            if "storage.objects.get" in google_permissions(stack, given["role"]) and google_holds(expression, bucket, key):
                account = re.fullmatch(r"serviceAccount:\$\{google_service_account\.([\w-]+)\.email\}", given["member"])
                found.add(stack["resource"]["google_service_account"][account[1]]["account_id"] if account else given["member"])
    return found


def azure_id(stack, text):
    """A scope as the id that it will be."""
    group = stack["resource"]["azurerm_resource_group"]["resource-group"]["name"]
    subscription = stack["provider"]["azurerm"][0]["subscription_id"]

    def value(match):
        kind, name, attribute = match.groups()
        given = stack["resource"][kind][name]
        if attribute == "id" and kind == "azurerm_storage_account":
            return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{given['name']}"
        if attribute == "id" and kind == "azurerm_resource_group":
            return f"/subscriptions/{subscription}/resourceGroups/{given['name']}"
        return given.get(attribute, match[0])

    return re.sub(r"\$\{([a-z0-9_]+)\.([\w-]+)\.(\w+)\}", value, text).lower()


def azure_role(stack, given):
    asked = given.get("role_definition_name") or resolved(stack, given["role_definition_id"])
    for role in stack["resource"].get("azurerm_role_definition", {}).values():
        if asked.endswith(role["role_definition_id"]):
            return {"dataActions": [each for permission in role["permissions"] for each in permission.get("data_actions", [])]}
    return next(role for id_, role in AZURE.items() if role["name"] == asked or asked.endswith(id_))


def azure_readers(stack, container):
    """Principals that may read blobs of one container of the data's account."""
    target = azure_id(stack, f"${{{ACCOUNT}.id}}/blobServices/default/containers/{container}")
    operation = "microsoft.storage/storageaccounts/blobservices/containers/blobs/read"
    found = set()
    for given in stack["resource"]["azurerm_role_assignment"].values():
        scope = azure_id(stack, given["scope"]).rstrip("/")
        role = azure_role(stack, given)
        may = any(fnmatch.fnmatchcase(operation, each.lower()) for each in role.get("dataActions", []))
        may = may and not any(fnmatch.fnmatchcase(operation, each.lower()) for each in role.get("notDataActions", []))
        is_above = scope.startswith("/providers/microsoft.management/managementgroups/") or target == scope or target.startswith(f"{scope}/")
        if may and is_above:
            identity = re.fullmatch(r"\$\{azurerm_user_assigned_identity\.([\w-]+)\.principal_id\}", given["principal_id"])
            found.add(stack["resource"]["azurerm_user_assigned_identity"][identity[1]]["name"] if identity else given["principal_id"])
    return found


def member(kind, **given):
    return lambda stack: stack["resource"].setdefault(f"google_{kind}_iam_member", {}).update(zz={"member": "user:eve@x.co", **given})


def assigned(role, scope):
    return lambda stack: stack["resource"]["azurerm_role_assignment"].update(zz={"principal_id": "eve", "role_definition_name": role, "scope": scope})


def starts(*prefixes, bucket=BUCKET):
    return {"expression": " || ".join(f'resource.name.startsWith("projects/_/buckets/{bucket}/objects/{each}")' for each in prefixes)}


VIEWER, READER, SUBSCRIPTION = "roles/storage.objectViewer", "Storage Blob Data Reader", "22222222-3333-4444-8555-666666666666"
MUTATIONS = {
    "google": {
        "viewer of the project": member("project", project="penguins-pilot", role=VIEWER),
        "admin of the project's storage": member("project", project="penguins-pilot", role="roles/storage.admin"),
        "admin of the bucket": member("storage_bucket", bucket=BUCKET, role="roles/storage.admin"),
        "viewer of another project": member("project", project="another", role=VIEWER),
        "viewer of the folder": member("folder", folder="folders/1", role=VIEWER),
        "one prefix": member("storage_bucket", bucket=BUCKET, role=VIEWER, condition=starts("data/")),
        "two prefixes": member("storage_bucket", bucket=BUCKET, role=VIEWER, condition=starts("data/", "evaluation/")),
        "a prefix of another bucket": member("project", project="penguins-pilot", role=VIEWER, condition=starts("data/", bucket="another")),
        "half a name": member("storage_bucket", bucket=BUCKET, role=VIEWER, condition=starts("da")),
        "creator only": member("storage_bucket", bucket=BUCKET, role="roles/storage.objectCreator"),
    },
    "azure": {
        "reader of the group": assigned(READER, "${azurerm_resource_group.resource-group.id}"),
        "reader of the account": assigned(READER, f"${{{ACCOUNT}.id}}"),
        "reader of a container": assigned(READER, f"${{{ACCOUNT}.id}}/blobServices/default/containers/data"),
        "reader of the subscription": assigned(READER, f"/subscriptions/{SUBSCRIPTION}"),
        "reader of another subscription": assigned(READER, "/subscriptions/0000"),
        "owner of the data": assigned("Storage Blob Data Owner", f"/subscriptions/{SUBSCRIPTION}"),
        "reader of management": assigned("Reader", f"/subscriptions/{SUBSCRIPTION}"),
        "reader of a management group": assigned(READER, "/providers/Microsoft.Management/managementGroups/m"),
        "reader of an account whose name goes on": assigned(READER, f"${{{ACCOUNT}.id}}2"),
        "reader in capitals": assigned(READER, f"/SUBSCRIPTIONS/{SUBSCRIPTION}"),
    },
}


def mutated(stack, mutations):
    found = {"the pilot": stack}
    for name, change in mutations.items():
        found[name] = copy.deepcopy(stack)
        change(found[name])
    return found
