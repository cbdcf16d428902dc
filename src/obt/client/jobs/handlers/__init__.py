"""One handler for each kind of job."""

from collections.abc import Mapping

from obt.client.jobs.handlers.benchmark import benchmark
from obt.client.jobs.handlers.copy import copy
from obt.client.jobs.handlers.create import create
from obt.client.jobs.handlers.delete import delete
from obt.client.jobs.handlers.load import load
from obt.client.jobs.handlers.pull import pull
from obt.client.jobs.handlers.push import push
from obt.client.jobs.handlers.show import show
from obt.client.jobs.handlers.transfer import transfer
from obt.client.jobs.handlers.unload import unload
from obt.client.jobs.handlers.update import update
from obt.client.jobs.job import Handler
from obt.wire.operations import Kind

HANDLERS: Mapping[Kind, Handler] = {
    "load": load,
    "unload": unload,
    "pull": pull,
    "delete": delete,
    "copy": copy,
    "create": create,
    "push": push,
    "show": show,
    "update": update,
    "transfer": transfer,
    "benchmark": benchmark,
}
