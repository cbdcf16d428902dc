"""What can go wrong between a program and an OBT server.

ObtError
├── BadAddressError        that is no address of a server
├── UnreachableError       nothing answers there, or it broke off
├── BadReplyError          something answers, but not as an OBT server of this version does
└── ProblemError           the server says no, and why (RFC 9457)
    ├── BadRequestError    400, 413, 422: it makes no sense, with each thing wrong
    ├── NotAuthorisedError 401, 403: sign in, or not you
    ├── NotFoundError      404: there is no such thing
    ├── ConflictError      409: it contradicts what is
    ├── TooManyError       429: later
    └── ServerError        5xx: the server itself failed
"""

from obt.sdk.models import Problem


class ObtError(Exception):
    """The message is a sentence for people."""


class BadAddressError(ObtError, ValueError):
    """That is no address of a server."""


class UnreachableError(ObtError):
    """`sent`: the request may have arrived, only its answer is missing."""

    def __init__(self, url: str, why: str, *, sent: bool) -> None:
        super().__init__(f"{url} cannot be reached: {why}")
        self.url = url
        self.why = why
        self.sent = sent


class BadReplyError(ObtError):
    """Something answers, but not as an OBT server of this version does."""


class ProblemError(ObtError):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem

    @property
    def status(self) -> int:
        return self.problem.status


class BadRequestError(ProblemError):
    """`problem.errors` tells each thing wrong; for a bad query also its place."""


class NotAuthorisedError(ProblemError):
    """401 or 403."""


class NotFoundError(ProblemError):
    """404."""


class ConflictError(ProblemError):
    """409."""


class TooManyError(ProblemError):
    """429."""


class ServerError(ProblemError):
    """5xx."""


_BY_STATUS: dict[int, type[ProblemError]] = {
    400: BadRequestError,
    401: NotAuthorisedError,
    403: NotAuthorisedError,
    404: NotFoundError,
    409: ConflictError,
    413: BadRequestError,
    422: BadRequestError,
    429: TooManyError,
}


def from_problem(problem: Problem) -> ProblemError:
    kind = ServerError if problem.status >= 500 else _BY_STATUS.get(problem.status, ProblemError)
    return kind(problem)
