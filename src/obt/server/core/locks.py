"""Who may do what: tokens, the sign-in's cookie, and the dependencies that ask for them.

The cookie holds no token: an expiry and an HMAC under a key derived from the admin token, so that
it needs no store, survives a restart, and dies with the token.
"""

import hashlib
import hmac
import re
import secrets
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import SecretStr
from starlette.requests import HTTPConnection

from obt.server.core.clock import Clock
from obt.server.core.errors import TooManyError, UnauthorizedError

COOKIE = "obt_session"
EXPIRES = re.compile(r"[0-9]{1,12}")
SESSION_S = 7 * 86400
TRIES = 10  # failed sign-ins per window and address: a person errs a few times
WINDOW_S = 60.0


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """SHA-256 serves: these tokens are 256 random bits, there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def bearer(connection: HTTPConnection) -> str | None:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


class Locks:
    """The server's two locks. One that has no token stands open."""

    def __init__(self, admin: SecretStr | None, enroll: SecretStr | None, clock: Clock) -> None:
        self._admin = admin.get_secret_value() if admin else None
        self._enroll = enroll.get_secret_value() if enroll else None
        self._clock = clock
        self._failures: dict[str, list[float]] = {}  #: By address, when

    @property
    def required(self) -> bool:
        return self._admin is not None

    @property
    def enroll_required(self) -> bool:
        return self._enroll is not None

    def enrolls(self, token: str | None) -> bool:
        return self._enroll is not None and token is not None and same(token, self._enroll)

    def signed_in(self, connection: HTTPConnection) -> bool:
        if self._admin is None:
            return True
        token = bearer(connection)
        if token is not None:
            return same(token, self._admin)
        return self._valid(connection.cookies.get(COOKIE, ""))

    def sign_in(self, token: str, address: str, response: Response, *, secure: bool) -> None:
        """Raises UnauthorizedError, or TooManyError after too many wrong tokens from there."""
        if self._admin is None:
            return
        now = self._clock.monotonic()
        recent = {
            where: [at for at in failures if now - at < WINDOW_S]
            for where, failures in self._failures.items()
        }
        self._failures = {where: failures for where, failures in recent.items() if failures}
        mine = self._failures.get(address, [])
        if len(mine) >= TRIES:
            wait = int(WINDOW_S - (now - mine[0])) + 1
            raise TooManyError(f"Too many wrong tokens. Try again in {wait} s.", wait)
        if not same(token, self._admin):
            self._failures[address] = [*mine, now]
            raise UnauthorizedError("That is not the admin token.")
        expires = int(self._clock.now().timestamp()) + SESSION_S
        response.set_cookie(
            COOKIE,
            f"{expires}.{self._sign(expires)}",
            max_age=SESSION_S,
            httponly=True,
            samesite="strict",
            secure=secure,
            path="/",
        )

    def _valid(self, cookie: str) -> bool:
        expires, _, signature = cookie.partition(".")
        return (
            EXPIRES.fullmatch(expires) is not None
            and same(signature, self._sign(int(expires)))
            and int(expires) > self._clock.now().timestamp()
        )

    def _sign(self, expires: int) -> str:
        key = hashlib.sha256(b"obt session" + (self._admin or "").encode()).digest()
        return hmac.new(key, str(expires).encode(), hashlib.sha256).hexdigest()


def locks_of(connection: HTTPConnection) -> Locks:
    locks = connection.app.state.locks
    assert isinstance(locks, Locks)  # noqa: S101 - set by the app factory
    return locks


def _admin(request: Request, locks: Annotated[Locks, Depends(locks_of)]) -> None:
    if locks.signed_in(request):
        return
    if bearer(request) is not None:
        raise UnauthorizedError("That is not the admin token.")
    raise UnauthorizedError("Sign in, or send the admin token as a Bearer token.")


Admin = Depends(_admin)
"""For a router or route: only who holds the admin token, when there is one."""
