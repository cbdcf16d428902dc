"""Each call of the API as a value: what is sent, and how its answer is read. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, ValidationError

from obt.sdk.errors import BadReplyError, from_problem
from obt.sdk.models import (
    Client,
    ClientChange,
    Info,
    Job,
    JobBatch,
    JobsCreate,
    LogEntry,
    Model,
    Page,
    Problem,
    Reply,
    Status,
)
from obt.wire.jobs import JobState

M = TypeVar("M", bound=BaseModel)
MOST = 1000  #: What the server gives at once
PROBLEM = "application/problem+json"
Param = str | int | float | Sequence[str]


@dataclass(frozen=True)
class Call(Generic[M]):
    method: str
    path: str
    shape: type[M]
    params: Mapping[str, Param] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: BaseModel | bytes | None = None  #: As bytes: JSON that is written already

    def read(self, status: int, content_type: str, body: bytes) -> M:
        """Raises ProblemError, BadReplyError."""
        refuse(status, content_type, body)
        try:
            return self.shape.model_validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise BadReplyError(
                f"{self.method} {self.path} is not answered as an OBT server of this version does "
                f"({where}: {first['msg']})"
            ) from error


class Content(Reply):
    """An answer as it came: a document in any format, or nothing."""

    body: bytes


@dataclass(frozen=True)
class RawCall(Call[Content]):
    """Its answer is no JSON of the API's own."""

    def read(self, status: int, content_type: str, body: bytes) -> Content:
        """Raises ProblemError, BadReplyError."""
        refuse(status, content_type, body)
        return Content(body=body)


def refuse(status: int, content_type: str, body: bytes) -> None:
    """Raises ProblemError or BadReplyError, unless it is a success."""
    if 200 <= status < 300:
        return
    if content_type.startswith(PROBLEM):
        try:
            raise from_problem(Problem.model_validate_json(body))
        except ValidationError as error:
            raise BadReplyError(f"the answer was {status}, without saying why") from error
    raise BadReplyError(f"the answer was {status}, which is not an OBT server's own")


def given(**params: Param | UUID | None) -> dict[str, Param]:
    """What is not None and not empty."""
    return {
        name: str(value) if isinstance(value, UUID) else value
        for name, value in params.items()
        if value is not None and value != "" and value != ()
    }


def info() -> Call[Info]:
    return Call("GET", "/api/v1/info", Info)


def clients(
    q: str = "", status: Status | None = None, limit: int = MOST, cursor: str | None = None
) -> Call[Page[Client]]:
    params = given(q=q, status=status, limit=limit, cursor=cursor)
    return Call("GET", "/api/v1/clients", Page[Client], params)


def client(client_id: str) -> Call[Client]:
    return Call("GET", _client(client_id), Client)


def change_client(client_id: str, change: ClientChange) -> Call[Client]:
    return Call("PATCH", _client(client_id), Client, body=change)


def forget_client(client_id: str) -> RawCall:
    return RawCall("DELETE", _client(client_id), Content)


def log(client_id: str, limit: int = MOST, cursor: str | None = None) -> Call[Page[LogEntry]]:
    params = given(limit=limit, cursor=cursor)
    return Call("GET", f"{_client(client_id)}/log", Page[LogEntry], params)


def models(q: str = "", limit: int = MOST, cursor: str | None = None) -> Call[Page[Model]]:
    return Call("GET", "/api/v1/models", Page[Model], given(q=q, limit=limit, cursor=cursor))


def model(name: str) -> Call[Model]:
    return Call("GET", f"/api/v1/models/{quote(name)}", Model)


def jobs(
    q: str = "",
    state: JobState | None = None,
    client_id: str | None = None,
    batch_id: UUID | str | None = None,
    limit: int = MOST,
    cursor: str | None = None,
) -> Call[Page[Job]]:
    params = given(
        q=q, state=state, client_id=client_id, batch_id=batch_id, limit=limit, cursor=cursor
    )
    return Call("GET", "/api/v1/jobs", Page[Job], params)


def job(job_id: UUID | str) -> Call[Job]:
    return Call("GET", f"/api/v1/jobs/{job_id}", Job)


def create_jobs(wish: JobsCreate, key: str) -> Call[JobBatch]:
    return Call("POST", "/api/v1/jobs", JobBatch, headers={"Idempotency-Key": key}, body=wish)


def cancel(job_id: UUID | str) -> Call[Job]:
    return Call("POST", f"/api/v1/jobs/{job_id}/cancel", Job)


def retry(job_id: UUID | str) -> Call[Job]:
    return Call("POST", f"/api/v1/jobs/{job_id}/retry", Job)


def batch(batch_id: UUID | str) -> Call[JobBatch]:
    return Call("GET", f"/api/v1/batches/{batch_id}", JobBatch)


def cancel_batch(batch_id: UUID | str) -> Call[JobBatch]:
    return Call("POST", f"/api/v1/batches/{batch_id}/cancel", JobBatch)


def retry_batch(batch_id: UUID | str) -> Call[JobBatch]:
    return Call("POST", f"/api/v1/batches/{batch_id}/retry", JobBatch)


def _client(client_id: str) -> str:
    return f"/api/v1/clients/{quote(client_id, safe='')}"
