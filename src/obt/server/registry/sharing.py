"""Equal facts of many machines, kept once."""

from typing import TypeVar, cast
from weakref import WeakValueDictionary

from obt.wire.types import Message

M = TypeVar("M", bound=Message)

# what is no longer referred to is dropped from here by itself
_kept: WeakValueDictionary[tuple[type[Message], str], Message] = WeakValueDictionary()


def shared(fact: M) -> M:
    """The one that is kept of all that are equal to it: messages are frozen."""
    return cast(M, _kept.setdefault((type(fact), fact.model_dump_json()), fact))
