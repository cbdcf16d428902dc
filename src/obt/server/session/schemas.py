"""Signing in to the dashboard."""

from pydantic import Field, SecretStr

from obt.server.core.schemas import Schema
from obt.wire.types import Message


class SignIn(Message):
    token: SecretStr = Field(description="The admin token", max_length=1000)


class Session(Schema):
    required: bool = Field(description="Whether this server asks for a sign-in at all")
    signed_in: bool
