"""The release and undeploy workflows of the synthesized stack, executed."""

import copy

import pytest
from execution import WorkflowError, ending, execute, message
from fake_vertex import DIGEST, FakeVertex, Outage
from synthesized import step, workflow


@pytest.fixture
def fake(monkeypatch):
    return FakeVertex(monkeypatch)


@pytest.fixture
def release(stacks):
    """Runs the workflow with another release live: the one leaf that a spec changes."""
    source = workflow(stacks["released"], "release")

    def run(live="r1", **settings):
        changed = copy.deepcopy(source)
        for setting in step(changed, "settings")["assign"]:
            for key, value in {"live": live, **settings}.items():
                if key in setting:
                    setting[key] = value
        return execute(changed)

    return run


def test_first_release_gets_all_traffic(fake, release):
    fake.approve("1")
    assert release() == {"live": "r1", "version": "1", "deployedModel": fake.last}
    assert fake.split == {fake.last: 100} and fake.changes == ["POST " + f"{endpoint(fake)}:deployModel"]
    resources = fake.deployed[fake.last]["dedicatedResources"]
    assert (resources["minReplicaCount"], resources["maxReplicaCount"]) == (1, 2)
    assert "penguins-serving" in fake.deployed[fake.last]["serviceAccount"] or fake.deployed[fake.last]["serviceAccount"]


def endpoint(fake):
    return next(path for _, path, _ in fake.calls if "/endpoints/" in path).split("/")[-1].split(":")[0]


def test_the_second_run_changes_nothing(fake, release):
    fake.approve("1")
    release()
    before = len(fake.changes)
    assert release()["live"] == "r1"
    assert len(fake.changes) == before


def test_a_version_without_its_alias_is_refused(fake, release):
    with pytest.raises(WorkflowError) as error:
        release()
    assert "release r1 is not approved: version 1 lacks the alias approved-1" in message(error)
    assert fake.changes == []


def test_canary_is_kept(fake, release):
    fake.approve("2")
    old = fake.serve("1", 100)
    fake.metrics["new"] = {"prediction_count": 50, "error_count": 0, "prediction_latencies": 120.5}
    started = fake.now
    assert release("r2")["version"] == "2"
    first = next(body for method, path, body in fake.calls if path.endswith(":deployModel"))
    assert first["trafficSplit"] == {old: 90, "0": 10}
    assert fake.split == {fake.last: 100} and set(fake.deployed) == {fake.last}
    assert fake.now - started >= 600


@pytest.mark.parametrize(
    ("metrics", "reason"),
    [
        ({"prediction_count": 50, "error_count": 0, "prediction_latencies": 812.0}, "p95 was 812.0 ms, above 500"),
        ({"prediction_count": 50, "error_count": 9, "prediction_latencies": 20.0}, "9 errors, above 1 % of the requests"),
        ({}, "no request reached it in 600 seconds"),
    ],
    ids=["slow canary", "failing canary", "no data"],
)
def test_canary_is_rolled_back(fake, release, metrics, reason):
    fake.approve("2")
    old = fake.serve("1", 100)
    fake.metrics["new"] = metrics
    with pytest.raises(WorkflowError) as error:
        release("r2")
    assert f"release r2 was rolled back: {reason}" in message(error)
    assert fake.split == {old: 100} and set(fake.deployed) == {old}


@pytest.mark.parametrize("shares", [(34, 33, 33), (98, 1, 1), (50, 49, 1), (1, 1, 98)])
def test_shares_of_three_old_models_sum_to_100(fake, release, shares):
    """The fake refuses any split that does not."""
    fake.approve("2")
    before = {fake.serve("1", share, name=str(20 + number)): share for number, share in enumerate(shares)}
    fake.metrics["new"] = {"prediction_count": 5, "error_count": 5, "prediction_latencies": 1.0}
    with pytest.raises(WorkflowError):
        release("r2")
    assert sum(fake.split.values()) == 100 and set(fake.split) <= set(before)


def test_an_interrupted_canary_goes_on(fake, release):
    fake.approve("2")
    fake.serve("1", 90)
    new = fake.serve("2", 10)
    fake.metrics["new"] = {"prediction_count": 50, "error_count": 0, "prediction_latencies": 20.0}
    assert release("r2")["deployedModel"] == new
    assert fake.split == {new: 100} and not any("deployModel" in change and "un" not in change for change in fake.changes)


def test_a_deployed_model_without_traffic_gets_a_share_first(fake, release):
    old, new = fake.serve("1", 100), fake.serve("2", 0)
    fake.metrics["new"] = {"prediction_count": 50, "error_count": 0, "prediction_latencies": 20.0}
    release("r2")
    first = next(body for method, _, body in fake.calls if method == "PATCH")
    assert first["trafficSplit"] == {old: 90, new: 10} and fake.split == {new: 100}


def test_replicas_follow_the_source(fake, release):
    name = fake.serve("1", 100, replicas=(1, 9))
    release()
    resources = fake.deployed[name]["dedicatedResources"]
    assert (resources["minReplicaCount"], resources["maxReplicaCount"]) == (1, 2)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ({"machineType": "n1-standard-8", "acceleratorType": "NVIDIA_TESLA_T4", "acceleratorCount": 1}, {"machine_type": "n1-standard-8", "accelerator_type": "NVIDIA_TESLA_T4", "accelerator_count": 2}),
        ({"machineType": "n1-standard-8", "acceleratorType": "NVIDIA_TESLA_T4", "acceleratorCount": 1}, {"machine_type": "n1-standard-8", "accelerator_type": "NVIDIA_TESLA_P4", "accelerator_count": 1}),
        ({"machineType": "n1-standard-8", "acceleratorType": "NVIDIA_TESLA_T4", "acceleratorCount": 1}, {"machine_type": "n1-standard-8"}),
        ({"machineType": "e2-standard-4"}, {"machine_type": "e2-standard-8"}),
        ({"account": "another@penguins-pilot.iam.gserviceaccount.com"}, {}),
    ],
    ids=["another number of accelerators", "another accelerator", "no accelerator any more", "another machine", "another account"],
)
def test_whatever_a_deployment_holds_is_rolled_out(fake, release, before, wanted):
    """Of the same version a second deployment takes over, and is watched like a release."""
    fake.approve("1")
    old = fake.serve("1", 100, **before)
    fake.metrics["new"] = {"prediction_count": 50, "error_count": 0, "prediction_latencies": 20.0}
    release(**wanted)
    assert set(fake.deployed) == {fake.last} and fake.last != old, f"nothing was deployed: {fake.changes}"


def test_an_unspecified_accelerator_is_none(fake, release):
    name = fake.serve("1", 100, acceleratorType="ACCELERATOR_TYPE_UNSPECIFIED")
    release()
    assert set(fake.deployed) == {name} and fake.changes == []


def test_nothing_live_undeploys_all(fake, release):
    fake.serve("1", 60), fake.serve("2", 40)
    assert release("") == {"live": "none", "undeployed": 2}
    assert fake.deployed == {} and fake.split == {}


def test_retries_then_success(fake, release):
    fake.approve("1")
    fake.failures.extend([503, 429, 503])
    assert release()["live"] == "r1"
    assert fake.changes.count(f"POST {endpoint(fake)}:deployModel") == 1


def test_a_busy_deployment_is_sent_again(fake, release):
    fake.approve("1")
    fake.outages = [Outage(503, lambda number, method, path: path.endswith(":deployModel"), once=True)]
    assert release()["live"] == "r1"
    assert fake.changes.count(f"POST {endpoint(fake)}:deployModel") == 2


def test_retries_exhausted(fake, release):
    fake.failures.extend([503] * 16)
    with pytest.raises(WorkflowError, match="503"):
        release()
    assert fake.changes == [] and len(fake.calls) == 16


def test_a_refusal_is_not_repeated(fake, release):
    fake.failures.extend([403])
    with pytest.raises(WorkflowError, match="403"):
        release()
    assert len(fake.calls) == 1


def lies(fake):
    """What of the two releases expires, and what the image is called."""
    return sorted(name for name, kept in fake.objects.items() if kept == "STANDARD"), sorted(fake.images.get(DIGEST, []))


KEPT = ([], ["release-1", "release-2"])


@pytest.mark.parametrize("live", ["r1", "r2", ""])
def test_files_and_images_of_every_listed_release_are_kept(fake, release, live):
    """Releases that were registered and approved before registered models were kept."""
    fake.approve("1"), fake.approve("2")
    fake.forget()
    release(live)
    assert lies(fake) == KEPT, f"expires: {lies(fake)[0]}; tags of the image: {lies(fake)[1]}"


def test_a_release_that_is_rolled_back_has_kept_the_way_back(fake, release):
    fake.approve("2")
    fake.serve("1", 100)
    fake.metrics["new"] = {"prediction_count": 50, "error_count": 9, "prediction_latencies": 20.0}
    fake.forget()
    with pytest.raises(WorkflowError, match="was rolled back"):
        release("r2")
    assert lies(fake) == KEPT, f"expires: {lies(fake)[0]}; tags of the image: {lies(fake)[1]}"


def no_files(fake):
    del fake.objects["artifacts/m1/model.onnx"]


def no_image(fake):
    fake.images.clear()


def foreign_tag(fake):
    fake.images = {DIGEST: ["release-2"], "sha256:" + "f" * 64: ["release-1"]}


def no_version(fake):
    del fake.versions["1"]


@pytest.mark.parametrize(
    ("lose", "said"),
    [
        (no_files, "r1: kept 0 files, because none lies under gs://penguins-data-penguins-pilot/artifacts/m1/"),
        (no_image, f"r1: its image europe-west4-docker.pkg.dev/penguins-pilot/penguins-image/image@{DIGEST} cannot be kept"),
        (foreign_tag, "expires, because the tag release-1 is of"),
        (no_version, "r1: "),
    ],
)
def test_a_listed_release_that_is_lost_holds_up_nothing_and_is_named(fake, release, lose, said):
    fake.approve("2")
    lose(fake)
    ended = ending(lambda: release("r2"))
    assert "release r2 serves, but these releases cannot go live again:" in ended and said in ended, f"ended with {ended}"
    assert fake.split == {fake.last: 100}


def test_while_nothing_is_live_a_lost_release_is_named_after_all_are_undeployed(fake, release):
    fake.serve("1", 100)
    no_files(fake)
    ended = ending(lambda: release(""))
    assert "nothing is live, but these releases cannot go live again: r1: kept 0 files" in ended and fake.deployed == {}, f"ended with {ended}"


def test_undeploy(fake, stacks):
    source = workflow(stacks["released"], "undeploy")
    for share in (50, 30, 20):
        fake.serve("1", share)
    assert execute(source) == {"undeployed": 3}
    assert fake.deployed == {}
    assert execute(source) == {"undeployed": 0}
