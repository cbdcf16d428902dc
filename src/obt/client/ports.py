"""Where the rooms of the client meet: what each may ask of the other."""

from typing import Protocol

from obt.wire.jobs import JobOrder, JobRef, JobReport
from obt.wire.operations import Kind
from obt.wire.playground import PlaygroundOrder, PlaygroundTold
from obt.wire.transfer import TransferOrder


class Reports(Protocol):
    """The outbox, as the worker sees it."""

    def put(self, report: JobReport) -> None:
        """Leave a report for the server; never blocks, never fails, works while there is no link.

        A `job.progress` replaces the one that still waits for the same job. Accepted and finished
        are facts: each is sent, in the order put. What was handed to a link that then broke may be
        lost on the way: the worker keeps every result until it is settled, and puts it again when
        told `linked`.
        """


class Pokeable(Protocol):
    """The sync, as the worker sees it."""

    def poke(self) -> None:
        """Read models and loaded models now: something changed them. Never blocks."""


class Worker(Protocol):
    """Carries out jobs, as the link sees it."""

    def kinds(self) -> list[Kind]:
        """The operations that can be carried out here."""

    def known(self) -> list[JobRef]:
        """Jobs accepted here that the server has not settled, for the hello."""

    def linked(self) -> None:
        """The server answered a hello: put again every result that is not settled."""

    async def handle(self, order: JobOrder) -> None:
        """Take an order; returns at once, the work itself happens in `run`."""

    async def run(self) -> None:
        """Work until cancelled; running jobs end or are given up before it returns."""


class Playing(Protocol):
    """Prompts that people try out here, as the link sees them."""

    def handle(self, order: PlaygroundOrder) -> None:
        """Take an order; returns at once."""

    def take(self) -> PlaygroundTold | None:
        """The next that is to be told, if anything is."""

    def unlinked(self) -> None:
        """The link is gone, and with it whoever watched: stop everything."""


class Source(Protocol):
    """Gives this machine's models to others, as the link sees it."""

    def handle(self, order: TransferOrder) -> None:
        """Take an order; returns at once."""
