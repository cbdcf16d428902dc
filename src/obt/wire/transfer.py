"""What is said about copying a model from machine to machine.

The target's client asks the server for a grant; the server has the source's client open the model
for one capability. Then the target reads, directly from the source where it can, else through the
server: the same paths, `manifest` and `blobs/{digest}`, below two different addresses.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from obt.wire.jobs import JobError
from obt.wire.types import Bytes, Message, ModelName, Number

BlobDigest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
MAX_MANIFEST = 1024 * 1024  # bytes; a real one has a few thousand


class TransferOpen(Message):
    """Server to source: whoever shows this capability may read this model, for a while."""

    type: Literal["transfer.open"] = "transfer.open"
    transfer_id: UUID
    model: ModelName
    capability_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    expires_s: Number


class TransferRead(Message):
    """Server to source: send these bytes of a blob, `start` to `end` (not included)."""

    type: Literal["transfer.read"] = "transfer.read"
    transfer_id: UUID
    read_id: UUID
    digest: BlobDigest
    start: Bytes
    end: Bytes


class TransferClose(Message):
    """Server to source: done, or given up."""

    type: Literal["transfer.close"] = "transfer.close"
    transfer_id: UUID


class TransferOpened(Message):
    """Source to server: the manifest to the byte, and where to read directly; or why not."""

    type: Literal["transfer.opened"] = "transfer.opened"
    transfer_id: UUID
    manifest: Annotated[str, Field(max_length=MAX_MANIFEST)] | None = None
    url: Annotated[str, Field(max_length=500)] | None = None
    error: JobError | None = None


class TransferAsk(Message):
    """Target to server: grant what this running transfer job needs."""

    job_id: UUID


class TransferGrant(Message):
    """Server to target. Read below `url` where that answers, else below the server's own path."""

    transfer_id: UUID
    capability: str = Field(description="Shown as a Bearer token, to read")
    url: str | None = Field(description="The source itself, where it may be reached")


TransferOrder = Annotated[TransferOpen | TransferRead | TransferClose, Field(discriminator="type")]
