"""Benchmarks to and from files, with everything that was measured (`obt.wire.benchmark_file`)."""

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import UUID

from pydantic import ValidationError

from obt.measure.report import SampleResult, result_of
from obt.measure.sample import Sample
from obt.measure.workloads import Case
from obt.server.benchmarks.intake import cases_by_key
from obt.server.benchmarks.repository import BenchmarkRepository
from obt.server.benchmarks.schemas import Imported, LeftOut
from obt.server.benchmarks.shown import Shown
from obt.server.benchmarks.tables import BenchmarkRow, PartRow
from obt.server.benchmarks.work import Work
from obt.server.core.clock import Clock
from obt.server.core.errors import BadRequestError, ConflictError, NotFoundError
from obt.server.db.engine import Database
from obt.wire.benchmark_file import BenchmarkFile, FilePart, NotMeasured, SampleLine
from obt.wire.benchmarks import Machine

AT_ONCE = 100
DELETED = "It was deleted while it was exported."


class Export:
    """One benchmark on its way out. A few samples are in memory at a time.

    It breaks off where the benchmark is deleted meanwhile: half of one that looks whole would be
    worse than none.
    """

    def __init__(self, db: Database, head: BenchmarkFile, last: int) -> None:
        self._db = db
        self.head = head  #: All of it but its samples
        self._last = last

    async def lines(self) -> AsyncIterator[str]:
        """JSONL: the head, then a line for each sample."""
        yield self.head.model_dump_json() + "\n"
        async for line in self.samples():
            yield line.model_dump_json() + "\n"

    async def document(self) -> AsyncIterator[str]:
        """The same as one JSON document, each part with its samples."""
        head = self.head.model_dump(mode="json")
        parts = head.pop("parts")
        yield json.dumps(head)[:-1] + ', "parts": ['
        for n, part in enumerate(parts):
            del part["samples"]
            yield (", " if n else "") + json.dumps(part)[:-1] + ', "samples": ['
            first = True
            async for line in self.samples(part["client_id"]):
                yield ("" if first else ", ") + line.sample.model_dump_json()
                first = False
            yield "]}"
        yield "]}\n"

    async def samples(self, client_id: str | None = None) -> AsyncIterator[SampleLine]:
        """Of all machines or of one, as they came. Raises NotFoundError: it was deleted."""
        benchmark_id, after = self.head.benchmark_id, 0
        while after < self._last:
            async with self._db.reading() as session:
                repository = BenchmarkRepository(session)
                if await repository.get(benchmark_id) is None:
                    raise NotFoundError(DELETED)
                rows = await repository.samples(
                    benchmark_id, after, AT_ONCE, last=self._last, client_id=client_id
                )
            for row in rows:
                yield SampleLine(client_id=row.client_id, sample=Sample.model_validate(row.sample))
            if len(rows) < AT_ONCE:
                return
            after = rows[-1].number


class Files:
    def __init__(self, db: Database, shown: Shown, clock: Clock) -> None:
        self._db = db
        self._shown = shown
        self._clock = clock

    async def export(self, benchmark_id: UUID) -> Export:
        """As it stands now: what is measured meanwhile is not in it. Raises NotFoundError."""
        row = await self._shown.row(benchmark_id)
        work = Work.model_validate(row.work)
        async with self._db.reading() as session:
            repository = BenchmarkRepository(session)
            if await repository.get(benchmark_id) is None:
                raise NotFoundError(DELETED)
            last = await repository.last_sample(benchmark_id)
            parts = await repository.parts(benchmark_id)
            trials = await repository.trials(benchmark_id)
        head = BenchmarkFile(
            obt_version=work.obt_version,
            exported_at=self._clock.now(),
            benchmark_id=benchmark_id,
            name=row.name,
            created_at=row.created_at,
            workloads=work.workloads,
            settings=work.settings,
            stop=work.stop,
            seed=work.seed,
            grouped=work.grouped,
            left_out=[NotMeasured(**it.model_dump()) for it in work.left_out],
            parts=[
                FilePart(
                    client_id=part.client_id,
                    client_name=part.client_name,
                    models=part.models,
                    machine=part.machine and Machine.model_validate(part.machine),
                    elapsed_s=part.elapsed_s,
                    trials=[it for (owner, _), it in trials.items() if owner == part.client_id],
                    samples=[],
                )
                for part in parts
            ],
        )
        return Export(self._db, head, last)

    async def take(self, text: bytes) -> Imported:
        """A JSON or JSONL export. Twice is once.

        Raises BadRequestError with what is wrong in it, ConflictError: it is measured here, now.
        """
        file = await asyncio.to_thread(read, text)
        async with self._db.reading() as session:
            before = await BenchmarkRepository(session).get(file.benchmark_id)
        if before is not None:
            if not before.imported:
                raise ConflictError("This benchmark was made by this server: it has it.")
            return Imported(benchmark_id=file.benchmark_id, new=False)
        work = _work(file)
        judged = await asyncio.to_thread(_judged, file, cases_by_key(work))
        async with self._db.unit() as session:
            repository = BenchmarkRepository(session)
            if await repository.get(file.benchmark_id) is not None:  # sent twice at once
                return Imported(benchmark_id=file.benchmark_id, new=False)
            repository.add(_row(file, work), [_part(file, part) for part in file.parts])
            await session.flush()
            for part in file.parts:
                await repository.put_trials(file.benchmark_id, part.client_id, part.trials)
                await repository.add_samples(
                    file.benchmark_id, part.client_id, judged[part.client_id]
                )
        return Imported(benchmark_id=file.benchmark_id, new=True)


def _judged(
    file: BenchmarkFile, cases: dict[str, Case]
) -> dict[str, list[tuple[Sample, SampleResult]]]:
    """By client. Raises BadRequestError."""
    judged: dict[str, list[tuple[Sample, SampleResult]]] = {}
    for part in file.parts:
        trials = {trial.cell: trial for trial in part.trials}
        for cell in [*trials, *(sample.cell for sample in part.samples)]:
            if cell.model not in part.models or cell.case not in cases or cell not in trials:
                raise BadRequestError(f"{part.client_id}: '{cell}' is no cell of its plan.")
        judged[part.client_id] = [
            (it, result_of(it, cases[it.cell.case], trials[it.cell])) for it in part.samples
        ]
    return judged


def read(text: bytes) -> BenchmarkFile:
    """Raises BadRequestError."""
    try:
        head, *rest = text.strip().split(b"\n") or [b""]
        if not rest:
            return BenchmarkFile.model_validate_json(text)
        try:
            file = BenchmarkFile.model_validate_json(head)
        except ValidationError:  # one document over several lines
            return BenchmarkFile.model_validate_json(text)
        return _with_samples(file, rest)
    except ValidationError as error:
        if not text.lstrip().startswith(b"{"):
            raise BadRequestError("This is no export: only json and jsonl are taken.") from error
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, problem["loc"]))
        raise BadRequestError(f"{where}: {problem['msg']}" if where else problem["msg"]) from error


def _with_samples(file: BenchmarkFile, lines: list[bytes]) -> BenchmarkFile:
    taken: dict[str, list[Sample]] = {part.client_id: [] for part in file.parts}
    for number, line in enumerate(lines, start=2):
        try:
            told = SampleLine.model_validate_json(line)
            taken[told.client_id].append(told.sample)
        except (ValidationError, KeyError) as error:
            raise BadRequestError(f"line {number}: no sample of one of its machines") from error
    parts = [
        part.model_copy(update={"samples": [*part.samples, *taken[part.client_id]]})
        for part in file.parts
    ]
    return file.model_copy(update={"parts": parts})


def _work(file: BenchmarkFile) -> Work:
    return Work(
        models={part.client_id: part.models for part in file.parts},
        workloads=file.workloads,
        settings=file.settings,
        stop=file.stop,
        seed=file.seed,
        grouped=file.grouped,
        obt_version=file.obt_version,
        left_out=[LeftOut(**it.model_dump()) for it in file.left_out],
    )


def _row(file: BenchmarkFile, work: Work) -> BenchmarkRow:
    return BenchmarkRow(
        benchmark_id=file.benchmark_id,
        name=file.name,
        created_at=file.created_at,
        work=work.model_dump(mode="json"),
        batch_id=None,
        state="succeeded",
        finished_at=file.exported_at,
        imported=True,
        key=None,
        request_hash=None,
    )


def _part(file: BenchmarkFile, part: FilePart) -> PartRow:
    return PartRow(
        benchmark_id=file.benchmark_id,
        client_id=part.client_id,
        client_name=part.client_name,
        models=part.models,
        state="succeeded",
        machine=None if part.machine is None else part.machine.model_dump(mode="json"),
        elapsed_s=part.elapsed_s,
        last_at=None,
    )
