"""A floor that answers within the acknowledgement, as Muster does: `python -m benchmarks.within`.

A bare aiohttp server that proves the secret, parses the press, and asks for its answer in the body
of its own; no database, rights or words. It listens on PORT.
"""

import json
import os

from aiohttp import web


async def receive(request: web.Request) -> web.Response:
    """Answer a press with an echo."""
    if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != "secret":
        return web.Response(status=401)
    query = json.loads(await request.read())["callback_query"]
    asked = {"method": "answerCallbackQuery", "callback_query_id": query["id"], "text": "heard"}
    return web.json_response(asked)


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/hook", receive)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None, print=None)
