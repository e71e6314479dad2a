"""Check requests against the machine-readable specification, where it is there."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.doubles.telegram.state import Json

FILE: Final = Path(__file__).parents[4] / "shared" / "specs" / "telegram-bot-api.json"
WHY_NOT: Final = f"NOT CHECKED AGAINST THE SPECIFICATION: {FILE.name} is not there"


@cache
def specification() -> Json | None:
    """Return the specification; None where it is not there."""
    if not FILE.exists():
        return None
    found: Json = json.loads(FILE.read_text("utf-8"))
    return found


def offences(method: str, values: Mapping[str, Any], uploads: Mapping[str, Any]) -> Iterator[str]:
    """Say what a request has wrong: names, presence, types, down to the last field."""
    spec = specification()
    if spec is None:
        return
    described = spec["methods"].get(method)
    if described is None:
        yield f"{method} is no method"
        return
    yield from _fields(spec, described.get("fields", ()), values, "", uploads)


def _fields(
    spec: Json, described: list[Json], values: Mapping[str, Any], where: str,
    uploads: Mapping[str, Any],
) -> Iterator[str]:  # fmt: skip
    known = {each["name"]: each for each in described}
    for name in sorted(values.keys() - known.keys()):
        yield f"{where}{name} is not known"
    for name, each in known.items():
        if name not in values:
            if each["required"] and name not in uploads:
                yield f"{where}{name} is missing"
        elif not any(
            not list(_typed(spec, kind, values[name], f"{where}{name}", uploads))
            for kind in each["types"]
        ):
            # The reasons of the likeliest type: the last named is the richest.
            yield from _typed(spec, each["types"][-1], values[name], f"{where}{name}", uploads)


def _typed(
    spec: Json, kind: str, value: Any, where: str, uploads: Mapping[str, Any]
) -> Iterator[str]:
    plain = {"Integer": int, "String": str, "Boolean": bool, "Float": (int, float)}
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for number, each in enumerate(value):
            inner = kind.removeprefix("Array of ")
            yield from _typed(spec, inner, each, f"{where}[{number}]", uploads)
    elif kind in plain:
        if not isinstance(value, plain[kind]) or (kind != "Boolean" and isinstance(value, bool)):  # type: ignore[arg-type]  # a type or two
            yield f"{where} is no {kind}: {value!r}"
    elif kind == "InputFile":
        if not isinstance(value, str):
            yield f"{where} is no file"
    else:
        yield from _object(spec, kind, value, where, uploads)


def _object(
    spec: Json, kind: str, value: Any, where: str, uploads: Mapping[str, Any]
) -> Iterator[str]:
    described = spec["types"][kind]
    if not isinstance(value, dict):
        yield f"{where} is no {kind}"
        return
    if subtypes := described.get("subtypes"):
        tries = [list(_object(spec, each, value, where, uploads)) for each in subtypes]
        if all(tries):
            yield min(tries, key=len)[0]
        return
    yield from _fields(spec, described.get("fields", []), value, f"{where}.", uploads)
