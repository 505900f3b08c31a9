"""The list of entry points: what each reads, writes and takes. CONTRACT.md says the same; a test compares them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Parameter:
    """A named value: `--name VALUE`, a hyperparameter of the platform, or the variable `PILOT_<NAME>`."""

    type: type
    default: object
    meaning: str


@dataclass(frozen=True)
class EntryPoint:
    """One step or server; `runs` names the function, imported only when it is asked for."""

    runs: str
    inputs: tuple[str, ...]
    output: str | None
    parameters: dict[str, Parameter] = field(default_factory=dict)
    optional: tuple[str, ...] = ()


ENTRY_POINTS = {
    "probe": EntryPoint(
        "pilot_image.probe:probe",
        ("data",),
        "probe",
        {
            "forbidden": Parameter(
                str, "", "object or prefix that must not be readable: path, s3://, gs:// or https://"
            ),
            "forbidden-verbs": Parameter(
                str, "list,get", "how that is tried: list, get or both; get alone where names of objects may be seen"
            ),
            "artifacts": Parameter(str, "", "where artifacts must be writable (the output directory)"),
            "public": Parameter(str, "", "HOST:PORT that must not be reachable"),
            "fail-on": Parameter(str, "", "claims, separated by commas, that must be held or the step fails"),
            "started-at": Parameter(str, "", "when the run was asked for: epoch seconds or ISO 8601"),
        },
    ),
    "prepare": EntryPoint(
        "pilot_image.data:prepare",
        ("data",),
        "prepared",
        {
            "test-percent": Parameter(int, 25, "share of rows held back for evaluation, 5 to 50"),
            "split-seed": Parameter(
                str, "2026", "which rows are held back; by default one that the model gets wrong is among them"
            ),
        },
    ),
    "train": EntryPoint(
        "pilot_image.training:train",
        ("prepared",),
        "model",
        {
            "inverse-regularization": Parameter(float, 1.0, "smaller is a stiffer model, above 0"),
            "max-iterations": Parameter(int, 1000, "solver iterations at most"),
        },
    ),
    "evaluate": EntryPoint(
        "pilot_image.evaluation:evaluate",
        ("model", "prepared"),
        "evaluation",
        {
            "metric": Parameter(str, "", "metric whose bare value goes into --metric-file"),
            "metric-file": Parameter(str, "", "file for that value (a Vertex AI output parameter)"),
        },
    ),
    "gate": EntryPoint(
        "pilot_image.evaluation:gate",
        ("evaluation", "model"),
        "approved",
        {
            "metric": Parameter(str, "accuracy", "metric of evaluation.json that decides"),
            "threshold": Parameter(float, 0.8, "lowest value that passes"),
        },
    ),
    "register": EntryPoint(
        "pilot_image.registration:register",
        ("approved",),
        None,
        {
            "model-name": Parameter(str, "", "registered model; in Unity Catalog catalog.schema.model"),
            "run": Parameter(str, "", "the run that registers: it registers once"),
            "registry": Parameter(str, "databricks-uc", "MLflow's URI of the registry"),
        },
    ),
    "predict": EntryPoint("pilot_image.scoring:predict", ("model", "data"), "predictions"),
    "serve": EntryPoint(
        "pilot_image.server:serve",
        ("model",),
        None,
        {
            "host": Parameter(str, "0.0.0.0", "address to listen on"),  # noqa: S104 (a container's own network)
            "port": Parameter(int, 0, "port to listen on (0: the contract's)"),
            "liveness-route": Parameter(str, "", "route of that check (none: the contract's)"),
            "readiness-route": Parameter(str, "", "route of that check (none: the contract's)"),
            "scoring-route": Parameter(str, "", "route of predictions (none: the contract's)"),
            "model-sha256": Parameter(str, "", "SHA-256 of the only manifest.json that may serve (any other: refused)"),
            "max-body-bytes": Parameter(int, 1_500_000, "largest request body; the smallest of the platforms' limits"),
            "max-instances": Parameter(int, 1000, "most instances in one request"),
            "max-concurrent": Parameter(int, 64, "requests worked on at once; above: 503"),
            "request-seconds": Parameter(float, 10.0, "longest wait for a request's body"),
            "drain-seconds": Parameter(float, 5.0, "after SIGTERM: not ready, still answering, for so long"),
        },
    ),
    "benchmark": EntryPoint(
        "pilot_image.benchmark:benchmark",
        ("prepared",),
        "benchmark",
        {
            "rounds": Parameter(int, 3, "values of each measure, 1 to 20"),
            "bucket": Parameter(str, "", "URI of object storage that is written to and read from"),
        },
    ),
    "export": EntryPoint(
        "pilot_image.export:export",
        ("model",),
        "export",
        {"verify": Parameter(str, "", "verify this export directory instead; needs onnxruntime and numpy only")},
        optional=("evaluation",),
    ),
}
