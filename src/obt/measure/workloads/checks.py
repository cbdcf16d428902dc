"""Small quality checks of a reply: a pass rate beside the rates.

A function from a file is only named here; who takes the samples runs it.
"""

import json
import re
from typing import Annotated, Literal

from pydantic import Field, JsonValue, StringConstraints, field_validator

from obt.measure.frozen import Frozen
from obt.measure.workloads.json_schema import unknown_keywords, violations

Pattern = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class Exact(Frozen):
    kind: Literal["exact"] = "exact"
    text: str  #: The whole reply, but for space around it

    def passes(self, reply: str) -> bool:
        return reply.strip() == self.text.strip()


class Regex(Frozen):
    kind: Literal["regex"] = "regex"
    pattern: Pattern  #: Found anywhere; Python's syntax

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return pattern

    def passes(self, reply: str) -> bool:
        return re.search(self.pattern, reply) is not None


class JsonSchema(Frozen):
    kind: Literal["json_schema"] = "json_schema"
    definition: dict[str, JsonValue]  #: A JSON Schema, of the keywords in `json_schema.KEYWORDS`

    @field_validator("definition")
    @classmethod
    def _known(cls, definition: dict[str, JsonValue]) -> dict[str, JsonValue]:
        unknown = unknown_keywords(definition)
        if unknown:
            raise ValueError(f"keywords that are not checked: {', '.join(sorted(unknown))}")
        return definition

    def passes(self, reply: str) -> bool:
        try:
            value = json.loads(reply)
        except ValueError:
            return False
        return not violations(value, self.definition)


class PythonFunction(Frozen):
    """`function(reply: str) -> bool` in a file of the machine that takes the samples."""

    kind: Literal["python"] = "python"
    file: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    function: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*$")] = "check"


Check = Annotated[Exact | Regex | JsonSchema | PythonFunction, Field(discriminator="kind")]
