"""What the emulated account holds, so that a test can say that a destroy left nothing that was not there before."""
from collections.abc import Iterator

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.base_backend import BackendDict

# Woken up before a listing: some begin with contents of their own (a default VPC), and two listings must compare.
SERVICES = "budgets cloudwatch ec2 ecr events iam kms logs s3 sagemaker scheduler sns".split()
GLOBAL = "aws"
# A tag is no thing: moto keeps some of what is gone.
NO_THINGS = ("tags", "tagger", "tagging_service")


def things(prefix: str, held) -> Iterator[str]:
    """The entries of a backend's dictionaries, one line each: service, kind, key."""
    for key, value in held.items():
        if isinstance(value, dict):
            yield from things(f"{prefix} {key}", value)
        elif getattr(value, "key_state", None) == "PendingDeletion":
            yield f"{prefix} {key} (deletion scheduled)"
        elif value and getattr(value, "state", None) != "deleted":
            yield f"{prefix} {key}"


def contents(region: str) -> list[str]:
    """One line for each thing of a region and of the services that have none."""
    for service in SERVICES:
        backends = get_backend(service)[DEFAULT_ACCOUNT_ID]
        backends[region if region in backends.regions else GLOBAL]
    return sorted(
        thing
        for backends in BackendDict._instances
        for _, where, backend in backends.iter_backends()
        for kind, held in vars(backend).items()
        if where in (region, GLOBAL) and isinstance(held, dict) and not kind.startswith("_") and kind not in NO_THINGS
        for thing in things(f"{backends.service_name} {kind}", held)
    )
