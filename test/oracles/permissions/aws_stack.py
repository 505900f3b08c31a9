"""The policies of a synthesized AWS stack, read without any code of the review, and ways to change them."""

import copy
import json
import re

ACCOUNT = "123456789012"
ARNS = {
    "aws_s3_bucket": lambda given, _: f"arn:aws:s3:::{given['bucket']}",
    "aws_kms_key": lambda _, name: f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{name}",
    "aws_iam_role": lambda given, _: f"arn:aws:iam::{ACCOUNT}:role/{given['name']}",
    "aws_sagemaker_endpoint": lambda given, _: f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:endpoint/{given['name']}",
    "aws_sagemaker_pipeline": lambda given, _: f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:pipeline/{given['pipeline_name']}",
    "aws_ecr_repository": lambda given, _: f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/{given['name']}",
    "aws_sagemaker_model_package_group": lambda given, _: f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:model-package-group/{given['model_package_group_name']}",
}
MANAGED = {
    "arn:aws:iam::aws:policy/AdministratorAccess": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    "arn:aws:iam::aws:policy/AmazonS3FullAccess": [{"Effect": "Allow", "Action": ["s3:*", "s3-object-lambda:*"], "Resource": "*"}],
}


class Stack:
    def __init__(self, json_of_stack):
        self.resource = json_of_stack["resource"]

    def all(self, kind):
        return self.resource.get(kind, {}).items()

    def resolved(self, text):
        def value(match):
            kind, name, attribute = match.groups()
            given = self.resource.get(kind, {}).get(name, {})
            if isinstance(given.get(attribute), str):
                return self.resolved(given[attribute])
            return ARNS[kind](given, name) if attribute == "arn" and kind in ARNS else f"{kind}.{name}.{attribute}"

        return re.sub(r"\$\{([a-z0-9_]+)\.([\w-]+)\.(\w+)\}", value, text)

    def statements(self, document):
        found = json.loads(self.resolved(document))["Statement"]
        return found if isinstance(found, list) else [found]

    def by_arn(self, text):
        own = re.fullmatch(r"\$\{aws_iam_policy\.([\w-]+)\.arn\}", text)
        return self.statements(self.resource["aws_iam_policy"][own[1]]["policy"]) if own else MANAGED[text]

    def identity(self, role):
        """The statements of a role's own policies, by its name."""
        found = []
        for _, given in self.all("aws_iam_role_policy"):
            if self.resolved(given["role"]) == role:
                found += self.statements(given["policy"])
        for _, given in self.all("aws_iam_role_policy_attachment"):
            if self.resolved(given["role"]) == role:
                found += self.by_arn(given["policy_arn"])
        return found

    def boundary(self, role):
        for _, given in self.all("aws_iam_role"):
            if given["name"] == role and "permissions_boundary" in given:
                return self.by_arn(given["permissions_boundary"])
        return None

    def resource_policy(self, kind, name):
        """The statements of the policy that is on a thing."""
        if kind == "aws_kms_key":
            return self.statements(self.resource[kind][name]["policy"])
        if kind == "aws_iam_role":
            return self.statements(self.resource[kind][name]["assume_role_policy"])
        holder, argument, document = {
            "aws_s3_bucket": ("aws_s3_bucket_policy", "bucket", "policy"),
            "aws_sagemaker_model_package_group": ("aws_sagemaker_model_package_group_policy", "model_package_group_name", "resource_policy"),
        }.get(kind, (None, None, None))
        found = []
        for _, given in self.all(holder) if holder else []:
            if f"${{{kind}.{name}." in given[argument]:
                found += self.statements(given[document])
        return found


# What is asked for, on each kind of thing: (action, what stands behind the thing's ARN, is the policy on the thing its own).
ASKED = {
    "aws_s3_bucket": [
        *[(f"s3:{verb}", f"/{key}") for verb in ("GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload") for key in ("data/a", "artifacts/a", "evaluation/a/b", "capture/a", "other")],
        ("s3:ListBucket", ""), ("s3:PutBucketPolicy", ""), ("s3:PutLifecycleConfiguration", ""),
    ],
    "aws_kms_key": [("kms:Decrypt", ""), ("kms:GenerateDataKey", ""), ("kms:ScheduleKeyDeletion", ""), ("kms:PutKeyPolicy", "")],
    "aws_iam_role": [("iam:PassRole", ""), ("iam:PutRolePolicy", ""), ("iam:DeleteRole", "")],
    "aws_sagemaker_endpoint": [("sagemaker:InvokeEndpoint", ""), ("sagemaker:DeleteEndpoint", "")],
    "aws_sagemaker_pipeline": [("sagemaker:StartPipelineExecution", ""), ("sagemaker:DeletePipeline", "")],
    "aws_ecr_repository": [("ecr:BatchGetImage", ""), ("ecr:PutImage", ""), ("ecr:DeleteRepository", "")],
}


def inline(statement, role="penguins-endpoint-role"):
    def change(stack):
        document = json.dumps({"Version": "2012-10-17", "Statement": statement})
        stack["resource"]["aws_iam_role_policy"]["zz_added"] = {"role": role, "policy": document}

    return change


def attached(arn):
    def change(stack):
        stack["resource"].setdefault("aws_iam_role_policy_attachment", {})["zz_added"] = {"role": "penguins-pipeline-role", "policy_arn": arn}

    return change


def on_bucket(statement):
    def change(stack):
        for given in stack["resource"]["aws_s3_bucket_policy"].values():
            if "aws_s3_bucket.data-bucket.bucket" in given["bucket"]:
                document = json.loads(given["policy"])
                document["Statement"].append(statement)
                given["policy"] = json.dumps(document)

    return change


def on_key(change_statements):
    def change(stack):
        for given in stack["resource"]["aws_kms_key"].values():
            document = json.loads(given["policy"])
            document["Statement"] = change_statements(document["Statement"])
            given["policy"] = json.dumps(document)

    return change


def bounded(statement):
    def change(stack):
        document = json.dumps({"Version": "2012-10-17", "Statement": statement})
        stack["resource"].setdefault("aws_iam_policy", {})["bound"] = {"name": "bound", "policy": document}
        for given in stack["resource"]["aws_iam_role"].values():
            if given["name"] == "penguins-training-role":
                given["permissions_boundary"] = "${aws_iam_policy.bound.arn}"

    return change


def without(kind, part):
    def change(stack):
        found = stack["resource"][kind]
        for name in [name for name in found if part in name]:
            del found[name]

    return change


def allow(action, resource, **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


EVE, BUCKET = "arn:aws:iam::999999999999:role/eve", "${aws_s3_bucket.data-bucket.bucket}"
ML = f"arn:aws:iam::{ACCOUNT}:role/ml-operator"
MUTATIONS = {
    "a star": inline(allow("s3:GetObject", "*")),
    "everything": inline(allow("*", "*")),
    "any bucket": inline(allow("s3:GetObject", "arn:aws:s3:::*/*")),
    "a pattern of buckets": inline(allow("s3:*Object", "arn:aws:s3:::penguins-d*/*")),
    "a part of a pattern": inline(allow("s3:PutObject", f"arn:aws:s3:::{BUCKET}/o*")),
    "a question mark": inline(allow("s3:DeleteObject", f"arn:aws:s3:::{BUCKET}/????/a")),
    "the bucket's ARN": inline(allow(["s3:ListBucket", "s3:PutBucketPolicy"], "${aws_s3_bucket.data-bucket.arn}")),
    "the bucket without its objects": inline(allow("s3:*", f"arn:aws:s3:::{BUCKET}")),
    "not an action": inline({"Effect": "Allow", "NotAction": ["iam:*", "s3:DeleteObject"], "Resource": "*"}),
    "not a resource": inline({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": f"arn:aws:s3:::{BUCKET}/*"}),
    "not another resource": inline({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::another/*"}),
    "a condition": inline(allow("s3:GetObject", "*", Condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}})),
    "its own account alone": inline(allow("s3:GetObject", "*", Condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}}), "penguins-exporter-role"),
    "a deny of all": inline({"Effect": "Deny", "Action": "s3:*", "Resource": "*"}, "penguins-training-role"),
    "a deny of one action": inline({"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}, "penguins-training-role"),
    "a deny of everything else": inline({"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}, "penguins-pipeline-role"),
    "a deny of another account": inline({"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}}}, "penguins-pipeline-role"),
    "a deny without TLS": inline({"Effect": "Deny", "Action": "sagemaker:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}, "penguins-operator-role"),
    "administrators": attached("arn:aws:iam::aws:policy/AdministratorAccess"),
    "all of S3": attached("arn:aws:iam::aws:policy/AmazonS3FullAccess"),
    "another account on the bucket": on_bucket(allow("s3:GetObject", f"arn:aws:s3:::{BUCKET}/data/*", Principal={"AWS": EVE})),
    "a deny on the bucket": on_bucket({"Effect": "Deny", "Principal": {"AWS": ML}, "Action": "s3:DeleteObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}),
    "a deny for everybody but one": on_bucket({"Effect": "Deny", "NotPrincipal": {"AWS": ML}, "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}),
    "the account on the key is gone": on_key(lambda all: [each for each in all if "root" not in json.dumps(each.get("Principal", ""))]),
    "another account on the key": on_key(lambda all: [*all, allow("kms:Decrypt", "*", Principal={"AWS": EVE})]),
    "a boundary for S3": bounded(allow("s3:*", "*")),
    "a boundary for reading": bounded(allow(["s3:GetObject", "kms:Decrypt"], "*")),
    "a boundary that denies": bounded([allow("*", "*"), {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}]),
    "without bounds": without("aws_iam_role_policy", "bounds"),
    "without the bucket's policy": without("aws_s3_bucket_policy", "data-bucket_policy"),
    "passes every role": inline(allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/*"), "penguins-operator-role"),
    "calls everything": inline(allow("sagemaker:*", "*"), "penguins-exporter-role"),
}


def mutated(stack):
    """Name → the stack changed."""
    found = {"the pilot": stack}
    for name, change in MUTATIONS.items():
        found[name] = copy.deepcopy(stack)
        change(found[name])
    return found
