"""A client of the OBT server, for programs: `Obt`, and `AsyncObt` for asyncio.

from obt.sdk import Obt, Pull

with Obt("http://127.0.0.1:8881") as obt:
    batch = obt.create_jobs(Pull(), [("desk", "smollm2:135m")])
    batch = obt.wait(batch, lambda job: show(job.client_id, job.progress))
"""

from obt.sdk.asynchronous import AsyncObt
from obt.sdk.blocking import Obt
from obt.sdk.errors import (
    BadAddressError,
    BadReplyError,
    BadRequestError,
    ConflictError,
    NotAuthorisedError,
    NotFoundError,
    ObtError,
    ProblemError,
    ServerError,
    TooManyError,
    UnreachableError,
)
from obt.sdk.models import (
    Client,
    Info,
    Installation,
    Job,
    JobBatch,
    LogEntry,
    Model,
    Problem,
    Target,
)
from obt.wire.jobs import JobError, Progress
from obt.wire.operations import (
    Copy,
    Create,
    Delete,
    Load,
    ModelOperation,
    Pull,
    Push,
    Show,
    Sync,
    Transfer,
    Unload,
    Update,
)

__all__ = [
    "AsyncObt",
    "BadAddressError",
    "BadReplyError",
    "BadRequestError",
    "Client",
    "ConflictError",
    "Copy",
    "Create",
    "Delete",
    "Info",
    "Installation",
    "Job",
    "JobBatch",
    "JobError",
    "Load",
    "LogEntry",
    "Model",
    "ModelOperation",
    "NotAuthorisedError",
    "NotFoundError",
    "Obt",
    "ObtError",
    "Problem",
    "ProblemError",
    "Progress",
    "Pull",
    "Push",
    "ServerError",
    "Show",
    "Sync",
    "Target",
    "TooManyError",
    "Transfer",
    "Unload",
    "UnreachableError",
    "Update",
]
