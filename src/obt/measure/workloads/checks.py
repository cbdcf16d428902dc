"""Small quality checks of a reply: a pass rate beside the rates.

A function from a file is only named here; who takes the samples runs it.
"""

import json
from typing import Annotated, Literal

from pydantic import Field, JsonValue, StringConstraints, field_validator

from obt.measure.frozen import Frozen
from obt.measure.workloads import patterns
from obt.measure.workloads.json_schema import faults, violations

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
        if fault := patterns.fault(pattern):
            raise ValueError(fault)
        return pattern

    def passes(self, reply: str) -> bool:
        return patterns.found(self.pattern, reply)


class JsonSchema(Frozen):
    kind: Literal["json_schema"] = "json_schema"
    definition: dict[str, JsonValue]  #: A JSON Schema, of the keywords in `json_schema.KEYWORDS`

    @field_validator("definition")
    @classmethod
    def _checkable(cls, definition: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if found := list(faults(definition)):
            raise ValueError("; ".join(found))
        return definition

    def passes(self, reply: str) -> bool:
        try:
            return not violations(json.loads(reply), self.definition)
        except (ValueError, RecursionError):  # no JSON, or nested without end
            return False


class PythonFunction(Frozen):
    """`function(reply: str) -> bool` in a file of the machine that takes the samples."""

    kind: Literal["python"] = "python"
    file: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    function: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*$")] = "check"


Check = Annotated[Exact | Regex | JsonSchema | PythonFunction, Field(discriminator="kind")]
