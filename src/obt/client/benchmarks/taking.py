"""One sample: its requests, and what was seen around them."""

from obt.client.benchmarks.blocks import Fired, fired
from obt.client.benchmarks.cells import Cell
from obt.client.benchmarks.checking import Checker
from obt.client.benchmarks.quiet import Guests
from obt.client.benchmarks.reply import Reply
from obt.client.benchmarks.rig import Bounds, Time
from obt.client.benchmarks.shots import Shot, Shots
from obt.client.benchmarks.subject import AwayError, Subject, find, residency
from obt.client.benchmarks.watch import Seen, Watch
from obt.client.beside import Beside
from obt.measure.plan import Step
from obt.measure.sample import Request, Sample
from obt.measure.validity import Asked, Surroundings, judge
from obt.wire.facts import LoadedModel


class Taker:
    def __init__(
        self,
        subject: Subject,
        shots: Shots,
        watch: Watch,
        guests: Guests,
        checker: Checker,
        time: Time,
        bounds: Bounds,
        beside: Beside,
    ) -> None:
        self._subject = subject
        self._shots = shots
        self._watch = watch
        self._guests = guests
        self._checker = checker
        self._time = time
        self._bounds = bounds
        self._beside = beside

    async def take(
        self, cell: Cell, step: Step, before: list[LoadedModel], loaded_at: float | None
    ) -> Sample:
        """`before`: what was in memory just now; `loaded_at` (s): since when the model is.

        Raises AwayError or GoneError where no request can be answered; one that is broken off is a
        record of an error, for what broke it may be what is measured.
        """
        taken_at, began = self._time.utc(), self._time.s()
        others = self._beside()
        await self._watch.begin()
        pairs: Fired = []
        try:
            pairs = await fired(cell, step.round, self._shots, self._subject.fire, self._time)
        finally:
            seen = await self._watch.end()
        for _, reply in pairs:
            if reply.status == 404:
                await self._subject.checked(reply, cell.model.name)
        after = await self._after(pairs)
        others = tuple(dict.fromkeys((*others, *self._beside())))
        around = self._around(cell, seen, before, after, others)
        requests = tuple([await self._request(cell, *pair, around) for pair in pairs])
        return Sample(
            cell=cell.trial.cell,
            round=step.round,
            position=step.position,
            taken_at=taken_at,
            requests=requests,
            wall_s=_wall_s(requests),
            loaded_for_s=None if loaded_at is None else max(0.0, began - loaded_at),
            residency=around.residency,
            telemetry=seen.telemetry,
        )

    async def _after(self, pairs: Fired) -> list[LoadedModel] | None:
        """What is in memory now; None where Ollama is gone. One that broke off is not asked."""
        if any(reply.broken for _, reply in pairs):
            return None
        try:
            return await self._subject.loaded()
        except AwayError:
            return None

    def _around(
        self,
        cell: Cell,
        seen: Seen,
        before: list[LoadedModel],
        after: list[LoadedModel] | None,
        others: tuple[str, ...],
    ) -> Surroundings:
        name = cell.model.name
        now = residency(find(after or [], name))
        return Surroundings(
            loaded_before=find(before, name) is not None,
            residency=now,
            reference=cell.trial.residency,
            foreign_models=self._guests.strangers(name, before, after or []),
            foreign_jobs=others,
            foreign_cpu=seen.foreign_cpu,
            foreign_cpu_max=self._bounds.foreign_cpu,
            throttled=seen.throttled,
        )

    async def _request(self, cell: Cell, shot: Shot, reply: Reply, around: Surroundings) -> Request:
        rejections = judge(reply.record, self._fair(cell, shot.asked, reply), around)
        wanted = () if rejections else cell.case.checks
        checks = await self._checker.results(wanted, reply.text) if wanted else ()
        return Request(record=reply.record, rejections=rejections, checks=checks)

    def _fair(self, cell: Cell, asked: Asked, reply: Reply) -> Asked:
        """A chat template's own tokens are the same in every prompt: cached, they are no hit."""
        cached = reply.record.counters.prompt_eval_cached_count or 0
        if cell.case.api == "chat" and cached <= self._shots.frames.get(cell.model.name, 0):
            return asked.model_copy(update={"fresh_prompt": False})
        return asked


def _wall_s(requests: tuple[Request, ...]) -> float:
    """First request sent to the last byte of any reply."""
    records = [request.record for request in requests]
    ends = [record.chunks[-1].at_ns for record in records if record.chunks]
    first = min(record.sent_ns for record in records)
    return max(0.0, (max(ends, default=first) - first) * 1e-9)
