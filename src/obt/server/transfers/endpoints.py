"""/api/v1/transfers: grants for the target, and the way through this server."""

import re
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import StreamingResponse

from obt.server.core.errors import ConflictError, NotFoundError, RangeError
from obt.server.core.locks import bearer
from obt.server.core.problems import documented
from obt.server.registry.own import Own
from obt.server.transfers.broker import Broker, Transfer
from obt.server.transfers.pipe import BrokenError, Pipe
from obt.wire.transfer import TransferAsk, TransferGrant

router = APIRouter(prefix="/api/v1", tags=["transfers"])
RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})")


def _broker(request: Request) -> Broker:
    broker: Broker = request.app.state.transfers
    return broker


TheBroker = Annotated[Broker, Depends(_broker)]


def _transfer(request: Request, transfer_id: UUID, broker: TheBroker) -> Transfer:
    """For who shows the capability of this one transfer."""
    return broker.find(transfer_id, bearer(request))


Granted = Annotated[Transfer, Depends(_transfer)]
BINARY = {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}


@router.post(
    "/clients/{client_id}/transfers",
    operation_id="grantTransfer",
    status_code=201,
    responses=documented(400, 401, 403, 404, 409, 413, 422),
)
async def grant(client_id: Own, body: TransferAsk, broker: TheBroker) -> TransferGrant:
    """For the client on which a transfer job runs: where and with what to read the model."""
    return await broker.grant(client_id, body.job_id)


@router.delete(
    "/transfers/{transfer_id}",
    operation_id="endTransfer",
    status_code=204,
    responses=documented(403, 404, 422),
)
async def end(transfer: Granted, broker: TheBroker) -> None:
    """The target is done: the capability dies."""
    broker.close(transfer)


@router.get(
    "/transfers/{transfer_id}/manifest",
    operation_id="readManifest",
    response_class=Response,
    responses={
        200: {"description": "The manifest, to the byte", **BINARY},
        **documented(403, 404, 422),
    },
)
async def manifest(transfer: Granted) -> Response:
    return Response(transfer.manifest, media_type="application/octet-stream")


@router.get(
    "/transfers/{transfer_id}/blobs/{digest}",
    operation_id="readBlob",
    response_class=StreamingResponse,
    responses={
        200: {"description": "The blob", **BINARY},
        206: {"description": "The part asked for", **BINARY},
        **documented(400, 403, 404, 416, 422),
    },
)
async def blob(
    transfer: Granted,
    digest: Annotated[str, Path(max_length=100)],
    broker: TheBroker,
    range_: Annotated[str | None, Header(alias="Range", max_length=100)] = None,
) -> Response:
    """The source's bytes, as it sends them; nothing is kept here."""
    size = transfer.sizes.get(digest)
    if size is None:
        raise NotFoundError("There is nothing here.")
    start, end = _span(range_, size)
    read_id, pipe = broker.read(transfer, digest, start, end)

    async def body() -> AsyncIterator[bytes]:
        try:
            async for chunk in pipe.drain():
                yield chunk
        finally:
            transfer.reads.pop(read_id, None)

    headers = {"content-length": str(end - start), "accept-ranges": "bytes"}
    if range_ is not None:
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if range_ is not None else 200
    return StreamingResponse(body(), status, headers, "application/octet-stream")


@router.post(
    "/clients/{client_id}/transfers/{transfer_id}/reads/{read_id}",
    operation_id="sendBytes",
    status_code=204,
    responses=documented(400, 401, 403, 404, 409, 422),
)
async def send(
    request: Request, client_id: Own, transfer_id: UUID, read_id: UUID, broker: TheBroker
) -> None:
    """For the source: the bytes of one read, streamed."""
    pipe: Pipe = broker.upload(client_id, transfer_id, read_id)
    try:
        await pipe.fill(request.stream())
    except BrokenError as error:
        raise ConflictError(f"The read is over: {error}.") from error


def _span(header: str | None, size: int) -> tuple[int, int]:
    """`start, end` (not included); without a Range, or with one of another kind: all of it.

    Raises:
        RangeError: it asks for what is not there.
    """
    match = RANGE.fullmatch(header.strip()) if header else None
    if match is None:
        return 0, size
    start, end = int(match[1]), min(int(match[2]) + 1, size) if match[2] else size
    if start >= end:
        raise RangeError(f"The blob has {size} bytes.")
    return start, end
