"""What the emulated account holds, so that a test can say that a destroy left nothing that was not there before."""
from collections.abc import Iterator

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.base_backend import BackendDict

# Services whose backends start with contents of their own, such as a default VPC: woken up, so that two listings compare.
WITH_DEFAULTS = ("ec2", "iam", "kms", "events", "scheduler")


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
    for service in WITH_DEFAULTS:
        backends = get_backend(service)[DEFAULT_ACCOUNT_ID]
        backends[region if region in backends.regions else "aws"]
    return sorted(
        thing
        for backends in BackendDict._instances
        for _, _, backend in backends.iter_backends()
        for kind, held in vars(backend).items()
        if isinstance(held, dict) and not kind.startswith("_")
        for thing in things(f"{backends.service_name} {kind}", held)
    )
