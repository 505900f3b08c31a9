"""SageMaker Pipelines: what is refused of a definition. Nothing runs here, so what AWS says when a job starts is said
at once."""
import json
from collections.abc import Iterator

from moto.sagemaker.exceptions import ValidationError
from moto.sagemaker.responses import SageMakerResponse

from .disks import LOCAL_GB
from .extend import extends
from .service_quotas import VOLUME_GB

# docs.aws.amazon.com/sagemaker/latest/APIReference/API_AppSpecification.html, API_AlgorithmSpecification.html (2026-10);
# github.com/ml6team/fondant/issues/593 (2023-11)
ITEMS, CHARACTERS = 100, 256


def steps(held) -> Iterator[dict]:
    """Every step of a definition, those inside of a condition too."""
    for step in held:
        yield step
        arguments = step.get("Arguments") or {}
        if step.get("Type") == "Condition":
            yield from steps(arguments.get("IfSteps", []) + arguments.get("ElseSteps", []))


def faults(step) -> Iterator[str]:
    arguments = step.get("Arguments") or {}
    application = arguments.get("AppSpecification") or arguments.get("AlgorithmSpecification") or {}
    for key in ("ContainerEntrypoint", "ContainerArguments"):
        words = application.get(key) or []
        if len(words) > ITEMS:
            yield f"{key} failed to satisfy constraint: Member must have length less than or equal to {ITEMS}"
        if any(isinstance(word, str) and len(word) > CHARACTERS for word in words):
            yield f"{key} failed to satisfy constraint: Member must have length less than or equal to {CHARACTERS}"
    cluster = arguments.get("ResourceConfig") or (arguments.get("ProcessingResources") or {}).get("ClusterConfig") or {}
    kind, volume = cluster.get("InstanceType"), cluster.get("VolumeSizeInGB", 0)
    if kind in LOCAL_GB:
        # github.com/aws/sagemaker-python-sdk/issues/4939 (2024-11)
        if volume > LOCAL_GB[kind]:
            yield f"VolumeSizeInGB {volume} is larger than the local storage of {kind}, {LOCAL_GB[kind]}"
        # docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html (2026-10)
        if cluster.get("VolumeKmsKeyId"):
            yield f"VolumeKmsKeyId is not supported with {kind}, which has local storage"
    elif volume > VOLUME_GB:
        job = "processing" if step.get("Type") == "Processing" else "training"
        yield (
            f"The request delta of {volume} GBs for 'Size of EBS volume for a {job} job instance' is greater than the "
            f"account-level service-limit of {VOLUME_GB:.0f} GBs"
        )
    # API_ProcessingClusterConfig.html (2026-10): its enum of instance types holds no Trainium
    if step.get("Type") == "Processing" and str(kind).startswith("ml.trn"):
        yield f"Value '{kind}' at 'instanceType' failed to satisfy constraint: Member must satisfy enum value set"


def check(self):
    definition = self._get_param("PipelineDefinition")
    if definition is None:
        return
    for step in steps(json.loads(definition).get("Steps", [])):
        for fault in faults(step):
            raise ValidationError(message=f"Step '{step.get('Name')}': {fault}.")


@extends(SageMakerResponse)
def create_pipeline(self, plain):
    check(self)
    return plain(self)


@extends(SageMakerResponse)
def update_pipeline(self, plain):
    check(self)
    return plain(self)
