"""Every variant is synthesized once."""

import pytest
from synthesized import VARIANTS, synthesize


@pytest.fixture(scope="session")
def stacks(tmp_path_factory):
    """Variant → synthesized stack."""
    return synthesize(VARIANTS, tmp_path_factory.mktemp)
