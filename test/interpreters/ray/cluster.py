"""
A Ray cluster on this machine, as KubeRay makes one of a RayJob: a head with the job's own parameters, nodes that join it, each with
the files that its first container stages, and jobs that `ray job submit` hands over. It has to run in a network namespace, because the
head listens on every interface, and as the first process of a namespace of processes, which ends what Ray leaves running.

    python cluster.py PLAN.json

Prints one line of JSON. ray-project/kuberay 1.7.0, ray-operator/controllers/ray/common/{pod,job}.go (2026-08)
"""

import json
import os
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

DASHBOARD = "http://127.0.0.1:8265"


def ray(*words):
    """Runs Ray's command line to its end."""
    done = subprocess.run(["ray", *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"ray {' '.join(words)}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def start(plan):
    """Starts the head, and the nodes beside it: one machine has one agent's port each."""
    flags = [f"--{key}={value}" for key, value in plan["head"].items()]
    small = ["--object-store-memory=100000000", "--disable-usage-stats"]
    ray("start", "--head", "--port=6379", f"--temp-dir={plan['folder']}/r", *flags, *small)
    for node in range(plan["nodes"]):
        own = [f"--num-cpus={plan['cpus']}", f"--dashboard-agent-listen-port={52400 + node}"]
        ray("start", "--address=127.0.0.1:6379", *own, *small)


def submit(job):
    """Hands a job over, by the operator's own line where all of it is asked for, follows its log, and says how it ended."""
    name, at = job["name"], f"--address {DASHBOARD}"
    rest = f"--submission-id {name} --entrypoint-num-cpus {job['cpus']:f} -- {job['entrypoint']}"
    line = f"ray job submit {at} {rest}"
    if job["isWhole"]:
        line = (
            f"if ! ray job status {at} {name} >/dev/null 2>&1 ; then ray job submit {at} --no-wait {rest} ; fi ; "
            f"ray job logs {at} --follow {name}"
        )
    done = subprocess.run(["/bin/bash", "-ec", line], capture_output=True, text=True)
    found = json.loads(asked(f"{DASHBOARD}/api/jobs/{job['name']}"))
    return {
        "name": job["name"],
        "status": found["status"],
        "node": found.get("driver_node_id"),
        "message": found.get("message"),
        "log": (done.stdout + done.stderr)[-3000:],
    }


def asked(url, token=None):
    """What the head answers to whoever has a token."""
    key = token or os.environ["RAY_AUTH_TOKEN"]
    with urllib.request.urlopen(urllib.request.Request(url, headers={"authorization": f"Bearer {key}"}), timeout=20) as answer:
        return answer.read()


def refused():
    """What the head answers to somebody who hands over a job without the token of this cluster."""
    body = json.dumps({"entrypoint": "true"}).encode()
    headers = {"content-type": "application/json", "authorization": "Bearer " + "0" * 64}
    try:
        urllib.request.urlopen(urllib.request.Request(f"{DASHBOARD}/api/jobs/", body, headers), timeout=20)
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def main(file):
    plan = json.loads(Path(file).read_text())
    os.environ.update(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=secrets.token_hex(32), RAY_USAGE_STATS_ENABLED="0")
    start(plan)
    summary = json.loads(asked(f"{DASHBOARD}/nodes?view=summary"))["data"]["summary"]
    heads = [each["raylet"]["nodeId"] for each in summary if each["raylet"].get("isHeadNode")]
    ended = []
    for job in plan["jobs"]:
        for program in job["stage"]:
            subprocess.run([sys.executable, *program], check=True)
        ended.append(submit(job))
    print(json.dumps({"heads": heads, "nodes": len(summary), "jobs": ended, "refused": refused()}))


if __name__ == "__main__":
    main(sys.argv[1])
