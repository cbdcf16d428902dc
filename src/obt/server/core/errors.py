"""What can go wrong, as the domain sees it. One place turns it into HTTP: `core.problems`.

ObtError
├── NotFoundError      there is no such thing
├── ConflictError      it contradicts what is (OtherRequestError: a key came with another request)
├── BadRequestError    it makes no sense (with each thing wrong, where that is known)
├── UnauthorizedError  who are you?
├── ForbiddenError     not you
├── TooBigError        more than can be taken
├── RangeError         a part that is not there
└── TooManyError       later
"""

from obt.server.core.schemas import FieldProblem


class ObtError(Exception):
    """`detail` is a sentence for people; `title` the same for every error of its kind."""

    status = 500
    title = "Internal error"

    def __init__(self, detail: str, errors: list[FieldProblem] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors or []


class NotFoundError(ObtError):
    status = 404
    title = "Not found"


class ConflictError(ObtError):
    status = 409
    title = "Conflict"


class BadRequestError(ObtError):
    status = 400
    title = "Bad request"


class UnauthorizedError(ObtError):
    status = 401
    title = "Not signed in"


class ForbiddenError(ObtError):
    status = 403
    title = "Forbidden"


class TooBigError(ObtError):
    status = 413
    title = "Too big"


class RangeError(ObtError):
    status = 416
    title = "Not that part"


class TooManyError(ObtError):
    status = 429
    title = "Too many requests"

    def __init__(self, detail: str, retry_after_s: int) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s
