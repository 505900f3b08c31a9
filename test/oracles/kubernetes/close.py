"""
Makes a file of `definitions/`: the schema of one kind out of the definition that its operator brings, closed, without prose.

    python close.py DEFINITION.yaml VERSION REPOSITORY TAG COMMIT DATE PATH > definitions/<group>_<kind>.json

What the API server would drop is refused: an object takes no other keys than its schema names, unless the schema says that unknown
ones are kept. What is the same in many places stands once, below `$defs`. Rules in CEL are copied as text, since nothing here
evaluates them. kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions (2026-11)
"""

import hashlib
import json
import re
import sys

import yaml

# what says how an object is stored or shown, or what it becomes where nothing is given
UNUSED = {
    "description", "default", "format", "example", "externalDocs", "title",
    "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type", "x-kubernetes-int-or-string",
}

# kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta (2026-11): a definition leaves it to the API server
METADATA = {
    "type": "object",
    "required": ["name", "namespace"],
    "properties": {
        "name": {"type": "string"},
        "namespace": {"type": "string"},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
        "finalizers": {"type": "array", "items": {"type": "string"}},
    },
    "additionalProperties": False,
}

# fewer characters than that stand where they are used
SHARED = 120


class Closing:
    """One schema on its way."""

    def __init__(self):
        self.rules = []
        self.seen = {}
        self.counts = {}

    def closed(self, schema, path=""):
        """The schema with every object closed."""
        rest = {key: value for key, value in schema.items() if key not in UNUSED}
        for each in rest.pop("x-kubernetes-validations", []):
            self.rules.append({"at": path or "/", "rule": " ".join(each["rule"].split())})
        # an object of the API in another one: its kind says what it is
        embedded = rest.pop("x-kubernetes-embedded-resource", False)
        keeps = rest.pop("x-kubernetes-preserve-unknown-fields", False) or embedded
        # some say so by the extension alone
        if schema.get("x-kubernetes-int-or-string") and "anyOf" not in rest:
            rest["anyOf"] = [{"type": "integer"}, {"type": "string"}]
        if rest.pop("nullable", False) and "type" in rest:
            rest["type"] = [rest["type"], "null"]
        if "pattern" in rest:
            # RE2 takes a flag anywhere, Python at the beginning alone
            rest["pattern"] = re.sub(r"^\^\(\?i\)", "(?i)^", rest["pattern"])
        unknown = [key for key in rest if key.startswith("x-")]
        if unknown:
            raise SystemExit(f"{path}: {', '.join(unknown)} is not understood")
        for key in ("properties", "patternProperties"):
            if key in rest:
                rest[key] = {name: self.closed(each, f"{path}/{name}") for name, each in rest[key].items()}
        if isinstance(rest.get("items"), dict):
            rest["items"] = self.closed(rest["items"], f"{path}/*")
        if isinstance(rest.get("additionalProperties"), dict):
            rest["additionalProperties"] = self.closed(rest["additionalProperties"], f"{path}/*")
        if rest.get("type") == "object" and "additionalProperties" not in rest and not keeps:
            rest["additionalProperties"] = False
        return rest

    def count(self, schema):
        """Counts how often each part of a schema stands in it."""
        if isinstance(schema, dict):
            text = json.dumps(schema, sort_keys=True)
            self.counts[text] = self.counts.get(text, 0) + 1
            if self.counts[text] > 1:
                return
            schema = list(schema.values())
        if isinstance(schema, list):
            for each in schema:
                self.count(each)

    def shared(self, schema, isSchema=True):
        """The schema with what stands in it more than once below `$defs`."""
        if isinstance(schema, list):
            return [self.shared(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        text = json.dumps(schema, sort_keys=True)
        if isSchema and self.counts.get(text, 0) > 1 and len(text) >= SHARED:
            name = hashlib.sha256(text.encode()).hexdigest()[:8]
            if name not in self.seen:
                self.seen[name] = None
                self.seen[name] = self.inner(schema)
            return {"$ref": f"#/$defs/{name}"}
        return self.inner(schema) if isSchema else {key: self.shared(each) for key, each in schema.items()}

    def inner(self, schema):
        return {
            key: self.shared(each, isSchema=key not in ("properties", "patternProperties")) for key, each in schema.items()
        }


def main(file, version, repository, tag, commit, date, path):
    with open(file) as text:
        definition = yaml.load(text, yaml.CSafeLoader)
    spec = definition["spec"]
    [given] = [each["schema"]["openAPIV3Schema"] for each in spec["versions"] if each["name"] == version]
    group, kind = spec["group"], spec["names"]["kind"]
    closing = Closing()
    schema = closing.closed(given)
    properties = {
        **schema["properties"],
        "apiVersion": {"const": f"{group}/{version}"},
        "kind": {"const": kind},
        "metadata": METADATA,
    }
    # what a controller writes is nobody's to give
    properties.pop("status", None)
    whole = {**schema, "required": ["apiVersion", "kind", "metadata", "spec"], "properties": properties}
    closing.count(whole)
    made = closing.inner(whole)
    print(json.dumps({
        "source": {"repository": repository, "path": path, "tag": tag, "commit": commit, "date": date, "licence": "Apache-2.0"},
        "notChecked": closing.rules,
        "schema": {**made, "$defs": dict(sorted(closing.seen.items()))},
    }, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
