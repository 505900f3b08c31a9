"""CONTRACT.md and the code say the same."""

import os
import re

import pytest
from conftest import code, run, table

from pilot_image import contracts
from pilot_image.entrypoints import ENTRY_POINTS
from pilot_image.errors import PilotError
from pilot_image.probe import EXPECTED


def test_entry_points():
    rows = {code(row["entry point"])[0]: row for row in table("entry point")}
    assert list(rows) == list(ENTRY_POINTS)
    for name, entry in ENTRY_POINTS.items():
        assert code(rows[name]["inputs"]) == [*entry.inputs, *entry.optional]
        assert code(rows[name]["output"]) == ([entry.output] if entry.output else [])


def test_parameters_and_defaults():
    said = {code(row["parameter"])[0]: row["default"] for row in table("parameter")}
    coded = {
        f"{name} --{key}": str(parameter.default) or "none"
        for name, entry in ENTRY_POINTS.items()
        for key, parameter in entry.parameters.items()
    }
    assert said == coded


def test_contracts_and_their_order():
    order = [contract.name for contract in contracts.ALL]
    assert [code(row["contract"])[0] for row in table("contract") if "shown by" in row] == order
    assert [code(row["contract"])[0] for row in table("contract") if "input `<name>`" in row] == order


@pytest.mark.parametrize("row", [row for row in table("contract") if "port" in row], ids=lambda row: row["contract"])
def test_serving(row):
    said = (row["port"], row["liveness"], row["readiness"], row["scoring"])

    def default(cell: str) -> str:
        return re.split(r" or ", cell)[-1].strip("`")

    named = {"PILOT_CONTRACT": code(row["contract"])[0]}
    serving = contracts.find(named).serving()
    port, *routes = map(default, said)
    assert [serving.port, serving.liveness, serving.readiness, serving.scoring] == [int(port), *routes]
    assert serving.envelope == (row["bodies"] == "JSON")
    # the variables that the table names are the ones that count
    for cell, attribute in zip(said, ("port", "liveness", "readiness", "scoring"), strict=True):
        for variable in (word for word in code(cell) if word.isupper()):
            value = "9999" if attribute == "port" else "/moved"
            moved = getattr(contracts.find(named | {variable: value}).serving(), attribute)
            assert str(moved) == value, f"{variable} does not move the {attribute}"


def test_claims():
    assert {code(row["claim"])[0]: row["expected"] for row in table("claim")} == EXPECTED


@pytest.mark.parametrize("row", table("root"), ids=lambda row: row["root"])
def test_every_root_can_be_moved(row, tmp_path):
    (root,), (variable,) = code(row["root"]), code(row["moved by"])
    users = [contract for contract in contracts.ALL if any(root in cell for cell in paths_of(contract.name))]
    moved = {variable: str(tmp_path)}
    if root == "/gcs":
        assert contracts.find({}).given("gs://bucket/key").as_posix() == "/gcs/bucket/key"
        assert contracts.find(moved).given("gs://bucket/key") == tmp_path / "bucket/key"
        return
    assert users
    for contract in users:
        name = "model" if "`model`" in paths_of(contract.name)[0] else "data"
        assert str(contract({}).input(name)).startswith(root)
        assert str(contract(moved).input(name)).startswith(str(tmp_path))


def paths_of(contract: str) -> list[str]:
    """The cells for a contract's inputs and outputs."""
    rows = (row for row in table("contract") if "input `<name>`" in row and code(row["contract"])[0] == contract)
    return [cell for row in rows for key, cell in row.items() if key != "contract"]


def test_one_more_platform_is_the_class_that_the_page_shows():
    from conftest import IMAGE

    scope = {"Contract": contracts.Contract, "Serving": contracts.base.Serving}
    shown = re.search(r"```python\n(.*?)```", (IMAGE / "CONTRACT.md").read_text(), re.S).group(1)
    exec(shown, scope)  # noqa: S102 (our own page)
    kserve = scope["KServe"]({"PILOT_ROOT_MNT": "/moved"})
    assert kserve.input("model").as_posix() == "/moved/models"
    assert kserve.serving().scoring == "/v1/models/penguins:predict"


def test_unknown_contract_is_refused():
    with pytest.raises(PilotError, match='PILOT_CONTRACT: "mars" is unknown; one of vertex-ai, azure-ml'):
        contracts.find({"PILOT_CONTRACT": "mars"})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fly"], "fly: unknown entry point; one of probe, prepare, train"),
        (["train", "--epochs", "3"], "train: unrecognized arguments: --epochs 3; see --help"),
        (["prepare", "--data", "s3://b/k"], 'prepare: "s3://b/k" is no path: mount it'),
        (
            ["evaluate"],
            'evaluate: input model: "work/model" is not a directory; give --model DIR\nevaluate: input prepared',
        ),
        (["train", "--max-iterations", "many"], 'train: --max-iterations: "many" is no int; solver iterations at most'),
        (["serve", "--max-body-bytes", "1.5"], 'serve: --max-body-bytes: "1.5" is no int'),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_usage_errors_are_one_line_each(arguments, message, tmp_path):
    done = run(*arguments, cwd=tmp_path, ok=False)
    assert done.stderr.startswith(message), done.stderr
    assert os.listdir(tmp_path) == []


def test_an_output_that_the_platform_leaves_open_must_be_named(tmp_path):
    done = run("prepare", "--data", tmp_path, cwd=tmp_path, ok=False, AZUREML_RUN_ID="1")
    assert done.stderr == "prepare: output prepared: the azure-ml contract names no place; give --prepared DIR\n"
