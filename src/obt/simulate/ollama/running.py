"""Endpoints that need a model in memory."""

import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response

from obt.simulate.ollama.generation import Question, generate, tokens_of
from obt.simulate.ollama.names import parse
from obt.simulate.ollama.node import Node
from obt.simulate.ollama.reply import Line, RefusedError, answer, nano, stream
from obt.simulate.ollama.request import body_of, keep_alive, options_of
from obt.simulate.ollama.store import Model

BUSY = "server busy, please try again.  maximum pending requests exceeded"


class Running:
    def __init__(self, node: Node) -> None:
        self.node = node

    async def generate(self, request: Request) -> Response:
        strings = ("model", "prompt", "suffix", "system", "template")
        body = await body_of(request, "GenerateRequest", *strings)
        asked = body.get("model") or ""
        if asked and parse(asked) is None:
            status, text = self.node.profile.generate_bad_name
            raise RefusedError(status, text.format(asked=asked))
        model = self.node.find(asked)
        if model is None:
            raise RefusedError(404, f"model '{asked}' not found")
        if body.get("raw") and (body.get("system") or body.get("template") or body.get("context")):
            raise RefusedError(400, "raw mode does not support template, system, or context")
        if body.get("suffix") and "insert" not in model.entry.capabilities:
            raise RefusedError(400, f"{model.name.full} does not support insert")
        prompt = body.get("prompt") or ""
        if prompt and body.get("system"):
            prompt = f"{body['system']} {prompt}"
        return await self._run(body, model, asked, prompt, chat=False)

    async def chat(self, request: Request) -> Response:
        body = await body_of(request, "ChatRequest", "model")
        asked = body.get("model") or ""
        if parse(asked) is None:
            raise RefusedError(400, "model is required")
        model = self.node.find(asked)
        if model is None:
            raise RefusedError(404, self.node.profile.chat_missing.format(asked=asked))
        if body.get("tools") and "tools" not in model.entry.capabilities:
            raise RefusedError(400, f"{model.name.full} does not support tools")
        prompt = " ".join(str(m.get("content") or "") for m in body.get("messages") or [])
        return await self._run(body, model, asked, prompt, chat=True)

    async def _run(
        self, body: Line, model: Model, asked: str, prompt: str, *, chat: bool
    ) -> Response:
        node, can = self.node, model.entry.capabilities
        if "completion" not in can:
            raise RefusedError(400, f'"{asked}" does not support {"chat" if chat else "generate"}')
        if body.get("think") and "thinking" not in can:
            text = node.profile.thinking_refused
            raise RefusedError(400, text.format(asked=asked, full=model.name.full))
        keep_s, options = keep_alive(body), options_of(body)
        if not (body.get("messages") if chat else prompt):
            return await self._load_only(model, asked, options, keep_s, chat=chat)
        if node.faults.busy:
            raise RefusedError(503, BUSY)
        think = body.get("think")
        thinks = "thinking" in can and (node.profile.thinks_by_default if think is None else think)
        raw = bool(body.get("raw"))
        question = Question(model, asked, prompt, chat, options, keep_s, bool(thinks), raw)
        lines = _formatted(generate(node, question), body.get("format"))
        if body.get("stream", True):
            return await stream(lines, node.profile, True)
        parts = [line async for line in lines]
        if "error" in parts[-1]:
            raise RefusedError(500, parts[-1]["error"])
        return answer(_joined(parts, chat=chat))

    async def _load_only(
        self,
        model: Model,
        asked: str,
        options: dict[str, object],
        keep_s: float | None,
        *,
        chat: bool,
    ) -> Response:
        if keep_s == 0:
            self.node.unload(model.name)
        elif self.node.faults.busy:
            raise RefusedError(503, BUSY)
        else:
            await self._load(model, options, keep_s)
        said: Line = {"message": {"role": "assistant", "content": ""}} if chat else {"response": ""}
        at = {"model": asked, "created_at": nano(self.node.clock.now())}
        reason = "unload" if keep_s == 0 else "load"
        return answer(at | said | {"done": True, "done_reason": reason})

    async def _load(self, model: Model, options: dict[str, object], keep_s: float | None) -> int:
        async with self.node.use(model, options, keep_s) as (_, load_ns):
            return load_ns

    async def embed(self, request: Request) -> Response:
        body = await body_of(request, "EmbedRequest", "model")
        asked, given = body.get("model") or "", body.get("input")
        texts = given if isinstance(given, list) else [given] if given else []
        if not all(isinstance(text, str) for text in texts):
            raise RefusedError(400, "invalid input type")
        model, keep_s = self._embedder(asked), keep_alive(body)
        begun = self.node.clock.ns()
        if not texts and keep_s == 0:
            self.node.unload(model.name)
            return answer({"model": asked, "embeddings": []})
        load_ns = await self._load(model, options_of(body), keep_s)
        if not texts:
            return answer({"model": asked, "embeddings": []})
        tokens = await self._read(model, texts)
        width = model.entry.embedding
        return answer(
            {
                "model": asked,
                "embeddings": [[width**-0.5] * width for _ in texts],
                "total_duration": self.node.clock.ns() - begun,
                "load_duration": load_ns,
                "prompt_eval_count": tokens,
            }
        )

    async def embeddings(self, request: Request) -> Response:
        """The legacy one: one prompt, not normalised."""
        body = await body_of(request, "EmbeddingRequest", "model", "prompt")
        model = self._embedder(body.get("model") or "")
        await self._load(model, options_of(body), keep_alive(body))
        if not body.get("prompt"):
            return answer({"embedding": []})
        await self._read(model, [body["prompt"]])
        return answer({"embedding": [0.5] * model.entry.embedding})

    def _embedder(self, asked: str) -> Model:
        model = self.node.find(asked)
        if model is None:
            raise RefusedError(404, f'model "{asked}" not found, try pulling it first')
        return model

    async def _read(self, model: Model, texts: list[str]) -> int:
        """Take the time of a prefill. Returns the number of tokens."""
        tokens = sum(len(tokens_of(text)) for text in texts)
        await self.node.clock.sleep(tokens / self.node.speeds_for(model).prefill_rate)
        return tokens


async def _formatted(lines: AsyncIterator[Line], wanted: object) -> AsyncIterator[Line]:
    """Whether the format is one shows only when the prompt is evaluated."""
    if wanted and wanted != "json" and not isinstance(wanted, dict):
        said = json.dumps(json.dumps(wanted))
        text = f'invalid format: {said}; expected "json" or a valid JSON Schema object'
        yield {"error": text}
        return
    async for line in lines:
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
        thinking = "".join(part.get("thinking", "") for part in parts)
        if thinking:
            whole["thinking"] = thinking
    return whole
