"""The platform that outlives Muster: it writes down, in order, everything that is sent to it.

A process of its own, `python -m tests.crash.recorder FILE`, which prints the port on which it
listens and ends with its stdin. It speaks lines of JSON. Whatever a worker asks for gets the next
number, and stands in the file before it is acknowledged; who asks to `watch` is told all that was
recorded and all that comes.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any


class Recorder:
    """Number what comes, keep it, and tell those who watch."""

    def __init__(self, path: Path) -> None:
        """Go on with what the file holds."""
        self._file = path.open("a+b", buffering=0)
        self._file.seek(0)
        self._lines = self._file.readlines()
        self._watchers: set[asyncio.StreamWriter] = set()
        self._served: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until it ends, however it ends."""
        task = asyncio.current_task()
        assert task is not None
        self._served[task] = writer
        try:
            while line := await reader.readline():
                request = json.loads(line)
                if request["op"] == "watch":
                    writer.writelines(self._lines)
                    self._watchers.add(writer)
                else:
                    writer.write(self._record(request))
        except ConnectionError:
            pass  # a worker died in the middle of a sentence
        finally:
            del self._served[task]
            self._watchers.discard(writer)
            writer.close()

    async def close(self) -> None:
        """Hang up on everybody and wait until that has been noticed."""
        for writer in self._served.values():
            writer.close()
        await asyncio.gather(*self._served)

    def _record(self, request: dict[str, Any]) -> bytes:
        line = json.dumps({**request, "number": len(self._lines) + 1}).encode() + b"\n"
        self._file.write(line)
        self._lines.append(line)
        for watcher in self._watchers:
            watcher.write(line)
        return line


async def record(path: Path) -> None:
    """Record until stdin ends."""
    recorder = Recorder(path)
    server = await asyncio.start_server(recorder.serve, "127.0.0.1")
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201  (what the test waits for)
    await asyncio.to_thread(sys.stdin.read)
    server.close()
    await recorder.close()


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1])))
