"""One handler for each kind of job."""

from collections.abc import Mapping

from obt.client.jobs.handlers.load import load
from obt.client.jobs.handlers.unload import unload
from obt.client.jobs.job import Handler
from obt.wire.operations import Kind

HANDLERS: Mapping[Kind, Handler] = {
    "load": load,
    "unload": unload,
}
