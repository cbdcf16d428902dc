"""The HTTP face of a simulated Ollama."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from obt.simulate.ollama.managing import Managing
from obt.simulate.ollama.node import Node
from obt.simulate.ollama.reading import Reading
from obt.simulate.ollama.reply import RefusedError, error
from obt.simulate.ollama.running import Running

Handler = Callable[[Request], Awaitable[Response]]


def make_app(node: Node) -> Starlette:
    reading, running, managing = Reading(node), Running(node), Managing(node)
    routes: list[tuple[str, str, Handler]] = [
        ("GET HEAD", "/", reading.root),
        ("GET HEAD", "/api/version", reading.version),
        ("GET HEAD", "/api/tags", reading.tags),
        ("GET", "/api/ps", reading.ps),
        ("POST", "/api/show", reading.show),
        ("POST", "/api/generate", running.generate),
        ("POST", "/api/chat", running.chat),
        ("POST", "/api/embed", running.embed),
        ("POST", "/api/embeddings", running.embeddings),
        ("POST", "/api/pull", managing.pull),
        ("POST", "/api/push", managing.push),
        ("POST", "/api/create", managing.create),
        ("POST", "/api/copy", managing.copy),
        ("DELETE", "/api/delete", managing.delete),
        ("HEAD", "/api/blobs/{digest}", reading.has_blob),
        ("POST", "/api/blobs/{digest}", managing.put_blob),
    ]
    if node.profile.has_cloud_status:
        routes.append(("GET", "/api/status", reading.status))
    return Starlette(
        routes=[_route(node, *route) for route in routes],
        exception_handlers={404: _plain, 405: _plain},
    )


def _route(node: Node, methods: str, path: str, handler: Handler) -> Route:
    route = Route(path, _guarded(node, handler), methods=methods.split())
    if route.methods and "HEAD" not in methods:
        route.methods.discard("HEAD")  # Starlette adds it to every GET, Ollama does not
    return route


def _guarded(node: Node, handler: Handler) -> Handler:
    """Faults first, refusals last."""

    async def run(request: Request) -> Response:
        faults = node.faults
        await node.clock.sleep(faults.slow_s)
        if faults.status is not None:
            return PlainTextResponse("a proxy says no", faults.status)
        if faults.garbage:
            return PlainTextResponse("<html>this is no JSON</html>")
        try:
            return await handler(request)
        except RefusedError as refused:
            return error(refused.status, refused.text)

    return run


async def _plain(_: Request, problem: Exception) -> Response:
    if isinstance(problem, HTTPException) and problem.status_code == 405:
        return PlainTextResponse("405 method not allowed", 405)
    return PlainTextResponse("404 page not found", 404)
