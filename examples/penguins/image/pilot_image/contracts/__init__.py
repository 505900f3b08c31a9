"""Where a step runs: each contract is a thin adapter that knows a platform's paths, ports and routes.

A new platform is one more subclass of `Contract`, listed in `ALL`.
"""

from collections.abc import Mapping

from ..errors import PilotError
from .azure import AzureMl
from .base import Contract
from .sagemaker import SageMakerHosting, SageMakerProcessing, SageMakerTraining
from .vertex import VertexAi

ALL: tuple[type[Contract], ...] = (
    VertexAi,
    AzureMl,
    SageMakerProcessing,
    SageMakerTraining,
    SageMakerHosting,
    Contract,
)


def find(env: Mapping[str, str]) -> Contract:
    """The contract that the environment shows, in the order of `ALL`; `PILOT_CONTRACT` names one outright."""
    named = env.get("PILOT_CONTRACT")
    for contract in ALL:
        if contract.name == named or (not named and contract.shown(env)):
            return contract(env)
    raise PilotError(f'PILOT_CONTRACT: "{named}" is unknown; one of {", ".join(c.name for c in ALL)}')
