"""The specification of the Web API, where it is present beside the repository."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[4] / "shared" / "specs"
"""Data of others for checking: it is no part of the repository, and may be absent."""

_YES_NO: Final = {"true", "false", "1", "0"}


@cache
def method(name: str) -> Mapping[str, Any] | None:
    """Return what is specified of a method; None where that is not known."""
    path = FOLDER / "slack-methods" / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def problems_of_call(name: str, args: Mapping[str, Any]) -> Iterator[str]:
    """Say what is wrong with the arguments of a call."""
    found = method(name)
    if found is None:
        return
    known: Mapping[str, Any] = found["args"]
    for given in args.keys() - known.keys():
        yield f"{name} takes no {given}"
    for wanted, about in known.items():
        if about.get("required") and wanted not in args:
            yield f"{name} needs {wanted}"
    for given in args.keys() & known.keys():
        if not _fits(args[given], known[given]):
            yield f"{name}: {given} is no {known[given].get('type')}: {args[given]!r:.60}"


def knows_error(name: str, error: str) -> bool:
    """Say whether a method may answer with an error; without a specification any is possible."""
    found = method(name)
    # Those of every method stand on a page of their own.
    common = {"invalid_auth", "token_revoked", "ratelimited", "internal_error", "invalid_blocks"}
    return found is None or error in found["errors"] or error in common


def _fits(value: Any, about: Mapping[str, Any]) -> bool:
    if about.get("format") == "json":
        return isinstance(value, list | dict)
    match about.get("type"):
        case "boolean":
            return isinstance(value, bool) or str(value) in _YES_NO
        case "integer":
            return str(value).isdecimal()
        case "array":
            return isinstance(value, list) or str(value).startswith("[")
        case "channel":
            return isinstance(value, str) and value[:1] in {"C", "G", "D"}
        case "user":
            return isinstance(value, str) and value[:1] in {"U", "W"}
        case "timestamp":
            seconds, _, rest = str(value).partition(".")
            return seconds.isdecimal() and rest.isdecimal()
        case _:
            return isinstance(value, str)
