"""What Tab offers: machines and models, as the server knows them now. Silent where it is down."""

import os
import re
from collections.abc import MutableMapping

import typer

SOON_S = 1.0  #: Whoever pressed Tab waits
_PREFIX = "OBT_COMPLETION_PREFIX"


def machines(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of machines; what stands before the last comma stays."""
    before, comma, begun = incomplete.rpartition(",")
    taken = before.split(",")
    names = [name for name in _machine_names(ctx) if name not in taken and name.startswith(begun)]
    return [f"{before}{comma}{name}" for name in names]


def model_names(ctx: typer.Context, incomplete: str) -> list[str]:
    prefix = os.environ.get(_PREFIX, "")
    begun = prefix + incomplete
    found = _model_names(ctx, begun)
    return [name.removeprefix(prefix) for name in found if name.startswith(begun)]


def mend_words(environ: MutableMapping[str, str]) -> None:
    """Bash cuts words at ':' and '=' and asks for the last piece only: make them whole again.

    What comes before that piece is kept aside, as bash wants an answer without it.
    """
    if environ.get("_OBT_COMPLETE") != "complete_bash":
        return
    pieces = environ["COMP_WORDS"].split("\n")[: int(environ["COMP_CWORD"]) + 1]
    incomplete = pieces.pop() if pieces[-1] not in (":", "=") else ""
    words: list[str] = []
    for before, piece in zip(["", *pieces], pieces, strict=False):
        if piece == ":" or before == ":":
            words[-1] += piece
        elif piece != "=":
            words.append(piece)
    environ[_PREFIX] = words.pop() if pieces[-1] == ":" else ""
    environ["COMP_CWORD"] = str(len(words))
    environ["COMP_WORDS"] = "\n".join([*words, incomplete])


def _machine_names(ctx: typer.Context) -> list[str]:
    from obt.sdk import Obt, ObtError

    try:
        with Obt(ctx.params.get("server"), timeout_s=SOON_S) as obt:
            return sorted({_typed(client.name, client.client_id) for client in obt.clients()})
    except ObtError:
        return []


def _typed(name: str, client_id: str) -> str:
    """What can be typed without quotes."""
    return name if re.fullmatch(r"[\w.-]+", name) else client_id


def _model_names(ctx: typer.Context, begun: str) -> list[str]:
    from obt.sdk import Obt, ObtError

    try:
        with Obt(ctx.params.get("server"), timeout_s=SOON_S) as obt:
            return [model.name for model in obt.models(f"name:{begun}*" if begun else "")]
    except ObtError:
        return []
