"""evaluate and gate: measure a model on the rows that it has not seen, and stop one that is not good enough."""

import math

from . import data, schema
from .errors import PilotError
from .files import publish, read_json, write_json
from .manifest import copy, identity, open_model


def measured(predictions: list[dict], labels: list[str], classes: tuple[str, ...]) -> tuple[dict, dict]:
    """The metrics, and how often each species was taken for which."""
    confusion = {label: dict.fromkeys(classes, 0) for label in classes}
    loss = 0.0
    for prediction, label in zip(predictions, labels, strict=True):
        confusion[label][prediction[schema.TARGET]] += 1
        loss -= math.log(max(prediction["probabilities"][label], 1e-15))
    right = {label: confusion[label][label] for label in classes}
    taken = {label: sum(row[label] for row in confusion.values()) for label in classes}
    accuracy = sum(right.values()) / len(labels)
    f1 = [
        2 * right[k] / (sum(confusion[k].values()) + taken[k]) if sum(confusion[k].values()) + taken[k] else 0.0
        for k in classes
    ]
    error = math.sqrt(accuracy * (1 - accuracy) / len(labels))
    metrics = {
        "accuracy": {"value": accuracy, "standard_deviation": error},
        "macro_f1": {"value": sum(f1) / len(f1)},
        "log_loss": {"value": loss / len(labels)},
    }
    return metrics, confusion


def evaluate(run) -> None:
    """Write evaluation.json; with --metric and --metric-file also the bare value of one metric."""
    metric, metric_file = run.parameters.metric, run.parameters.metric_file
    if bool(metric) != bool(metric_file):
        raise PilotError("--metric and --metric-file belong together: give both or neither")
    model, manifest, _ = open_model(run.inputs["model"])
    rows, labels, described = data.load(run.inputs["prepared"], "test")
    metrics, confusion = measured(model.predict(rows), labels, model.classes)
    if metric and metric not in metrics:
        raise PilotError(f'--metric: "{metric}" is unknown; one of {", ".join(metrics)}')
    with publish(run.output) as output:
        write_json(
            output / "evaluation.json",
            {
                "metrics": metrics,
                "rows": len(rows),
                "confusion": confusion,
                "model": {"sha256": identity(manifest)},
                "prepared": {"sha256": described["prepared"]["sha256"]},
            },
        )
    if metric:
        path = run.contract.given(metric_file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(repr(metrics[metric]["value"]))
    print("; ".join(f"{name}={entry['value']:.4f}" for name, entry in metrics.items()) + ";")


def gate(run) -> None:
    """Copy the model to the output if the metric reaches the threshold; otherwise fail and write nothing."""
    name, threshold = run.parameters.metric, run.parameters.threshold
    evaluation = read_json(run.inputs["evaluation"] / "evaluation.json")
    metrics = evaluation.get("metrics", {})
    if name not in metrics:
        raise PilotError(f'--metric: "{name}" is not in evaluation.json; it has {", ".join(metrics) or "none"}')
    value = metrics[name].get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PilotError(f"evaluation.json: metrics.{name}.value is {value!r}, no finite number")
    if not math.isfinite(threshold):
        raise PilotError(f"--threshold: {threshold} is no finite number")
    _, manifest, root = open_model(run.inputs["model"])
    if evaluation.get("model", {}).get("sha256") != identity(manifest):
        raise PilotError("evaluation.json is of another model: evaluate the model that is to pass")
    if value < threshold:
        raise PilotError(f"{name} {value!r} is below {threshold!r}")
    with publish(run.output) as output:
        copy(root, output, manifest)
    print(f"{name}={value}; threshold={threshold}; approved")
