"""Keeps the link to one server up: register, dial, talk, and what helps when it breaks."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from obt.client.clock import Clock
from obt.client.identity import Identity, IdentityStore
from obt.client.link.api import ServerApi
from obt.client.link.backoff import Backoff
from obt.client.link.broken import Forgotten, LinkBroken
from obt.client.link.fallback import RestLink
from obt.client.link.session import Session
from obt.client.link.transport import Dial
from obt.wire.rest import Registered, Registration

log = structlog.get_logger("obt.client.link")

REST_FOR_S = 60.0
"""Between two tries of a WebSocket while beating over REST; doubles up to ten minutes."""
REST_FOR_MAX_S = 600.0


@dataclass
class Link:
    api: ServerApi
    dial: Dial
    session: Session
    store: IdentityStore
    registration: Callable[[str | None], Registration]
    """Builds it, for the id this client has, as things are now."""
    enroll_token: str | None = None
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self._backoff = Backoff(self.clock)
        self._identity: Identity | None = None
        self._rest_for_s = REST_FOR_S
        self._said: set[str] = set()

    async def run(self) -> None:
        """Until cancelled. Raises `Forgotten`."""
        while True:
            try:
                await self._once()
            except LinkBroken as broken:
                await self._recover(broken)

    async def _once(self) -> None:
        fresh = self._identity is None
        identity = self._identity or await self._register()
        try:
            connection = await self.dial(identity.client_id, identity.token or "")
        except LinkBroken as broken:
            if fresh and broken.remedy == "register":  # a token of this moment: no server says so
                raise LinkBroken("rest", broken.why) from broken
            raise
        await self.session.converse(connection, self._up)

    def _up(self) -> None:
        self._backoff.up()
        self._rest_for_s = REST_FOR_S
        self._said.clear()
        log.info("linked", server=self.api.server_url)

    async def _register(self) -> Identity:
        url = self.api.server_url
        known = self.store.load(url)
        client_id = known.client_id if known else None
        self.session.outbox.told("hardware")  # a registration carries it as it is now
        registered = await self._admitted(self.registration(client_id), known)
        identity = Identity(client_id=registered.client_id, token=registered.token)
        self._keep(identity)
        self.session.pace(registered.heartbeat_interval_s)
        self._identity = identity
        log.info("registered", server=url, client_id=identity.client_id)
        return identity

    async def _admitted(self, told: Registration, known: Identity | None) -> Registered:
        """By its own token, which needs no other; else by the enrolment token."""
        if known is not None and known.token is not None:
            try:
                return await self.api.register(told, known.token)
            except LinkBroken as broken:
                if broken.remedy != "register":
                    raise
        try:
            return await self.api.register(told, self.enroll_token)
        except LinkBroken as broken:
            if broken.remedy != "register":
                raise
            raise LinkBroken("wait", f"this client may not register: {broken.why}") from broken

    def _keep(self, identity: Identity) -> None:
        try:
            self.store.save(self.api.server_url, identity)
        except OSError as error:  # a full disk: it works until the next start
            log.error("the identity cannot be kept", folder=self.store.folder, why=str(error))

    async def _recover(self, broken: LinkBroken) -> None:
        if broken.why not in self._said:  # one line for each reason, not for each dial
            self._said.add(broken.why)
            log.warning("no link", why=broken.why)
        match broken.remedy:
            case "dial":
                await self.clock.sleep(self._backoff.next())
            case "wait":
                await self.clock.sleep(self._backoff.slow())
            case "register":
                self._identity = None
                await self.clock.sleep(self._backoff.next())
            case "rest" if self._identity is not None:
                await self._beat_over_rest(self._identity)
            case "rest":
                await self.clock.sleep(self._backoff.next())
            case "stop":
                with contextlib.suppress(OSError):  # then the server refuses it once more
                    self.store.forget(self.api.server_url)
                raise Forgotten(broken.why)

    async def _beat_over_rest(self, identity: Identity) -> None:
        """Where REST works, for a while; else as any other outage."""
        rest = RestLink(self.api, self.session)
        try:
            await rest.open(identity)
            self._backoff.up()
            for_s, self._rest_for_s = self._rest_for_s, min(self._rest_for_s * 2, REST_FOR_MAX_S)
            log.info("beats go over REST", server=self.api.server_url, websocket_again_in_s=for_s)
            await rest.run(identity, for_s)
        except LinkBroken as broken:
            await self._recover(broken)
