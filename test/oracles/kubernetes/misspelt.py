"""Objects with one key spelt wrongly, each key once."""

import copy

from synthesized import FREE


def keys_of(value, path=()):
    """Every path to a key whose name the API knows; names in maps are free."""
    if isinstance(value, dict):
        free = bool(path) and (path[-1] in FREE or (path[-1] == "limits" and "cpu" in value))
        for key, inner in value.items():
            if not free:
                yield (*path, key)
            yield from keys_of(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from keys_of(inner, (*path, index))


def misspelt(value, path):
    """The object with one key spelt wrongly."""
    changed = copy.deepcopy(value)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[f"{path[-1]}x"] = inner.pop(path[-1])
    return changed


def passed(value, check):
    """The keys whose wrong spelling nobody finds."""
    found = []
    for path in keys_of(value):
        try:
            check(misspelt(value, path))
        except Exception:  # noqa: BLE001 (each oracle fails in its own way; that it fails is what counts)
            continue
        found.append("/".join(str(each) for each in path))
    return found
