"""The usages are synthesized once."""

import functools

import pytest
from kubernetes_validate import utils
from synthesized import manifests, objects, synthesize


def pytest_configure(config):
    """Deprecations in the models are not ours."""
    config.addinivalue_line("filterwarnings", "ignore::Warning")


# it reads all definitions of a version again for each object
utils.schema_contents = functools.lru_cache(maxsize=None)(utils.schema_contents)


@pytest.fixture(scope="session")
def stacks(tmp_path_factory):
    """Stack → synthesized JSON."""
    return synthesize(tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="session")
def typed(stacks):
    """Objects of typed resources, as the API gets them."""
    return objects(stacks)


@pytest.fixture(scope="session")
def custom(stacks):
    """Custom resources."""
    return manifests(stacks)
