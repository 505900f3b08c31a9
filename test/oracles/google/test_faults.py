"""Every call of every workflow fails: for ten minutes, once, with an answer that is lost, and for good. No error leaves a bill."""

import copy
from collections import deque

import pytest
from execution import WorkflowError, execute, message
from fake_vertex import FakeVertex, Outage
from synthesized import step, workflow

PASSING = [500, 502, 503, 504, 429, "connection"]
REGISTERED = [{"taskName": "register", "state": "SUCCEEDED"}]
GOOD = {"prediction_count": 50, "error_count": 0, "prediction_latencies": 20.0}
BAD = {"prediction_count": 50, "error_count": 9, "prediction_latencies": 20.0}
RUN = "penguins-pipeline-0f9a-11"


class Scene:
    """A workflow, what the world is like before it, and how it is run."""

    def __init__(self, variant, part, prepare, live=None):
        self.variant, self.part, self.prepare, self.live = variant, part, prepare, live

    def source(self, stacks):
        source = copy.deepcopy(workflow(stacks[self.variant], self.part))
        for setting in step(source, "settings")["assign"] if self.live else []:
            if "live" in setting:
                setting["live"] = self.live
        return source


def runs(fake):
    fake.states, fake.tasks = deque(["RUNNING", "RUNNING", "SUCCEEDED"]), REGISTERED


def scores(fake):
    fake.states = deque(["RUNNING", "SUCCEEDED"])
    fake.approve("1")


def first(fake):
    fake.approve("1")
    fake.forget()


def canary(metrics):
    def prepare(fake):
        fake.approve("2")
        fake.serve("1", 100)
        fake.metrics["new"] = metrics

    return prepare


def picked_up(fake):
    fake.serve("1", 100), fake.serve("2", 0)
    fake.metrics["new"] = GOOD


def three(fake):
    for share in (50, 30, 20):
        fake.serve("1", share)


def busy(fake):
    fake.runs = {"r-1": ("penguins-pipeline", "RUNNING"), "r-2": ("penguins-pipeline", "PENDING"), "r-3": ("penguins-batch", "RUNNING")}
    fake.custom = {"77": ("penguins-pipeline-train", "RUNNING"), "78": ("penguins-pipeline-train", "SUCCEEDED"), "79": ("other-train", "RUNNING")}


SCENES = {
    "run": Scene("example", "pipeline", runs),
    "batch": Scene("batch", "batch", scores),
    "first release": Scene("released", "release", first, "r1"),
    "canary that is kept": Scene("released", "release", canary(GOOD), "r2"),
    "canary that is rolled back": Scene("released", "release", canary(BAD), "r2"),
    "deployed and without traffic": Scene("released", "release", picked_up, "r2"),
    "undeploy": Scene("released", "undeploy", three),
    "stop": Scene("example", "stop", busy),
}


@pytest.fixture
def play(stacks, monkeypatch):
    """Runs a scene: what came out (a value or a message), and the world after it."""
    monkeypatch.setenv("GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID", "0f9a-11")
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT_NUMBER", "123456789012")

    def once(scene, *outages):
        fake = FakeVertex(monkeypatch)
        scene.prepare(fake)
        fake.outages = list(outages)
        try:
            return execute(scene.source(stacks)), fake
        except WorkflowError as error:
            payload = error.payload
            return payload if isinstance(payload, str) else str(payload.get("message", payload)), fake

    return once


def world(fake):
    """What is there, with nothing that only time changes."""
    return (
        sorted((model["modelVersionId"], fake.split.get(name, 0)) for name, model in fake.deployed.items()),
        sorted(fake.jobs),
        sorted(set(fake.cancelled)),
        sorted(name for name, kept in fake.objects.items() if kept != "STANDARD"),
        sorted(tag for tags in fake.images.values() for tag in tags),
    )


def distinct(fake):
    """Number of the first call of each kind: a poll that is repeated is one."""
    seen = {}
    for number, (method, path, _) in enumerate(fake.calls):
        place = path.split("/operations/")[0] + ("/operations" if "/operations/" in path else "")
        at = (method, place, sum(1 for m, _, _ in fake.calls[:number] if m != "GET"))
        seen.setdefault(at, number)
    return sorted(seen.values())


@pytest.mark.parametrize("name", SCENES)
def test_what_passes_within_ten_minutes_changes_nothing(play, name):
    scene = SCENES[name]
    outcome, before = play(scene)
    wrong = []
    for index, number in enumerate(distinct(before)):
        # Each kind of fault in turn, and both of them that a list of codes forgets in every place.
        for kind in {PASSING[index % len(PASSING)], 500, "connection"}:
            got, after = play(scene, Outage(kind, lambda at, *_, number=number: at >= number, seconds=600))
            if world(after) != world(before) or type(got) is not type(outcome):
                wrong.append(f"{kind} for ten minutes from {before.calls[number][:2]} on: {got}; {world(after)}")
        got, after = play(scene, Outage(401, lambda at, *_, number=number: at >= number, once=True))
        if world(after) != world(before) or type(got) is not type(outcome):
            wrong.append(f"one 401 at {before.calls[number][:2]}: {got}; {world(after)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", SCENES)
def test_an_answer_that_is_lost_is_not_a_second_request(play, name):
    scene = SCENES[name]
    outcome, before = play(scene)
    wrong = []
    for number, (method, path, _) in enumerate(before.calls):
        if method == "GET":
            continue
        for kind in (500, 504, "connection"):
            got, after = play(scene, Outage(kind, lambda at, *_, number=number: at == number, once=True, lost=True))
            if world(after) != world(before) or type(got) is not type(outcome):
                wrong.append(f"{kind} after {method} {path} had arrived: {got}; {world(after)}")
    assert not wrong, "\n".join(wrong)


def reads_fail(number):
    return lambda at, method, path: at >= number and method == "GET"


@pytest.mark.parametrize("name", ["run", "batch"])
def test_a_run_that_can_no_longer_be_watched_is_cancelled_before_it_is_raised(play, name):
    scene = SCENES[name]
    _, before = play(scene)
    (started,) = [number for number, (method, path, _) in enumerate(before.calls) if method == "POST" and path.endswith("/pipelineJobs")]
    for kind in [*PASSING, 401, 403, 404]:
        said, after = play(scene, Outage(kind, reads_fail(started)))
        assert "was cancelled: it could not be watched" in said and after.cancelled, f"{kind}: {said}; cancelled: {after.cancelled}"


def test_a_run_whose_start_was_never_answered_is_cancelled(play):
    said, after = play(SCENES["run"], Outage(500, lambda at, method, path: path.endswith("/pipelineJobs"), lost=True))
    assert after.cancelled == [RUN] or "registered" in str(said), said
    said, after = play(SCENES["run"], Outage(500, lambda at, method, path: path.endswith("/pipelineJobs")))
    assert f"run {RUN} was not started" in said and after.jobs == {}


def test_a_run_that_cannot_be_cancelled_says_what_goes_on(play):
    scene = SCENES["run"]
    said, after = play(scene, Outage(500, lambda at, method, path: "pipelineJobs/" in path))
    assert f"run {RUN} may go on and bill" in said and "run the workflow penguins-pipeline-stop" in said


@pytest.mark.parametrize("name", ["canary that is kept", "canary that is rolled back", "deployed and without traffic"])
@pytest.mark.parametrize("what", ["timeSeries", "/operations/", "/endpoints/"])
def test_a_canary_that_can_no_longer_be_watched_is_rolled_back_before_it_is_raised(play, name, what):
    scene = SCENES[name]
    _, before = play(scene)
    reads = [number for number, (method, path, _) in enumerate(before.calls) if method == "GET" and what in path]
    first_write = next(number for number, (method, _, _) in enumerate(before.calls) if method != "GET")
    for number in [each for each in reads if each > first_write]:
        for kind in [*PASSING, 401, 403]:
            said, after = play(scene, Outage(kind, lambda at, method, path, number=number: at >= number and method == "GET" and what in path))
            versions = world(after)[0]
            # What serves alone is no canary: the last looks at the endpoint come after it.
            assert "may go on and bill" in str(said) or len(versions) == 1, f"{kind} in {what}: {said}; {versions}"
            if what == "timeSeries":
                assert "was rolled back: it could not be measured" in said and versions == [("1", 100)], f"{kind}: {said}; {versions}"


@pytest.mark.parametrize("name", ["canary that is kept", "deployed and without traffic", "first release"])
def test_writes_that_fail_for_good_leave_no_canary_or_say_so(play, name):
    scene = SCENES[name]
    _, before = play(scene)
    writes = [number for number, (method, _, _) in enumerate(before.calls) if method != "GET"]
    for number in writes:
        method, path, _ = before.calls[number]
        for kind in (500, 403, "connection"):
            # That call and its repeats.
            said, after = play(scene, Outage(kind, lambda at, m, p, number=number: at >= number and (m, p) == (method, path)))
            versions = world(after)[0]
            # What could not be kept holds up no release.
            is_safe = "may go on and bill" in said or "cannot go live again" in said or versions in ([("1", 100)], [])
            assert isinstance(said, str) and is_safe, f"{kind} at {method} {path}: {said}; {versions}"


def test_stop_cancels_the_runs_and_jobs_of_this_pipeline_and_no_others(play):
    outcome, after = play(SCENES["stop"])
    assert outcome == {"cancelled": 3} and sorted(after.cancelled) == ["77", "r-1", "r-2"]
    said, after = play(SCENES["stop"], Outage(403, lambda at, method, path: path.endswith("r-1:cancel")))
    assert "these may go on and bill:" in said and "r-1" in said and sorted(after.cancelled) == ["77", "r-2"]
