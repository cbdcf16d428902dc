"""Workloads: what a sample asks of a model. Typed, versioned, and told in full by their cases."""

from obt.measure.workloads.blocks import too_big
from obt.measure.workloads.builtin import BUILTIN
from obt.measure.workloads.cases import (
    Arriving,
    Case,
    Concurrent,
    Own,
    Recorded,
    Replayed,
    Sequential,
    Synthetic,
    cases_of,
    context_for,
)
from obt.measure.workloads.checks import Check, Exact, JsonSchema, PythonFunction, Regex
from obt.measure.workloads.files import WorkloadError, parse_markdown, parse_trace, workload_of
from obt.measure.workloads.models import Slo, Workload, revise, same_work
from obt.measure.workloads.options import Settings, runner_key

__all__ = [
    "BUILTIN",
    "Arriving",
    "Case",
    "Check",
    "Concurrent",
    "Exact",
    "JsonSchema",
    "Own",
    "PythonFunction",
    "Recorded",
    "Regex",
    "Replayed",
    "Sequential",
    "Settings",
    "Slo",
    "Synthetic",
    "Workload",
    "WorkloadError",
    "cases_of",
    "context_for",
    "parse_markdown",
    "parse_trace",
    "revise",
    "runner_key",
    "same_work",
    "too_big",
    "workload_of",
]
