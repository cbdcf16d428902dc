"""Shapes that every slice shares."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Schema(BaseModel):
    """Base of what the API answers: immutable, built from our own values only."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldProblem(Schema):
    """One thing wrong with a request."""

    location: list[str | int] = Field(examples=[["body", "operation", "kind"]])
    message: str
    code: str = Field(examples=["missing"])


class Problem(Schema):
    """An error, RFC 9457 `application/problem+json`."""

    type: str = Field(examples=["about:blank"], description="A URI reference naming the kind")
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no client 'desk-pc'."])
    errors: list[FieldProblem] = Field(default=[], description="Validation: each thing wrong")


class Page(Schema, Generic[T]):
    """One page of a list."""

    items: list[T]
    total: int = Field(description="How many match in all")
    next_cursor: str | None = Field(description="Ask again with `cursor=` this; null = the last")
