"""SageMaker hosting: what is refused of a model, a configuration and a changed endpoint, which moto takes."""
from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.sagemaker.exceptions import ValidationError
from moto.sagemaker.responses import SageMakerResponse

from .disks import LOCAL_GB
from .extend import extends
from .sagemaker import isolated


def refuse(message):
    raise ValidationError(message=message)


def once(kind, name, held):
    """github.com/astronomer/astronomer-providers/issues/1055 (2023-05): a name is taken once, for each of the three."""

    def check(self):
        wanted = self._get_param(name)
        if wanted in held(self.sagemaker_backend):
            arn = f"arn:aws:sagemaker:{self.region}:{self.current_account}:{kind.replace(' ', '-')}/{wanted}"
            refuse(f'Cannot create already existing {kind} "{arn}".')

    return check


new_model = once("model", "ModelName", lambda backend: backend._models)
new_configuration = once("endpoint configuration", "EndpointConfigName", lambda backend: backend.endpoint_configs)
new_endpoint = once("endpoint", "EndpointName", lambda backend: backend.endpoints)


@extends(SageMakerResponse)
def create_model(self, plain):
    new_model(self)
    return plain(self)


@extends(SageMakerResponse)
def create_endpoint_config(self, plain):
    new_configuration(self)
    for variant in self._get_param("ProductionVariants"):
        # docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html, feature exclusions (2026-10); the words of
        # the answers are not public
        if "ServerlessConfig" in variant:
            model = self.sagemaker_backend._models.get(variant["ModelName"])
            if variant["ModelName"] in isolated:
                refuse("Serverless Inference does not support network isolation.")
            if model is not None and model.vpc_config:
                refuse("Serverless Inference does not support a VPC configuration.")
            if (self._get_param("DataCaptureConfig") or {}).get("EnableCapture"):
                refuse("Serverless Inference does not support data capture.")
        # docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html, KmsKeyId (2026-10)
        if variant.get("InstanceType") in LOCAL_GB and self._get_param("KmsKeyId"):
            refuse(f"KmsKeyId is not supported with {variant['InstanceType']}, which has local storage.")
    return plain(self)


@extends(SageMakerResponse)
def create_endpoint(self, plain):
    new_endpoint(self)
    return plain(self)


def is_target(self, endpoint, variant):
    """Whether the autoscaler has registered a variant."""
    targets = applicationautoscaling_backends[self.current_account][self.region].targets
    return any(f"endpoint/{endpoint}/variant/{variant}" in held for held in targets.values())


def types(configuration):
    """Instance type by variant; None for a serverless one."""
    return {variant["VariantName"]: variant.get("InstanceType") for variant in configuration.production_variants}


@extends(SageMakerResponse)
def update_endpoint(self, plain):
    backend, name = self.sagemaker_backend, self._get_param("EndpointName")
    endpoint = backend.endpoints.get(name)
    new = backend.endpoint_configs.get(self._get_param("EndpointConfigName"))
    old = endpoint and backend.endpoint_configs.get(endpoint.endpoint_config_name)
    if old and new:
        # github.com/aws/sagemaker-python-sdk/pull/3124 (2022-05), for "removed from"; the other way is inferred
        if bool(old.async_inference_config) != bool(new.async_inference_config):
            way = "added to" if new.async_inference_config else "removed from"
            refuse(f"The AsyncInferenceConfig parameter cannot be {way} this endpoint {name}.")
        was, wanted = types(old), types(new)
        # docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-update-delete.html (2026-10)
        if any(variant in was and (was[variant] is None) != (kind is None) for variant, kind in wanted.items()):
            refuse("An endpoint cannot be changed between instances and Serverless Inference.")
        # docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html (2026-10),
        # github.com/hashicorp/terraform-provider-aws/issues/14337 (2020-07)
        held = [variant for variant, kind in was.items() if wanted.get(variant) != kind and is_target(self, name, variant)]
        if held:
            refuse(
                f'The variant(s) "{", ".join(held)}" must be deregistered as scalable targets with AWS Auto Scaling '
                "before they can be removed or have their instance type updated."
            )
    return plain(self)
