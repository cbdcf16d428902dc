"""The HTTP face of a simulated Ollama."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from obt.simulate.ollama.generation import Wish, generate, tokens_of
from obt.simulate.ollama.names import Name, parse
from obt.simulate.ollama.node import Node
from obt.simulate.ollama.reply import (
    Line,
    RefusedError,
    answer,
    body_of,
    empty,
    error,
    keep_alive,
    nano,
    stream,
)
from obt.simulate.ollama.shapes import ps_line, show, tag_line
from obt.simulate.ollama.store import Model
from obt.simulate.ollama.transfer import create, pull, push

Handler = Callable[[Request], Awaitable[Response]]
DIGEST = re.compile(r"^sha256:[0-9a-f]{64}$")


class _Api:
    def __init__(self, node: Node) -> None:
        self.node = node

    async def root(self, _: Request) -> Response:
        return PlainTextResponse("Ollama is running")

    async def version(self, _: Request) -> Response:
        return answer({"version": self.node.profile.version})

    async def tags(self, _: Request) -> Response:
        models = self.node.store.all()
        return answer({"models": [tag_line(model, self.node.profile) for model in models]})

    async def ps(self, _: Request) -> Response:
        await self.node.clock.sleep(self.node.faults.ps_stall_s)
        return answer({"models": [ps_line(it, self.node.profile) for it in self.node.loaded()]})

    async def show(self, request: Request) -> Response:
        body = await body_of(request, "model", "name")
        text = body.get("model") or body.get("name")
        if not text:
            raise RefusedError(400, "model is required")
        model = self.node.find(text)
        if model is None or self.node.faults.vanish_on_show:
            raise RefusedError(404, f"model '{text}' not found")
        return answer(show(model))

    async def generate(self, request: Request) -> Response:
        body = await body_of(request, "model", "prompt", "system")
        text = body.get("model", "")
        model = self.node.find(text)
        if model is None:
            raise RefusedError(404, f"model '{text}' not found")
        if body.get("raw") and (body.get("system") or body.get("template") or body.get("context")):
            raise RefusedError(400, "raw mode does not support template, system, or context")
        return await self._run(body, model, text, body.get("prompt", ""), chat=False)

    async def chat(self, request: Request) -> Response:
        body = await body_of(request, "model")
        text = body.get("model", "")
        model = self.node.find(text)
        if not text:
            raise RefusedError(400, self.node.profile.empty_chat_model)
        if model is None:
            raise RefusedError(404, f"model '{text}' not found")
        if body.get("tools") and "tools" not in model.entry.capabilities:
            raise RefusedError(400, f"{model.name.full} does not support tools")
        prompt = " ".join(str(m.get("content", "")) for m in body.get("messages") or [])
        return await self._run(body, model, text, prompt, chat=True)

    async def _run(
        self, body: Line, model: Model, text: str, prompt: str, *, chat: bool
    ) -> Response:
        node = self.node
        if "completion" not in model.entry.capabilities:
            raise RefusedError(400, f'"{text}" does not support {"chat" if chat else "generate"}')
        thinks = "thinking" in model.entry.capabilities
        if body.get("think") and not thinks:
            raise RefusedError(400, f"{model.name.full} does not support thinking")
        keep_s = keep_alive(body)
        if node.faults.busy:
            busy = "server busy, please try again.  maximum pending requests exceeded"
            raise RefusedError(503, busy)
        options: dict[str, object] = dict(body.get("options") or {})
        if not prompt:
            return await self._load_only(model, text, options, keep_s, chat=chat)
        thinks = thinks and body.get("think") is not False
        wish = Wish(model, text, prompt, chat, options, keep_s, thinks)
        if body.get("stream", True):
            return await stream(generate(node, wish), node.profile, True)
        parts = [line async for line in generate(node, wish)]
        if "error" in parts[-1]:
            raise RefusedError(500, parts[-1]["error"])
        return answer(_joined(parts, chat=chat))

    async def _load_only(
        self,
        model: Model,
        text: str,
        options: dict[str, object],
        keep_s: float | None,
        *,
        chat: bool,
    ) -> Response:
        reason = "unload" if keep_s == 0 else "load"
        if keep_s == 0:
            await self.node.unload(model.name)
        else:
            await self.node.load(model, options, keep_s)
        said: Line = {"message": {"role": "assistant", "content": ""}} if chat else {"response": ""}
        at = {"model": text, "created_at": nano(self.node.clock.now())}
        return answer(at | said | {"done": True, "done_reason": reason})

    async def embed(self, request: Request) -> Response:
        body = await body_of(request, "model")
        text = body.get("model", "")
        model = self.node.find(text)
        if model is None:
            raise RefusedError(404, f'model "{text}" not found, try pulling it first')
        keep_s = keep_alive(body)
        given = body.get("input", [])
        inputs = [given] if isinstance(given, str) else list(given)
        if not inputs and keep_s == 0:
            await self.node.unload(model.name)
            return answer({"model": text, "embeddings": []})
        begun = self.node.clock.ns()
        load_ns = await self.node.load(model, dict(body.get("options") or {}), keep_s)
        if not inputs:
            return answer({"model": text, "embeddings": []})
        tokens = sum(tokens_of(str(one)) for one in inputs)
        await self.node.clock.sleep(tokens / self.node.speeds.prefill_rate)
        width = model.entry.embedding
        return answer(
            {
                "model": text,
                "embeddings": [[width**-0.5] * width for _ in inputs],
                "total_duration": self.node.clock.ns() - begun,
                "load_duration": load_ns,
                "prompt_eval_count": tokens,
            }
        )

    async def pull(self, request: Request) -> Response:
        body, name = await self._named(request)
        lines = pull(self.node, name, body["model"])
        return await stream(lines, self.node.profile, body.get("stream", True))

    async def push(self, request: Request) -> Response:
        body, name = await self._named(request)
        lines = push(self.node, name, self.node.store.get(name))
        return await stream(lines, self.node.profile, body.get("stream", True))

    async def create(self, request: Request) -> Response:
        body, name = await self._named(request)
        wanted = body.get("stream", True)
        source = body.get("from")
        if not source:
            text = "neither 'from' or 'files' was specified"
            if self.node.profile.first_error_has_status or not wanted:
                raise RefusedError(400, text)
            return await stream(_one({"error": text, "status": 400}), self.node.profile, wanted)
        base = self.node.find(source)
        if base is None:
            raise RefusedError(404, f"model '{source}' not found")
        texts = {key: body[key] for key in ("system", "template") if isinstance(body.get(key), str)}
        if isinstance(body.get("parameters"), dict):
            texts["parameters"] = str(body["parameters"])
        return await stream(create(self.node, name, base, texts), self.node.profile, wanted)

    async def _named(self, request: Request) -> tuple[Line, Name]:
        body = await body_of(request, "model", "name")
        body["model"] = body.get("model") or body.get("name") or ""
        name = parse(body["model"])
        if name is None:
            raise RefusedError(400, "invalid model name")
        return body, name

    async def copy(self, request: Request) -> Response:
        body = await body_of(request, "source", "destination")
        source, target = body.get("source", ""), body.get("destination", "")
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
        body = await body_of(request, "model", "name")
        text = body.get("model") or body.get("name") or ""
        name = parse(text)
        if name is None:
            raise RefusedError(400, f'name "{text}" is invalid')
        if self.node.store.get(name) is None:
            raise RefusedError(404, f"model '{text}' not found")
        self.node.store.remove(name)
        return empty()

    async def blob(self, request: Request) -> Response:
        digest = request.path_params["digest"]
        if not DIGEST.match(digest):
            return error(400, "invalid digest format")
        here = self.node.store.has(digest)
        if request.method == "HEAD":
            return empty() if here else error(404, f'blob "{digest}" not found')
        if here:
            return empty()
        data = await request.body()
        true = "sha256:" + hashlib.sha256(data).hexdigest()
        self.node.store.keep(true, data)
        if true != digest:
            return error(400, f'digest mismatch, expected "{digest}", got "{true}"')
        return Response(status_code=201)

    def guarded(self, handler: Handler) -> Handler:
        """Faults first, refusals last."""

        async def run(request: Request) -> Response:
            faults = self.node.faults
            await self.node.clock.sleep(faults.slow_s)
            if faults.status is not None:
                return PlainTextResponse("a proxy says no", faults.status)
            if faults.garbage:
                return PlainTextResponse("<html>this is no JSON</html>")
            try:
                return await handler(request)
            except RefusedError as refused:
                return error(refused.status, refused.text)

        return run


async def _one(line: Line) -> Any:
    yield line


def _joined(parts: list[Line], *, chat: bool) -> Line:
    """`stream: false`: all text in one object."""
    whole = dict(parts[-1])
    if chat:
        content = "".join(part["message"]["content"] for part in parts)
        thinking = "".join(part["message"].get("thinking", "") for part in parts)
        whole["message"] = {"role": "assistant", "content": content}
        if thinking:
            whole["message"]["thinking"] = thinking
    else:
        whole["response"] = "".join(part["response"] for part in parts)
    return whole


async def _plain(_: Request, problem: Exception) -> Response:
    if isinstance(problem, HTTPException) and problem.status_code == 405:
        return PlainTextResponse("405 method not allowed", 405)
    return PlainTextResponse("404 page not found", 404)


def make_app(node: Node) -> Starlette:
    api = _Api(node)
    routes: list[tuple[str, Handler, list[str]]] = [
        ("/", api.root, ["GET"]),
        ("/api/version", api.version, ["GET"]),
        ("/api/tags", api.tags, ["GET"]),
        ("/api/ps", api.ps, ["GET"]),
        ("/api/show", api.show, ["POST"]),
        ("/api/generate", api.generate, ["POST"]),
        ("/api/chat", api.chat, ["POST"]),
        ("/api/embed", api.embed, ["POST"]),
        ("/api/pull", api.pull, ["POST"]),
        ("/api/push", api.push, ["POST"]),
        ("/api/create", api.create, ["POST"]),
        ("/api/copy", api.copy, ["POST"]),
        ("/api/delete", api.delete, ["DELETE"]),
        ("/api/blobs/{digest}", api.blob, ["HEAD", "POST"]),
    ]
    return Starlette(
        routes=[Route(path, api.guarded(run), methods=methods) for path, run, methods in routes],
        exception_handlers={404: _plain, 405: _plain},
    )
