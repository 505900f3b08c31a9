"""What a schema loses of a body that it reads and writes again."""


def lost(given, written, path, is_same):
    """One line per value of `given` that is another one, or absent, in `written`."""
    if isinstance(given, dict):
        inside = written if isinstance(written, dict) else {}
        for key, value in given.items():
            yield from lost(value, inside.get(key), f"{path}.{key}", is_same)
    elif isinstance(given, list):
        inside = written if isinstance(written, list) else []
        for index, value in enumerate(given):
            yield from lost(value, inside[index] if index < len(inside) else None, f"{path}[{index}]", is_same)
    elif given != written and not is_same(given, written):
        yield f"{path}: {given!r} became {written!r}"
