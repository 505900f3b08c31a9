"""register, with MLflow's own client in front of a registry on loopback."""

import hashlib
import shutil

import pytest
from conftest import DATA, run
from unity_catalog import UnityCatalog, serving

NAME = "penguins.pilot.penguins"


@pytest.fixture(scope="module")
def approved(tmp_path_factory):
    """A model, as the gate leaves it."""
    work = tmp_path_factory.mktemp("approved")
    run("prepare", "--data", DATA, "--prepared", work / "prepared", cwd=work)
    run("train", "--prepared", work / "prepared", "--model", work / "model", cwd=work)
    return work / "model"


def register(approved, of_run: object, cwd, env: dict, ok: bool = True, name: str = NAME):
    arguments = ("--approved", approved, "--model-name", name, "--run", of_run)
    return run("register", *arguments, cwd=cwd, ok=ok, **env)


def test_a_run_registers_once(approved, tmp_path):
    registry = UnityCatalog(NAME)
    with serving(registry) as env:
        first = register(approved, 7, tmp_path, env)
        again = register(approved, 7, tmp_path, env)
        second = register(approved, 8, tmp_path, env)
    digest = hashlib.sha256((approved / "manifest.json").read_bytes()).hexdigest()
    lines = [done.stdout.strip() for done in (first, again, second)]
    assert lines == [f"version={v}; run={r}; sha256={digest};" for v, r in ((1, 7), (1, 7), (2, 8))]
    assert [version["status"] for version in registry.models[NAME]] == ["READY", "READY"]
    tags = [{tag["key"]: tag["value"] for tag in version["tags"]} for version in registry.models[NAME]]
    assert tags == [{"run": "7", "sha256": digest}, {"run": "8", "sha256": digest}]


def test_what_is_registered_is_the_mlflow_model_and_nobody_approves_it(approved, tmp_path):
    registry = UnityCatalog(NAME)
    with serving(registry) as env:
        register(approved, 7, tmp_path, env)
    uploaded = {path.removeprefix("penguins/pilot/penguins/1/"): content for path, content in registry.files.items()}
    assert set(uploaded) == {path.name for path in (approved / "mlflow").iterdir()}
    assert all(
        content == (approved / "mlflow" / name).read_bytes() for name, content in uploaded.items() if name != "MLmodel"
    )
    assert b"signature:" in uploaded["MLmodel"]
    assert not [asked for asked in registry.asked if "alias" in asked or "stage" in asked]


def test_a_refusal_is_one_line(approved, tmp_path):
    with serving(UnityCatalog(NAME, may_create=False)) as env:
        done = register(approved, 7, tmp_path, env, ok=False)
        assert f"register: {NAME}: PERMISSION_DENIED: User does not have CREATE MODEL VERSION" in done.stderr
        unknown = register(approved, 7, tmp_path, env, ok=False, name="penguins.pilot.others")
        assert "register: penguins.pilot.others: RESOURCE_DOES_NOT_EXIST" in unknown.stderr


def test_another_model_than_the_manifest_says_is_not_registered(approved, tmp_path):
    registry = UnityCatalog(NAME)
    changed = tmp_path / "changed"
    shutil.copytree(approved, changed)
    (changed / "mlflow/requirements.txt").write_text("evil==1.0\n")
    with serving(registry) as env:
        done = register(changed, 7, tmp_path, env, ok=False)
    assert "mlflow/requirements.txt" in done.stderr
    assert registry.asked == []


def test_a_version_belongs_to_a_run_and_a_model(approved, tmp_path):
    done = run("register", "--approved", approved, cwd=tmp_path, ok=False)
    assert done.stderr == "register: --model-name and --run must be given: what is registered, and by which run\n"
