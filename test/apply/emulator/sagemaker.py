"""SageMaker: what moto forgets between create and describe, the calls it lacks, and a rollout that is rolled back."""
import moto.sagemaker.models as models
from moto.core.responses import ActionResult, EmptyResult
from moto.sagemaker.exceptions import ResourceNotFound, ValidationError
from moto.sagemaker.responses import SageMakerResponse

from .extend import extends

isolated: set[str] = set()  # models with network isolation
deployments: dict[str, dict] = {}  # the last deployment config of an endpoint
policies: dict[str, str] = {}  # the resource policy of a model package group

# An endpoint configuration with this in its name is one that SageMaker rolls back: success, and the old one serves on.
ROLLS_BACK = "rollsback"


def without(answer, key):
    """An answer without a key that moto sends empty: the provider would plan a replacement."""
    return {name: value for name, value in answer.items() if name != key or value}


@extends(SageMakerResponse)
def create_model(self, plain):
    name = self._get_param("ModelName")
    (isolated.add if self._get_param("EnableNetworkIsolation") else isolated.discard)(name)
    return plain(self)


@extends(SageMakerResponse)
def describe_model(self, plain):
    name = self._get_param("ModelName")
    answer = without(self.sagemaker_backend.describe_model(name).response_object, "VpcConfig")
    return ActionResult({**answer, "EnableNetworkIsolation": name in isolated})


@extends(SageMakerResponse)
def describe_endpoint_config(self, plain):
    answer = self.sagemaker_backend.describe_endpoint_config(self._get_param("EndpointConfigName"))
    return ActionResult(without(answer, "DataCaptureConfig"))


@extends(SageMakerResponse)
def create_endpoint(self, plain):
    deployments[self._get_param("EndpointName")] = self._get_param("DeploymentConfig")
    return plain(self)


@extends(SageMakerResponse)
def describe_endpoint(self, plain):
    name = self._get_param("EndpointName")
    answer = {**self.sagemaker_backend.describe_endpoint(name), "LastDeploymentConfig": deployments.get(name)}
    return ActionResult(without(answer, "LastDeploymentConfig"))


@extends(SageMakerResponse)
def update_endpoint(self, plain):
    backend, name = self.sagemaker_backend, self._get_param("EndpointName")
    wanted = self._get_param("EndpointConfigName")
    config = backend.describe_endpoint_config(wanted)  # raises where it is absent, as AWS does
    endpoint = backend.endpoints[name]
    if endpoint.endpoint_config_name not in backend.endpoint_configs:  # AWS refuses where the live one was deleted
        served = endpoint.endpoint_config_name
        raise ValidationError(message=f'Could not find endpoint configuration "{served}".')
    if ROLLS_BACK not in wanted:
        endpoint.endpoint_config_name = wanted
        endpoint.production_variants = endpoint._process_production_variants(config["ProductionVariants"])
        deployments[name] = self._get_param("DeploymentConfig") or deployments.get(name)
    return ActionResult({"EndpointArn": endpoint.arn})


@extends(SageMakerResponse)
def delete_model_package_group(self, plain):
    backend, name = self.sagemaker_backend, self._get_param("ModelPackageGroupName")
    # docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteModelPackageGroup.html: only an empty group goes
    if any(package.model_package_group_name == name for package in backend.model_packages.values()):
        raise ValidationError(message=f"Cannot delete Model Package Group: {name} still contains model packages.")
    backend.model_package_groups.pop(name, None)
    return EmptyResult()


@extends(SageMakerResponse)
def put_model_package_group_policy(self, plain):
    name = self._get_param("ModelPackageGroupName")
    policies[name] = self._get_param("ResourcePolicy")
    return ActionResult({"ModelPackageGroupArn": self.sagemaker_backend.model_package_groups[name].arn})


@extends(SageMakerResponse)
def get_model_package_group_policy(self, plain):
    name = self._get_param("ModelPackageGroupName")
    if name not in policies:
        raise ValidationError(message="Cannot find resource policy")  # which the provider takes for "none"
    return ActionResult({"ResourcePolicy": policies[name]})


@extends(SageMakerResponse)
def delete_model_package_group_policy(self, plain):
    policies.pop(self._get_param("ModelPackageGroupName"), None)
    return EmptyResult()


def pipeline_by_name(pipelines, pipeline_name):
    if pipeline_name not in pipelines:  # moto says ValidationException, which the provider does not take for "absent"
        raise ResourceNotFound(message=f"Pipeline '{pipeline_name}' does not exist.")
    return pipelines[pipeline_name]


models.get_pipeline_from_name = pipeline_by_name
# moto knows the instance types of some years ago only
models.FakeEndpointConfig.validate_instance_type = lambda self, instance_type: None
