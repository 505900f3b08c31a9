"""The resources of a synthesized AWS stack as the request bodies that make them, and what botocore's model says of these.

The body of a resource is made of its arguments by their names: `max_capacity` is `MaxCapacity`, a block is a structure, a
map of tags is a list of keys and values. The tables say what is called otherwise, and what no request holds. They are
closed: a resource type or an argument that neither names is a problem, so that nothing of a stack goes unseen.
"""

import re

import botocore.session
from step_arguments import FILLED
from strict_walk import walk

session = botocore.session.get_session()

# Resource type → service and operation that makes it, and its arguments that the request calls otherwise.
CALLS = {
    "aws_appautoscaling_policy": ("application-autoscaling", "PutScalingPolicy", {"name": "PolicyName"}),
    "aws_appautoscaling_target": ("application-autoscaling", "RegisterScalableTarget", {}),
    "aws_budgets_budget_action": (
        "budgets",
        "CreateBudgetAction",
        {"tags": "ResourceTags"},
    ),
    "aws_cloudwatch_dashboard": ("cloudwatch", "PutDashboard", {}),
    "aws_cloudwatch_log_group": ("logs", "CreateLogGroup", {"name": "logGroupName"}),
    "aws_cloudwatch_log_metric_filter": (
        "logs",
        "PutMetricFilter",
        {
            **{"name": "filterName", "pattern": "filterPattern", "metric_transformation": "metricTransformations"},
            **{"metric_transformation.name": "metricName", "metric_transformation.namespace": "metricNamespace"},
            **{"metric_transformation.value": "metricValue"},
        },
    ),
    "aws_cloudwatch_metric_alarm": ("cloudwatch", "PutMetricAlarm", {"metric_query": "Metrics", "metric_query.metric": "MetricStat"}),
    "aws_ecr_lifecycle_policy": ("ecr", "PutLifecyclePolicy", {"policy": "lifecyclePolicyText", "repository": "repositoryName"}),
    "aws_ecr_repository": ("ecr", "CreateRepository", {"name": "repositoryName"}),
    "aws_iam_policy": ("iam", "CreatePolicy", {"name": "PolicyName", "policy": "PolicyDocument"}),
    "aws_iam_role": ("iam", "CreateRole", {"name": "RoleName", "assume_role_policy": "AssumeRolePolicyDocument"}),
    "aws_iam_role_policy": ("iam", "PutRolePolicy", {"name": "PolicyName", "policy": "PolicyDocument", "role": "RoleName"}),
    "aws_kms_alias": ("kms", "CreateAlias", {"name": "AliasName"}),
    "aws_kms_key": ("kms", "CreateKey", {}),
    "aws_s3_bucket": ("s3", "CreateBucket", {}),
    "aws_sagemaker_endpoint": ("sagemaker", "CreateEndpoint", {"name": "EndpointName"}),
    "aws_sagemaker_endpoint_configuration": (
        "sagemaker",
        "CreateEndpointConfig",
        {"name": "EndpointConfigName", "kms_key_arn": "KmsKeyId"},
    ),
    "aws_sagemaker_model": ("sagemaker", "CreateModel", {"name": "ModelName"}),
    "aws_sagemaker_model_package_group": ("sagemaker", "CreateModelPackageGroup", {}),
    "aws_sagemaker_model_package_group_policy": ("sagemaker", "PutModelPackageGroupPolicy", {}),
    "aws_sagemaker_pipeline": ("sagemaker", "CreatePipeline", {}),
    "aws_scheduler_schedule": (
        "scheduler",
        "CreateSchedule",
        {"sagemaker_pipeline_parameters.pipeline_parameter": "PipelineParameterList"},
    ),
    "aws_security_group": ("ec2", "CreateSecurityGroup", {"name": "GroupName"}),
    "aws_sns_topic": ("sns", "CreateTopic", {}),
    "aws_sns_topic_subscription": ("sns", "Subscribe", {}),
    "aws_subnet": ("ec2", "CreateSubnet", {}),
    "aws_vpc": ("ec2", "CreateVpc", {}),
    "aws_vpc_endpoint": ("ec2", "CreateVpcEndpoint", {"policy": "PolicyDocument"}),
}
# What a request must hold and the provider adds, by operation.
ADDED = {
    "CreateBudgetAction": {"AccountId": "123456789012"},
    "CreatePipeline": {"ClientRequestToken": "t" * 36},
}
# No text of a spec stands in them, and botocore's model has no form for what does.
CONSTANT = {
    "aws_default_security_group",
    "aws_flow_log",
    "aws_route_table",
    "aws_route_table_association",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_servicequotas_service_quota",
    "aws_sns_topic_policy",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
    "terraform_data",
}
# Arguments that are Terraform's own, or that another call sets.
ELSEWHERE = {
    *("//", "count", "depends_on", "for_each", "lifecycle", "provider", "timeouts"),
    *("deletion_window_in_days", "enable_key_rotation", "force_delete", "force_destroy", "retention_in_days"),
    *("enable_dns_hostnames", "enable_dns_support", "kms_master_key_id", "map_public_ip_on_launch"),
}
# S3's and EC2's tags are another call's or another structure; botocore has no form for them.
TAGS_ELSEWHERE = {"s3", "ec2"}

UNKNOWN = "<unknown>"
REFERENCE = re.compile(r"(?<!\$)\$\{((?:data\.)?\w+)\.([\w-]+)\.(\w+)\}")


class Unmapped(AssertionError):
    """A resource type or an argument that no table names."""


def plain(name):
    return name.replace("_", "").lower()


def filled(text, resources):
    """A text with its references replaced; UNKNOWN where only the cloud knows what stands there."""

    def one(match):
        kind, name, attribute = match.groups()
        if (kind, attribute) in FILLED:
            return FILLED[kind, attribute]
        return filled(resources.get(kind, {}).get(name, {}).get(attribute, UNKNOWN), resources)

    made = REFERENCE.sub(one, text)
    if UNKNOWN in made or re.search(r"(?<!\$)\$\{", made):
        return UNKNOWN
    return made.replace("$${", "${").replace("%%{", "%{")


def with_metric_stats(given):
    """An alarm as CloudWatch takes it: what Terraform writes in one block of a metric is a metric in a statistic."""
    queries = [dict(query) for query in given.get("metric_query", [])]
    for query in queries:
        if metric := query.get("metric"):
            statistic = {key: value for key, value in metric.items() if key in ("period", "stat", "unit")}
            query["metric"] = {**statistic, "metric": {key: metric[key] for key in metric if key not in statistic}}
    return {**given, "metric_query": queries} if queries else given


class Body:
    """One request body, with the paths in it that only an apply can fill in."""

    def __init__(self, kind, given, resources):
        if kind not in CALLS:
            raise Unmapped(f"{kind}: no call is named for it")
        self.kind, self.resources = kind, resources
        self.service, self.operation, self.named = CALLS[kind]
        self.shape = session.get_service_model(self.service).operation_model(self.operation).input_shape
        self.unknown = []
        given = with_metric_stats(given) if self.operation == "PutMetricAlarm" else given
        self.value = {**self.structure(self.shape, given, "", ""), **ADDED.get(self.operation, {})}

    def member(self, shape, name, at):
        """The member of a structure that an argument becomes."""
        wanted = self.named.get(f"{at}{name}", name)
        members = {plain(each): each for each in shape.members}
        for each in (plain(wanted), f"{plain(wanted)}s"):
            if each in members:
                return members[each]
        raise Unmapped(f"{self.kind}.{at}{name}: {self.operation} has no such member")

    def structure(self, shape, given, path, at):
        made = {}
        for name, value in given.items():
            if not at and name in ELSEWHERE:
                continue
            if not at and name == "tags" and self.service in TAGS_ELSEWHERE:
                continue
            member = self.member(shape, name, at)
            made[member] = self.of(shape.members[member], value, f"{path}.{member}", f"{name}.")
        return made

    def of(self, shape, value, path, at):
        """A value of the stack as the shape has it."""
        kind = shape.type_name
        if isinstance(value, str):
            value = filled(value, self.resources)
            if value == UNKNOWN:
                self.unknown.append(path)
        if kind == "structure":
            [block] = value if isinstance(value, list) else [value]
            return self.structure(shape, block, path, at)
        if kind == "list" and isinstance(value, dict) and pairs(shape):
            key, content = pairs(shape)
            return [{key: each, content: self.of(shape.member.members[content], text, path, at)} for each, text in value.items()]
        if kind == "list":
            values = value if isinstance(value, list) else [value]
            return [self.of(shape.member, each, f"{path}[{index}]", at) for index, each in enumerate(values)]
        if kind == "map":
            return {key: self.of(shape.value, each, f"{path}.{key}", at) for key, each in value.items()}
        # Terraform takes some numbers as texts, and sends numbers
        return float(value) if kind == "double" and isinstance(value, str) and value != UNKNOWN else value

    def problems(self):
        """What the model says of the body, line by line."""
        unknown = tuple(f"{path}:" for path in self.unknown)
        return [line for line in walk(self.shape, self.value) if not line.startswith(unknown)]


def pairs(shape):
    """The names of key and value, where a list is one of keys and values."""
    members = getattr(shape.member, "members", {})
    found = {plain(name): name for name in members}
    if set(found) in ({"key", "value"}, {"tagkey", "tagvalue"}, {"name", "value"}):
        names = list(found.values())
        return (names[0], names[1]) if plain(names[1]).endswith("value") else (names[1], names[0])
    return None


def budget(given, resources):
    """The body of CreateBudget: a budget and its notifications, which the resource holds side by side."""
    text = {key: filled(value, resources) if isinstance(value, str) else value for key, value in given.items()}
    return {
        "AccountId": "123456789012",
        "Budget": {
            "BudgetName": text["name"],
            "BudgetType": text["budget_type"],
            "TimeUnit": text["time_unit"],
            "BudgetLimit": {"Amount": text["limit_amount"], "Unit": text["limit_unit"]},
            "CostFilters": {each["name"]: each["values"] for each in given.get("cost_filter", [])},
        },
        "NotificationsWithSubscribers": [
            {
                "Notification": {
                    "NotificationType": each["notification_type"],
                    "ComparisonOperator": each["comparison_operator"],
                    "Threshold": each["threshold"],
                    "ThresholdType": each["threshold_type"],
                },
                "Subscribers": [
                    {"SubscriptionType": "EMAIL", "Address": address} for address in each["subscriber_email_addresses"]
                ],
            }
            for each in given.get("notification", [])
        ],
        "ResourceTags": [{"Key": key, "Value": value} for key, value in (given.get("tags") or {}).items()],
    }


def problems_of_stack(stack):
    """(bodies, lines): how many request bodies a stack makes, and what botocore's model says of them."""
    resources, bodies, lines = stack["resource"], 0, []
    for kind, named in resources.items():
        if kind in CONSTANT:
            continue
        for name, given in named.items():
            bodies += 1
            if kind == "aws_budgets_budget":
                shape = session.get_service_model("budgets").operation_model("CreateBudget").input_shape
                found = list(walk(shape, budget(given, resources)))
            else:
                found = Body(kind, given, resources).problems()
            lines += [f"{kind}.{name}{line}" for line in found]
    return bodies, lines
