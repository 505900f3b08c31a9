"""Usages and examples are synthesized once."""

import functools

import pytest
from kubernetes_validate import utils
from synthesized import made, manifests, objects, synthesize, synthesize_examples


def pytest_configure(config):
    """Deprecations in the models are not ours."""
    config.addinivalue_line("filterwarnings", "ignore::Warning")


# it reads all definitions of a version again for each object
utils.schema_contents = functools.lru_cache(maxsize=None)(utils.schema_contents)


@pytest.fixture(scope="session")
def stacks(tmp_path_factory):
    """Stack → synthesized JSON."""
    made = {**synthesize(tmp_path_factory.mktemp("out")), **synthesize_examples(tmp_path_factory.mktemp("examples"))}
    names = {name.split(" ")[-1] for name in made}
    for stack in ("", "-runs"):
        assert f"penguins-kubernetes{stack}" in names
    for half in ("aws-kubernetes-serve", "aws-kubernetes-serve-runs", "kubernetes-aws-train", "kubernetes-aws-train-runs"):
        assert f"penguins-{half}" in names
    return made


@pytest.fixture(scope="session")
def typed(stacks):
    """Objects of typed resources, as the API gets them."""
    return objects(stacks)


@pytest.fixture(scope="session")
def custom(stacks):
    """Custom resources."""
    return manifests(stacks)


@pytest.fixture(scope="session")
def asked(custom):
    """Custom resources, and those that a run of a workflow makes."""
    return {**custom, **made(custom)}
