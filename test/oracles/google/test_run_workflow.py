"""The workflow around a pipeline run, executed."""

from collections import deque

import pytest
from execution import LIMITS, WorkflowError, ending, execute, message
from fake_vertex import MODEL, FakeVertex
from synthesized import step, workflow

REGISTERED = [{"taskName": name, "state": "SUCCEEDED"} for name in ("train", "evaluate", "gate", "register")]


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setenv("GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID", "0f9a-11")
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT_NUMBER", "123456789012")
    return FakeVertex(monkeypatch)


@pytest.fixture
def run(stacks, fake):
    source = workflow(stacks["example"], "pipeline")

    def start(states, tasks=()):
        fake.states, fake.tasks = deque(states), list(tasks)
        return execute(source)

    return start


def test_a_registered_model(fake, run):
    outcome = run(["RUNNING", "RUNNING", "SUCCEEDED"], REGISTERED)
    assert outcome == {"run": "penguins-pipeline-0f9a-11", "outcome": "registered a version that waits for approval"}
    assert fake.body["runtimeConfig"]["parameterValues"] == {"parent_model": MODEL}
    assert fake.body["serviceAccount"] and fake.body["pscInterfaceConfig"]["networkAttachment"]


RUN = "artifacts/123456789012/penguins-pipeline-0f9a-11"
OTHERS = [f"{RUN}/prepare_5/prepared/train.csv", "artifacts/123456789012/penguins-pipeline-other/train_1/model/model.onnx"]
MODEL_FILES = [f"{RUN}/train_77/model/{name}" for name in ("manifest.json", "mlflow/MLmodel", "a large.onnx", "model.onnx")]


def test_files_of_a_registered_model_leave_the_class_that_expires(fake, run):
    fake.objects = dict.fromkeys([*OTHERS, *MODEL_FILES], "STANDARD")
    fake.written = []
    run(["SUCCEEDED"], REGISTERED)
    assert {name: kept for name, kept in fake.objects.items() if kept != "STANDARD"} == dict.fromkeys(MODEL_FILES, "NEARLINE")


@pytest.mark.parametrize(
    "written",
    [[], ["train/model/model.onnx"], ["trainer_1/model/model.onnx"], ["evaluate_1/model/model.onnx"]],
    ids=["no file", "another layout of Vertex AI's", "a step of another name", "another step"],
)
def test_a_registered_model_of_which_no_file_was_kept_is_an_error(fake, run, written):
    """Its files would expire, and the run would be called a success."""
    fake.written = written
    said = ending(lambda: run(["SUCCEEDED"], REGISTERED))
    assert "registered a version whose files may expire: kept 0 files, because none lies under gs://penguins-data-penguins-pilot/" + RUN in said, f"ended with {said}; files: {fake.objects}"


@pytest.mark.parametrize("again", ["STANDARD", "NEARLINE"])
def test_files_that_were_kept_before_count(fake, run, again):
    fake.objects, fake.written = dict.fromkeys(MODEL_FILES, again), []
    run(["SUCCEEDED"], REGISTERED)
    assert fake.objects == dict.fromkeys(MODEL_FILES, "NEARLINE")


def test_files_of_a_model_that_is_not_registered_expire(fake, run):
    fake.objects, fake.written = dict.fromkeys(MODEL_FILES, "STANDARD"), []
    with pytest.raises(WorkflowError):
        run(["SUCCEEDED"], [{"taskName": "gate", "state": "NOT_TRIGGERED"}])
    assert set(fake.objects.values()) == {"STANDARD"}


def test_the_first_model_has_no_parent(fake, run):
    fake.versions = {}
    run(["SUCCEEDED"], REGISTERED)
    assert fake.body["runtimeConfig"]["parameterValues"] == {"parent_model": ""}


def test_below_the_gate(fake, run):
    tasks = [{"taskName": "evaluate", "state": "SUCCEEDED"}, {"taskName": "gate", "state": "NOT_TRIGGERED"}]
    with pytest.raises(WorkflowError) as error:
        run(["SUCCEEDED"], tasks)
    assert "gate: accuracy is below 0.8, nothing was registered" in message(error)


def test_a_failed_step_is_named_with_its_reason(fake, run):
    tasks = [{"taskName": "train", "state": "FAILED", "error": {"code": 9, "message": "out of memory"}}]
    with pytest.raises(WorkflowError) as error:
        run(["RUNNING", "FAILED"], tasks)
    assert message(error) == "run penguins-pipeline-0f9a-11 failed: train: out of memory;"


def test_cancelled(fake, run):
    with pytest.raises(WorkflowError) as error:
        run(["RUNNING", "CANCELLED"])
    assert message(error) == "run penguins-pipeline-0f9a-11 was cancelled"


def test_a_run_without_an_end_is_stopped(fake, run):
    with pytest.raises(WorkflowError, match="was cancelled: it ran for") as error:
        run(["RUNNING"])
    seconds = int(message(error).split("ran for ")[1].split()[0])
    # every attempt of probe, prepare, train and evaluate in full, and ten minutes for each to start
    assert 0 <= seconds - 3 * (900 + 3600 + 7200 + 3600 + 4 * 600) < 60
    assert fake.changes[-1].endswith(":cancel")


def test_retries_then_success(fake, run):
    fake.failures.extend([200, 503, 503])
    assert run(["SUCCEEDED"], REGISTERED)["run"]
    assert [change for change in fake.changes if "pipelineJobs" in change] == ["POST pipelineJobs"] * 3


def test_a_repeated_start_that_had_arrived(fake, run):
    fake.jobs["penguins-pipeline-0f9a-11"] = True
    fake.objects[MODEL_FILES[0]] = "STANDARD"
    assert run(["SUCCEEDED"], REGISTERED)["run"] == "penguins-pipeline-0f9a-11"


def test_retries_exhausted(fake, run):
    fake.failures.extend([200, *[503] * 16])
    with pytest.raises(WorkflowError, match="was not started: .*503"):
        run(["SUCCEEDED"], REGISTERED)


def test_batch_scores_with_the_approved_version(fake, stacks):
    fake.states = deque(["SUCCEEDED"])
    source = workflow(stacks["batch"], "batch")
    with pytest.raises(WorkflowError) as error:
        execute(source)
    assert "version 1 is not approved" in message(error)
    fake.approve("1")
    assert execute(source)["outcome"] == "succeeded"
    assert fake.body["runtimeConfig"]["parameterValues"] == {"model_uri": "gs://penguins-data-penguins-pilot/artifacts/m1"}


def test_batch_keeps_the_files_of_every_listed_release(fake, stacks):
    """Those that were registered before registered models were kept: each run keeps what still could expire."""
    fake.states = deque(["SUCCEEDED"])
    fake.approve("1")
    fake.objects, fake.written = {f"artifacts/m{version}/model.onnx": "STANDARD" for version in ("1", "2", "10")}, []
    assert execute(workflow(stacks["batch"], "batch"))["outcome"] == "succeeded"
    expires = sorted(name for name, kept in fake.objects.items() if kept == "STANDARD")
    assert expires == ["artifacts/m10/model.onnx"], f"these expire: {expires}"


def test_batch_names_a_listed_release_that_is_lost(fake, stacks):
    fake.states = deque(["SUCCEEDED"])
    fake.approve("1")
    del fake.objects["artifacts/m2/model.onnx"]
    said = ending(lambda: execute(workflow(stacks["batch"], "batch")))
    assert "succeeded, but these releases cannot go live again: r2: kept 0 files" in said, f"ended with {said}"
    assert list(fake.jobs), "nothing was scored"


def test_a_run_of_weeks_stays_within_the_steps_of_an_execution(fake, stacks):
    """7 days of training with 10 retries: 77 days, by 60-second polls more than 700,000 steps."""
    source = workflow(stacks["longest"], "pipeline")
    fake.states, fake.tasks = deque(["RUNNING"]), []
    with pytest.raises(WorkflowError, match="which is its limit"):
        execute(source)
    assert execute.steps < LIMITS["steps"] / 2


def test_the_wait_for_capacity_counts_in_the_limit(stacks):
    """A queued job waits before it runs: 9000 s here, for each attempt."""
    (limit,) = [entry["limit_seconds"] for entry in step(workflow(stacks["queued accelerators"], "pipeline"), "settings")["assign"] if "limit_seconds" in entry]
    assert limit == 3 * (900 + 3600 + 7200 + 9000 + 3600 + 4 * 600)


def test_what_is_read_of_a_run_fits_an_execution(fake, run):
    """The fake answers with the PipelineSpec too, as Vertex AI does, and the emulator counts what variables hold."""
    outcome = run(["RUNNING", "SUCCEEDED"], [*REGISTERED, {"taskName": "x", "state": "SUCCEEDED", "inputs": "y" * 600_000}])
    assert outcome["outcome"].startswith("registered")


def test_a_registration_is_never_repeated(stacks):
    body = step(workflow(stacks["example"], "pipeline"), "create")["try"]["args"]["body"]
    register = body["pipelineSpec"]["components"]["comp-gate"]["dag"]["tasks"]["register"]
    assert "retryPolicy" not in register, register["retryPolicy"]
