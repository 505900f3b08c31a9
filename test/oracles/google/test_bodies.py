"""Every body of the synthesized workflows against the messages of aiplatform v1 and of Kubeflow Pipelines."""

import copy
import json

import pytest
from closed import bodies_of_run, count, launched, parse
from google.protobuf import json_format
from synthesized import step, workflow, workflows

MOST_BYTES = 128 * 1024  # docs.cloud.google.com/workflows/quotas (2026-10)


@pytest.fixture(scope="session")
def runs(stacks):
    """Variant and workflow → the body that starts a run."""
    return {
        f"{variant}: {name}": step(source, "create")["try"]["args"]["body"]
        for variant, stack in stacks.items()
        for name, source in workflows(stack).items()
        if any("create" in each for each in source["main"]["steps"])
    }


def test_bodies(runs, capsys):
    keys, faults = 0, []
    for where, body in runs.items():
        for what, message, given in bodies_of_run(body):
            keys += count(given)
            try:
                parse(given, message)
            except json_format.ParseError as error:
                faults.append(f"{where}: {what}: {error}")
    with capsys.disabled():
        unknown = sum("no field named" in fault for fault in faults)
        print(f"\n{keys} keys of bodies checked as closed aiplatform v1 messages and by kfp-pipeline-spec, {unknown} unknown")
    assert keys > 2000 and not faults, "\n".join(faults)


def test_every_task_names_a_component_with_an_executor(runs):
    for where, body in runs.items():
        spec = body["pipelineSpec"]
        executors = spec["deploymentSpec"]["executors"]
        dags = [spec["root"]["dag"], *(each["dag"] for each in spec["components"].values() if "dag" in each)]
        for name, task in [pair for dag in dags for pair in dag["tasks"].items()]:
            component = spec["components"][task["componentRef"]["name"]]
            assert "dag" in component or component["executorLabel"] in executors, f"{where}: {name}"
            inputs = task.get("inputs", {})
            declared = component.get("inputDefinitions", {})
            for kind in ("artifacts", "parameters"):
                assert set(inputs.get(kind, {})) == set(declared.get(kind, {})), f"{where}: {name}: {kind}"


def test_every_job_stops_and_runs_as_its_account(runs):
    jobs = [
        payload
        for body in runs.values()
        for executor in body["pipelineSpec"]["deploymentSpec"]["executors"].values()
        if "container" in executor
        for message, payload in [launched(executor["container"])]
        if "job_spec" in payload
    ]
    assert len(jobs) >= 17
    for job in jobs:
        scheduling = job["job_spec"]["scheduling"]
        assert 60 <= int(scheduling["timeout"].removesuffix("s")) <= 7 * 86400
        # Google's launcher drops it silently with any other strategy.
        assert ("max_wait_duration" in scheduling) == (scheduling["strategy"] == "FLEX_START")
        assert job["job_spec"]["service_account"] and not job["job_spec"]["enable_web_access"]


@pytest.mark.parametrize("wrong", ["timeout", "pscInterfaceConfig", "retryPolicy"])
def test_a_misspelt_key_is_found(runs, wrong):
    body = json.loads(json.dumps(copy.deepcopy(next(iter(runs.values())))).replace(wrong, f"{wrong}x"))
    with pytest.raises(json_format.ParseError, match=f"{wrong}x"):
        for _, message, given in bodies_of_run(body):
            parse(given, message)


def test_sources_are_small_enough(stacks):
    for stack in stacks.values():
        for given in stack["resource"].get("google_workflows_workflow", {}).values():
            assert len(given["source_contents"]) < MOST_BYTES / 2
    assert workflow(stacks["released"], "undeploy")
