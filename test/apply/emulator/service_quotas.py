"""Service Quotas of SageMaker: moto knows those of `vpc` only. All counts have one value, which a test may set to 0."""
import hashlib
import json

from moto.servicequotas.responses import ServiceQuotasResponse

from .extend import extends

FAMILIES = ("c5", "c6i", "c7i", "g4dn", "g5", "g6", "m5", "m6i", "m7i", "p4d", "r5", "t3", "trn1")
SIZES = ("medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge", "32xlarge")
USES = ("training job", "spot training job", "processing job", "transform job", "endpoint")
JOBS = USES[:-1]
NAMES = [
    *(f"ml.{family}.{size} for {use} usage" for family in FAMILIES for size in SIZES for use in USES),
    *(f"Number of instances across all {job}s" for job in JOBS),
    "Number of instances across active endpoints",
    *(f"Size of EBS volume for a {job} instance" for job in JOBS),
]
# AWS gives every quota a code of its own; these are made up, except that they look alike and stay the same.
QUOTAS = {f"L-{hashlib.sha256(name.encode()).hexdigest()[:8].upper()}": name for name in NAMES}
requested: dict[str, dict] = {}
value = 100.0
VOLUME_GB = 1024.0  # github.com/aws/sagemaker-python-sdk/issues/4939 (2024-11): in an account that asked for no more


def set_value(new):
    """The applied and the default value of every SageMaker quota that counts instances."""
    global value
    value = float(new)


def quota(self, code):
    return {
        "ServiceCode": "sagemaker",
        "ServiceName": "Amazon SageMaker",
        "QuotaArn": f"arn:aws:servicequotas:{self.region}:{self.current_account}:sagemaker/{code}",
        "QuotaCode": code,
        "QuotaName": QUOTAS[code],
        "Value": VOLUME_GB if "EBS volume" in QUOTAS[code] else value,
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
    }


def asked(self):
    """The request when it is about SageMaker; None leaves it to moto."""
    request = json.loads(self.body)
    known = "QuotaCode" not in request or request["QuotaCode"] in QUOTAS
    return request if request["ServiceCode"] == "sagemaker" and known else None


@extends(ServiceQuotasResponse)
def list_aws_default_service_quotas(self, plain):
    return json.dumps({"Quotas": [quota(self, code) for code in QUOTAS]}) if asked(self) else plain(self)


@extends(ServiceQuotasResponse)
def list_service_quotas(self, plain):
    return list_aws_default_service_quotas(self, plain)


@extends(ServiceQuotasResponse)
def get_service_quota(self, plain):
    request = asked(self)
    return json.dumps({"Quota": quota(self, request["QuotaCode"])}) if request else plain(self)


@extends(ServiceQuotasResponse)
def get_aws_default_service_quota(self, plain):
    return self.get_service_quota()


@extends(ServiceQuotasResponse)
def request_service_quota_increase(self, plain):
    request = json.loads(self.body)
    number = f"request-{len(requested) + 1}"
    told = {key: request[key] for key in ("ServiceCode", "QuotaCode", "DesiredValue")}
    requested[number] = {"Id": number, "Status": "PENDING", **told}
    return json.dumps({"RequestedQuota": requested[number]})


@extends(ServiceQuotasResponse)
def get_requested_service_quota_change(self, plain):
    return json.dumps({"RequestedQuota": requested[json.loads(self.body)["RequestId"]]})
