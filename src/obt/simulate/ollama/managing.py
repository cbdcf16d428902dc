"""Endpoints that change which models there are."""

import hashlib
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response

from obt.simulate.ollama.create import create, origin
from obt.simulate.ollama.names import parse
from obt.simulate.ollama.node import Node
from obt.simulate.ollama.reply import Line, RefusedError, empty, error, stream
from obt.simulate.ollama.request import body_of, is_digest
from obt.simulate.ollama.transfer import pull, push


class Managing:
    def __init__(self, node: Node) -> None:
        self.node = node

    async def pull(self, request: Request) -> Response:
        body = await body_of(request, "PullRequest", "model", "name")
        name = parse(body.get("model") or body.get("name") or "")
        if name is None:
            raise RefusedError(400, "invalid model name")
        lines = pull(self.node, name, insecure=bool(body.get("insecure")))
        return await self._stream(lines, body)

    async def push(self, request: Request) -> Response:
        body = await body_of(request, "PushRequest", "model", "name")
        asked = body.get("model") or body.get("name") or ""
        if not asked:
            raise RefusedError(400, "model is required")
        lines = push(self.node, parse(asked), self.node.find(asked))
        return await self._stream(lines, body)

    async def create(self, request: Request) -> Response:
        body = await body_of(request, "CreateRequest", "model", "name", "from", "quantize")
        name = parse(body.get("model") or body.get("name") or "")
        if name is None:
            raise RefusedError(400, "invalid model name")
        source, files = body.get("from"), body.get("files") or {}
        made_from = origin(self.node, source, files)
        if made_from is None:
            text = "invalid model name" if source else "neither 'from' or 'files' was specified"
            return await self._stream(_one({"error": text, "status": 400}), body)
        return await self._stream(create(self.node, name, made_from, body), body)

    async def _stream(self, lines: AsyncIterator[Line], body: Line) -> Response:
        return await stream(lines, self.node.profile, body.get("stream", True) is not False)

    async def copy(self, request: Request) -> Response:
        body = await body_of(request, "CopyRequest", "source", "destination")
        source, target = body.get("source") or "", body.get("destination") or ""
        if parse(source) is None:
            raise RefusedError(400, f'source "{source}" is invalid')
        name = parse(target)
        if name is None:
            raise RefusedError(400, f'destination "{target}" is invalid')
        model = self.node.find(source)
        if model is None:
            raise RefusedError(404, f'model "{source}" not found')
        self.node.store.copy(model, name, self.node.clock.now())
        return empty()

    async def delete(self, request: Request) -> Response:
        body = await body_of(request, "DeleteRequest", "model", "name")
        asked = body.get("model") or body.get("name") or ""
        name = parse(asked)
        if name is None:
            raise RefusedError(400, f'name "{asked}" is invalid')
        if self.node.store.get(name) is None:
            raise RefusedError(404, f"model '{asked}' not found")
        self.node.store.remove(name)
        return empty()

    async def put_blob(self, request: Request) -> Response:
        digest = request.path_params["digest"]
        if not is_digest(digest):
            return error(400, "invalid digest format")
        if self.node.store.has(digest):
            return empty()
        data = await request.body()
        true = "sha256:" + hashlib.sha256(data).hexdigest()
        self.node.store.keep(true, data)
        if true != digest:
            return error(400, f'digest mismatch, expected "{digest}", got "{true}"')
        return empty(201)


async def _one(line: Line) -> AsyncIterator[Line]:
    yield line
