"""Objects of the synthesized stacks as the API gets them: manifests as they stand, typed resources as the provider sends them."""

import json
import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

# registry.terraform.io/providers/hashicorp/kubernetes/2.38.0/docs: one version of the API per type
TYPES = {
    "kubernetes_config_map_v1": ("v1", "ConfigMap"),
    "kubernetes_deployment_v1": ("apps/v1", "Deployment"),
    "kubernetes_horizontal_pod_autoscaler_v2": ("autoscaling/v2", "HorizontalPodAutoscaler"),
    "kubernetes_limit_range_v1": ("v1", "LimitRange"),
    "kubernetes_namespace_v1": ("v1", "Namespace"),
    "kubernetes_network_policy_v1": ("networking.k8s.io/v1", "NetworkPolicy"),
    "kubernetes_persistent_volume_claim_v1": ("v1", "PersistentVolumeClaim"),
    "kubernetes_pod_disruption_budget_v1": ("policy/v1", "PodDisruptionBudget"),
    "kubernetes_priority_class_v1": ("scheduling.k8s.io/v1", "PriorityClass"),
    "kubernetes_resource_quota_v1": ("v1", "ResourceQuota"),
    "kubernetes_role_binding_v1": ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    "kubernetes_role_v1": ("rbac.authorization.k8s.io/v1", "Role"),
    "kubernetes_secret_v1": ("v1", "Secret"),
    "kubernetes_service_account_v1": ("v1", "ServiceAccount"),
    "kubernetes_service_v1": ("v1", "Service"),
}

# what is Terraform's own, or the provider's
OWN = {"//", "depends_on", "lifecycle", "provider", "timeouts", "wait_for_rollout", "wait_until_bound", "wait_for_load_balancer"}

# maps whose keys are names, which nobody spells otherwise
FREE = {"labels", "annotations", "matchLabels", "data", "hard", "requests", "default", "defaultRequest", "max", "min", "nodeSelector", "selector", "rayStartParams"}

# blocks that the provider names in the singular
LISTS = {
    "rule": "rules", "subject": "subjects", "container": "containers", "initContainer": "initContainers", "volume": "volumes",
    "volumeMount": "volumeMounts", "imagePullSecret": "imagePullSecrets", "metric": "metrics", "limit": "limits",
}
SPELLED = {"externalIps": "externalIPs", "allocateLoadBalancerNodePorts": "allocateLoadBalancerNodePorts"}

# numbers that the provider's bindings hold as text
NUMBERS = {"replicas", "runAsUser", "runAsGroup", "fsGroup", "port", "targetPort", "maxUnavailable", "maxSurge", "minAvailable"}


def api(value, key=""):
    """A typed resource's value as the API spells it."""
    if isinstance(value, list):
        return [api(each, key) for each in value]
    if not isinstance(value, dict):
        return int(value) if key in NUMBERS and isinstance(value, str) and value.isdigit() else value
    # limits of a container are names; those of a range are a list, which does not get here
    if key in FREE or key == "limits":
        return {name: str(each) for name, each in value.items()} if key != "selector" or "match_labels" not in value else api(value)
    made = {}
    for name, each in value.items():
        camel = re.sub(r"_([a-z])", lambda match: match.group(1).upper(), name)
        camel = SPELLED.get(camel, camel)
        if camel in LISTS and isinstance(each, (list, dict)):
            camel, each = LISTS[camel], each if isinstance(each, list) else [each]
            made[camel] = [api(one) for one in each]
        elif camel == "port" and isinstance(each, list):
            made["ports"] = [api(one) for one in each]
        else:
            made[camel] = api(each, camel)
    return made


def synthesize(folder):
    """Every usage of the constructs, in one process: stack → synthesized JSON."""
    usages = sorted((ROOT / "examples/usage/kubernetes").glob("*.ts"))
    program = f"for (const file of {json.dumps([str(each) for each in usages])}) await import(file);"
    command = ["node", "--import", "tsx", "--input-type=module", "--eval", program]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "CDKTF_OUTDIR": str(folder)}, check=True)
    scoring(folder)
    return {path.parent.name: json.loads(path.read_text()) for path in sorted(folder.glob("stacks/*/cdk.tf.json"))}


def scoring(folder):
    """
    The example that scores by a schedule, beside the usages: its step compares a model before it begins. Its training runs on
    several nodes, so that its workflow makes a RayJob.
    """
    spec = folder / "scoring.json"
    change = """const { parse } = require("yaml"), { readFileSync, writeFileSync } = require("node:fs");
    const { name, owners, operators, budget, endpoint, kubernetes, ...rest } = parse(readFileSync("examples/penguins/pilot.serving.yaml", "utf8"));
    for (const id of Object.keys(operators)) if (id !== "kubernetes") { delete operators[id]; delete rest[id]; }
    const ray = { version: "2.60.0", operatorNamespace: "kuberay" };
    rest.image.folder = "test/interpreters/ray";
    rest.training = { ...rest.training, nodes: 3 };
    const scored = { ...rest, name, owners, operators, budget, kubernetes: { ...kubernetes, ray }, endpoint: { ...endpoint, mode: "batch", schedule: "0 3 * * *" } };
    writeFileSync(process.argv[1], JSON.stringify(scored));"""
    subprocess.run(["node", "--eval", change, str(spec)], cwd=ROOT, check=True)
    context = {"CDKTF_CONTEXT_JSON": json.dumps({"spec": str(spec)}), "CDKTF_OUTDIR": str(folder)}
    subprocess.run(
        ["node", "--import", "tsx", "stacks/main.ts"],
        cwd=ROOT, env={**os.environ, **context}, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


# the examples in their last phase: a pilot of its own, and one mixed pilot in each direction
SPECS = ["pilot.serving.yaml", "pilot.mixed.yaml"]


def is_cluster(name):
    """Whether a stack stands on a cluster: a half of a mixed pilot is called by both platforms."""
    return name.endswith(("-kubernetes", "-kubernetes-runs", "-kubernetes-serve", "-kubernetes-serve-runs")) or "-kubernetes-aws-train" in name


def synthesize_examples(folder):
    """The stacks of the examples on a cluster: spec and stack → synthesized JSON."""
    found = {}
    for spec in SPECS:
        out = folder / spec
        context = json.dumps({"spec": f"examples/penguins/{spec}"})
        environment = {**os.environ, "CDKTF_CONTEXT_JSON": context, "CDKTF_OUTDIR": str(out)}
        subprocess.run(["node", "--import", "tsx", "stacks/main.ts"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        for path in sorted(out.glob("stacks/*/cdk.tf.json")):
            if is_cluster(path.parent.name):
                found[f"{spec} {path.parent.name}"] = json.loads(path.read_text())
    return found


def objects(stacks):
    """Stack and address → the object of a typed resource; what has no place in the table ends the test."""
    found = {}
    for name, stack in stacks.items():
        for kind, given in stack["resource"].items():
            if kind == "kubernetes_manifest" or not kind.startswith("kubernetes_"):
                continue
            version, called = TYPES[kind]
            for address, arguments in given.items():
                body = api({key: each for key, each in arguments.items() if key not in OWN})
                found[f"{name}: {kind}.{address}"] = {"apiVersion": version, "kind": called, **body}
    return found


def manifests(stacks):
    """Stack and address → the custom resource that a manifest holds, with Terraform's escapes taken out."""
    found = {}
    for name, stack in stacks.items():
        for address, given in stack["resource"].get("kubernetes_manifest", {}).items():
            text = json.dumps(given["manifest"]).replace("$${", "${").replace("%%{", "%{")
            found[f"{name}: {address}"] = json.loads(text)
    return found


def made(found):
    """Manifest and template → the object that a run of a workflow makes, as the API gets it: with a name, in the workflow's namespace."""
    objects = {}
    for name, value in found.items():
        for template in value["spec"].get("templates", []):
            if "resource" not in template:
                continue
            body = json.loads(template["resource"]["manifest"])
            generated = body["metadata"].pop("generateName")
            body["metadata"].update(name=f"{generated}x7k2p", namespace=value["metadata"]["namespace"])
            objects[f"{name}, {template['name']}"] = body
    return objects
