"""Start a double by hand: `python -m tests.doubles telegram --port 9000`."""

import argparse
import asyncio
import importlib
from typing import Final

NAMES: Final = ("dingtalk", "slack", "telegram")
"""Each has a module `tests.doubles.<name>.by_hand` with a coroutine `serve(port)`."""


def main() -> None:
    """Serve one double until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.doubles", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--port", type=int, default=9000)
    args = parser.parse_args()
    module = importlib.import_module(f"tests.doubles.{args.name}.by_hand")
    asyncio.run(module.serve(args.port))


if __name__ == "__main__":
    main()
