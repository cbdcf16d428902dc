"""/api/v1/session: the dashboard's sign-in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from obt.server.core.locks import COOKIE, Locks, locks_of
from obt.server.core.problems import documented
from obt.server.session.schemas import Session, SignIn

router = APIRouter(prefix="/api/v1/session", tags=["session"])
TheLocks = Annotated[Locks, Depends(locks_of)]


@router.get("", operation_id="getSession", responses=documented(403))
async def get_session(request: Request, locks: TheLocks) -> Session:
    """Whether this server asks for a sign-in, and whether this caller is signed in."""
    return Session(required=locks.required, signed_in=locks.signed_in(request))


@router.post("", operation_id="signIn", responses=documented(400, 401, 403, 413, 422, 429))
async def sign_in(body: SignIn, request: Request, response: Response, locks: TheLocks) -> Session:
    """Turn the admin token into a cookie that scripts cannot read."""
    secure = request.url.scheme == "https"
    address = request.client.host if request.client else ""
    locks.sign_in(body.token.get_secret_value(), address, response, secure=secure)
    return Session(required=locks.required, signed_in=True)


@router.delete("", operation_id="signOut", responses=documented(403))
async def sign_out(response: Response, locks: TheLocks) -> Session:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return Session(required=locks.required, signed_in=not locks.required)
