"""The live fleet, in memory. Everything that changes it passes here, and is told to the bus."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from obt.server.core.clock import Clock
from obt.server.core.errors import NotFoundError
from obt.server.events.bus import Bus
from obt.server.events.schemas import (
    ClientBeat,
    ClientChanged,
    ClientRemoved,
    ClientStatus,
    ModelsChanged,
)
from obt.server.registry.deadlines import Deadlines
from obt.server.registry.liveness import Rules, Standing, judge, next_change
from obt.server.registry.ports import Witness
from obt.server.registry.state import LiveClient, Record, Telling, apply, linked, unlinked
from obt.server.views.clients import ClientSummary, Counts, LinkState, Status
from obt.wire.facts import Beat
from obt.wire.frames import Goodbye, HardwareChanged, ModelsSnapshot
from obt.wire.frames import ModelsChanged as ModelsChange


class Registry:
    """`open_jobs` tells how many jobs a client has, `witness` is told of every change; both are set
    once by whoever wires the server."""

    def __init__(self, clock: Clock, rules: Rules, bus: Bus) -> None:
        self.rules = rules
        self.bus = bus
        self.open_jobs: Callable[[str], int] = lambda _: 0
        self.witness: Witness | None = None
        self._clock = clock
        self._clients: dict[str, LiveClient] = {}
        self._standing: dict[str, Standing] = {}
        self._deadlines = Deadlines()
        self._dirty: set[str] = set()  # more than `last_seen` is to be written
        self._seen: set[str] = set()

    # reading

    def __iter__(self) -> Iterator[LiveClient]:
        return iter(self._clients.values())

    def not_offline(self) -> Iterator[LiveClient]:
        """Whose models are shown: offline clients' leave the live lists."""
        offline = Status.OFFLINE
        return (c for i, c in self._clients.items() if self._standing[i].status is not offline)

    def __len__(self) -> int:
        return len(self._clients)

    def find(self, client_id: str) -> LiveClient | None:
        return self._clients.get(client_id)

    def get(self, client_id: str) -> LiveClient:
        """Raises NotFoundError."""
        if client := self._clients.get(client_id):
            return client
        raise NotFoundError(f"There is no client '{client_id}'.")

    def standing(self, client_id: str) -> Standing:
        return self._standing[client_id]

    def is_live(self, client_id: str) -> bool:
        """Whether a client with this id is connected and heard: another must not take its id."""
        client = self._clients.get(client_id)
        return (
            client is not None
            and client.hearing.link is not LinkState.NONE
            and self._standing[client_id].status is Status.ONLINE
        )

    def counts(self, client: LiveClient) -> Counts:
        return Counts(
            installed=len(client.models),
            loaded=len(client.loaded),
            jobs=self.open_jobs(client.client_id),
        )

    def summary(self, client: LiveClient) -> ClientSummary:
        record, standing = client.record, self._standing[client.client_id]
        return ClientSummary(
            client_id=record.client_id,
            name=record.name,
            hostname=record.hostname,
            platform=record.platform,
            client_version=record.client_version,
            labels=list(record.labels),
            registered_at=record.registered_at,
            status=standing.status,
            status_reason=standing.reason,
            link=client.hearing.link,
            last_seen=client.last_seen,
            ollama=client.ollama,
            hardware=record.hardware,
            telemetry=client.telemetry,
            loaded=list(client.loaded),
            counts=self.counts(client),
            outdated=_outdated(client),
        )

    def link(self, client_id: str) -> LinkState:
        """NONE also where there is no such client."""
        client = self._clients.get(client_id)
        return client.hearing.link if client else LinkState.NONE

    def take_dirty(self) -> tuple[list[LiveClient], list[LiveClient]]:
        """What a flush has to write: clients that changed, and those that were only heard."""
        dirty = [self._clients[i] for i in self._dirty]
        seen = [self._clients[i] for i in self._seen - self._dirty]
        self._dirty.clear()
        self._seen.clear()
        return dirty, seen

    def mark_dirty(self, clients: Iterable[LiveClient]) -> None:
        """A flush that failed: write them next time."""
        self._dirty.update(c.client_id for c in clients if c.client_id in self._clients)

    # changing

    def restore(self, clients: Iterable[LiveClient]) -> None:
        """At the start, before anybody is connected."""
        for client in clients:
            self._clients[client.client_id] = client
            self._standing[client.client_id] = self._judge(client)
            self._watch(client)

    def put(self, record: Record, make: Callable[[Record, float], LiveClient]) -> None:
        """Registered, renamed, relabelled. `make` builds a client that is new here."""
        known = self._clients.get(record.client_id)
        client = replace(known, record=record) if known else make(record, self._clock.monotonic())
        self._clients[client.client_id] = client
        standing = self._standing.setdefault(client.client_id, self._judge(client))
        self._watch(client)
        if self.witness:
            self.witness.changed(known, standing, client, standing)
        self._tell_changed(client)

    def forget(self, client_id: str) -> None:
        if self._clients.pop(client_id, None) is None:
            return
        del self._standing[client_id]
        self._deadlines.drop(client_id)
        self._dirty.discard(client_id)
        self._seen.discard(client_id)
        if self.witness:
            self.witness.forgotten(client_id)
        self.bus.publish(lambda seq: ClientRemoved(seq=seq, client_id=client_id))

    def tell(self, client_id: str, told: Telling) -> LiveClient:
        """A client told something of itself.

        Raises:
            NotFoundError: it was forgotten meanwhile.
            WrongBaseError: ask it for all its models.
        """
        at = self._clock.now()
        before = self.get(client_id)
        client = apply(before, told, self._clock.monotonic(), at)
        self._seen.add(client_id)
        if client.ollama != before.ollama or client.record is not before.record:
            self._dirty.add(client_id)
        self._keep(client)
        match told:
            case Beat():
                self._tell_beat(client, at)
            case HardwareChanged():
                self._tell_changed(client)
            case ModelsSnapshot() | ModelsChange():
                self._tell_models(client, told)
                if _outdated(client) != _outdated(before):
                    self._tell_changed(client)
            case Goodbye():
                pass  # told by the change of status
        return client

    def linked(self, client_id: str, link: LinkState) -> None:
        client = self.get(client_id)
        self._seen.add(client_id)
        self._keep(linked(client, link, self._clock.monotonic(), self._clock.now()))

    def unlinked(self, client_id: str) -> None:
        """Its WebSocket is gone. Nothing where it beats over REST by now."""
        client = self._clients.get(client_id)
        if client and client.hearing.link is LinkState.WEBSOCKET:
            self._keep(unlinked(client))

    def jobs_changed(self, client_id: str) -> None:
        """Its count of jobs changed."""
        if client := self._clients.get(client_id):
            self._tell_changed(client)

    def checked(self, client_id: str, model: str, behind: str | None) -> None:
        """A model was compared with its registry. `behind`: the digest that has a newer version."""
        client = self._clients.get(client_id)
        if client is None or client.behind.get(model) == behind:
            return
        others = {name: digest for name, digest in client.behind.items() if name != model}
        client = replace(client, behind=others | ({model: behind} if behind else {}))
        self._clients[client_id] = client
        self._tell_changed(client)

    def sweep(self) -> None:
        """Judge whoever's time has come."""
        for client_id in self._deadlines.due(self._clock.monotonic()):
            self._keep(self._clients[client_id])

    # inside

    def _judge(self, client: LiveClient) -> Standing:
        return judge(client.hearing, self._clock.monotonic(), self.rules)

    def _keep(self, client: LiveClient) -> None:
        """Everything that may change a standing comes through here."""
        client_id = client.client_id
        standing, before = self._judge(client), self._standing[client_id]
        if standing.status is Status.OFFLINE and client.hearing.link is LinkState.REST:
            # nothing connects it between two beats: silence is the only end that REST has
            client = unlinked(client)
        known = self._clients[client_id]
        self._clients[client_id] = client
        self._standing[client_id] = standing
        self._watch(client)
        if self.witness:
            self.witness.changed(known, before, client, standing)
        if standing != before or client.hearing.link is not known.hearing.link:
            self._dirty.add(client_id)
            self._tell_status(client, standing)

    def _watch(self, client: LiveClient) -> None:
        due = next_change(client.hearing, self._clock.monotonic(), self.rules)
        self._deadlines.ask(client.client_id, due)

    def _tell_status(self, client: LiveClient, standing: Standing) -> None:
        self.bus.publish(
            lambda seq: ClientStatus(
                seq=seq,
                client_id=client.client_id,
                status=standing.status,
                status_reason=standing.reason,
                link=client.hearing.link,
                last_seen=client.last_seen,
            )
        )

    def _tell_changed(self, client: LiveClient) -> None:
        self.bus.publish(lambda seq: ClientChanged(seq=seq, client=self.summary(client)))

    def _tell_beat(self, client: LiveClient, at: datetime) -> None:
        telemetry = client.telemetry
        if telemetry is None:
            return
        self.bus.publish(
            lambda seq: ClientBeat(
                seq=seq,
                client_id=client.client_id,
                last_seen=at,
                ollama=client.ollama,
                telemetry=telemetry,
                loaded=list(client.loaded),
                counts=self.counts(client),
            ),
            key=f"beat {client.client_id}",
        )

    def _tell_models(self, client: LiveClient, told: ModelsSnapshot | ModelsChange) -> None:
        full = isinstance(told, ModelsSnapshot)
        self.bus.publish(
            lambda seq: ModelsChanged(
                seq=seq,
                client_id=client.client_id,
                full=full,
                upserted=told.models if isinstance(told, ModelsSnapshot) else told.upserted,
                removed=[] if isinstance(told, ModelsSnapshot) else told.removed,
                counts=self.counts(client),
            )
        )


def _outdated(client: LiveClient) -> list[str]:
    return sorted(name for name in client.behind if client.outdated(name))
