"""The Ollama under measurement: what it has, what is in its memory, and whether it answers."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from obt.client.benchmarks.models import Model
from obt.client.benchmarks.reply import Reply, Sent, read
from obt.client.benchmarks.rig import Bounds, Time
from obt.client.benchmarks.shots import Shot
from obt.client.benchmarks.wire import Wire
from obt.client.jobs.failure import failed, unreachable
from obt.client.ollama import parse
from obt.client.ollama.access import Failure, Ollama
from obt.client.output import Generated, uncounted
from obt.measure.validity import Residency
from obt.wire.facts import LoadedModel
from obt.wire.names import same_model

T = TypeVar("T")
Say = Callable[[str], None]
PASSING = frozenset({"down", "slow", "busy", "stalled"})
ASK_AGAIN_S = 10.0
TRIES = 3


class AwayError(Exception):
    """Ollama does not answer."""


class GoneError(Exception):
    """The model is not on this machine any more."""


class Subject:
    """Every reading raises AwayError where Ollama does not answer, JobFailedError for nonsense."""

    def __init__(
        self,
        reading: Ollama,
        wire: Wire,
        time: Time,
        bounds: Bounds,
        generated: Generated = uncounted,
    ) -> None:
        self.reading = reading
        self._wire = wire
        self._time = time
        self._bounds = bounds
        self._generated = generated
        self.version: str | None = None

    async def fire(self, shot: Shot) -> Reply:
        """Sends at once; whatever goes wrong is in the record."""
        reply = read(await self._wire.post(shot.path, shot.body), shot.sent)
        record = reply.record
        if record.counters.eval_count and record.chunks:
            took_s = (record.chunks[-1].at_ns - record.sent_ns) * 1e-9
            self._generated(record.counters.eval_count, took_s)
        return reply

    async def patiently(self, shot: Shot, model: str) -> Reply:
        """`fire` and `checked`, again where Ollama failed in a way that may pass."""
        for _ in range(TRIES - 1):
            reply = await self.checked(await self.fire(shot), model)
            refused = reply.status is not None and 400 <= reply.status < 500
            if reply.record.error is None or refused:
                return reply
            await self._time.sleep(self._bounds.look_every_s)
        return await self.checked(await self.fire(shot), model)

    async def checked(self, reply: Reply, model: str) -> Reply:
        """The reply, failed or not. Raises AwayError or GoneError where that is why it failed."""
        if reply.record.error is not None:
            if reply.broken:
                await self.ask_version()
            if reply.status == 404 and await self._tag(model) is None:
                raise GoneError
        return reply

    async def ask_version(self) -> str:
        self.version = self._known(await self.reading.version())
        return self.version

    async def until_back(self, say: Say) -> None:
        """Raises JobFailedError where it takes too long."""
        began = self._time.s()
        while True:
            try:
                await self.ask_version()
            except AwayError as error:
                if self._time.s() - began > self._bounds.back_s:
                    raise unreachable(str(error)) from error
                say("waiting for Ollama, which does not answer")
                await self._time.sleep(self._bounds.look_every_s)
            else:
                return

    async def model(self, name: str) -> Model | None:
        """None where it is not on this machine."""
        tag = await self._tag(name)
        shown = await self.reading.show(name)
        if tag is None or (isinstance(shown, Failure) and shown.kind == "missing"):
            return None
        answer = self._known(shown)
        details = parse.shown(answer)
        told = answer.get("model_info")
        numbers = told if isinstance(told, dict) else {}
        return Model(
            name=name,
            digest=tag.bare_digest,
            size=tag.size,
            family=details.family,
            format=details.format,
            parameter_size=details.parameter_size,
            quantization=details.quantization,
            context_length=details.context_length,
            capabilities=tuple(details.capabilities),
            begins_alike=numbers.get("tokenizer.ggml.add_bos_token") is not False,
        )

    async def loaded(self) -> list[LoadedModel]:
        answer = self._known(self._parsed(await self.reading.ps()))
        try:
            return parse.loaded(answer, datetime.now(UTC))[0]
        except ValueError as error:
            raise failed("ollama_garbage", f"Ollama's list of loaded models: {error}") from error

    async def unload(self, model: str, say: Say) -> bool:
        """True when it was seen to be gone, False where it stays."""
        began = self._time.s()
        asked_at = float("-inf")
        while find(await self.loaded(), model) is not None:
            now = self._time.s()
            if now - began > self._bounds.unload_s:
                return False
            if now - asked_at > ASK_AGAIN_S:
                asked_at = now
                say(f"unloading {model}")
                body = {"model": model, "keep_alive": 0, "stream": False}
                reply = read(await self._wire.post("/api/generate", body), Sent("generate"))
                if reply.status == 400:  # it only embeds
                    body = {"model": model, "keep_alive": 0, "input": []}
                    reply = read(await self._wire.post("/api/embed", body), Sent("embed"))
                await self.checked(reply, model)
            await self._time.sleep(min(self._bounds.look_every_s, 0.25))
        return True

    async def _tag(self, name: str) -> parse.Tag | None:
        answer = self._known(self._parsed(await self.reading.tags()))
        try:
            tags, _ = parse.installed(answer)
        except ValueError as error:
            raise failed("ollama_garbage", f"Ollama's list of models: {error}") from error
        return next((tag for tag in tags if same_model(tag.label, name)), None)

    def _parsed(self, body: bytes | Failure) -> dict[str, object] | Failure:
        return body if isinstance(body, Failure) else self.reading.parse(body)

    @staticmethod
    def _known(answer: T | Failure) -> T:
        if not isinstance(answer, Failure):
            return answer
        if answer.kind in PASSING:
            raise AwayError(answer.message)
        raise failed("ollama_error", answer.message)


def find(loaded: list[LoadedModel], model: str) -> LoadedModel | None:
    return next((it for it in loaded if same_model(it.name, model)), None)


def residency(model: LoadedModel | None) -> Residency | None:
    if model is None:
        return None
    return Residency(
        digest=model.digest,
        size=model.size,
        size_vram=model.size_vram,
        context_length=model.context_length,
    )
