"""Every variant is synthesized once."""

import pytest
from synthesized import VARIANTS, synthesize


def pytest_configure(config):
    """The SDK's own deprecations are not ours."""
    config.addinivalue_line("filterwarnings", "ignore::Warning")


@pytest.fixture(scope="session")
def stacks(tmp_path_factory):
    """Variant → synthesized stack."""
    return synthesize(VARIANTS, tmp_path_factory.mktemp)
