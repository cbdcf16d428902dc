"""Endpoints that only tell."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from obt.simulate.ollama.names import parse
from obt.simulate.ollama.node import Node
from obt.simulate.ollama.reply import RefusedError, answer, empty, error
from obt.simulate.ollama.request import body_of, is_digest
from obt.simulate.ollama.shapes import ps_lines, show, tag_line


class Reading:
    def __init__(self, node: Node) -> None:
        self.node = node

    async def root(self, _: Request) -> Response:
        return PlainTextResponse("Ollama is running")

    async def version(self, _: Request) -> Response:
        return answer({"version": self.node.profile.version})

    async def status(self, _: Request) -> Response:
        return answer({"cloud": {"disabled": False, "source": "none"}})

    async def tags(self, _: Request) -> Response:
        models = self.node.store.all()
        return answer({"models": [tag_line(model, self.node.profile) for model in models]})

    async def ps(self, _: Request) -> Response:
        await self.node.clock.sleep(self.node.faults.ps_stall_s)
        return answer({"models": ps_lines(self.node.loaded(), self.node.profile)})

    async def show(self, request: Request) -> Response:
        body = await body_of(request, "ShowRequest", "model", "name", "system")
        asked = body.get("model") or body.get("name")
        if not asked:
            raise RefusedError(400, "model is required")
        name = parse(asked)
        if name is None:
            raise RefusedError(*self.node.profile.show_bad_name)
        model = self.node.store.get(name)
        if model is None or self.node.faults.vanish_on_show:
            text = self.node.profile.show_missing.format(asked=asked, shown=name.shown)
            raise RefusedError(404, text)
        return answer(show(model))

    async def has_blob(self, request: Request) -> Response:
        digest = request.path_params["digest"]
        if not is_digest(digest):
            return error(400, "invalid digest format")
        return empty(200 if self.node.store.has(digest) else 404)
