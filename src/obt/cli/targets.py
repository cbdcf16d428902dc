"""On which machines a wish is to be carried out, and on which of their models."""

from collections.abc import Sequence
from dataclasses import dataclass

from obt.cli.exits import Mistake
from obt.cli.fleet import Chosen, Fleet, checked_name, find_models, installed
from obt.cli.screen import note
from obt.cli.words import listed
from obt.sdk import Installation, Model, Obt


@dataclass(frozen=True)
class Wanted:
    """`it` is None where the machine is offline: what it has is not known now."""

    client_id: str
    model: str
    it: Installation | None = None

    @property
    def pair(self) -> tuple[str, str]:
        return self.client_id, self.model


def where_installed(
    obt: Obt, fleet: Fleet, patterns: Sequence[str], on: str | None
) -> list[Wanted]:
    """Every machine that has them, or of those the chosen.

    A machine that is named itself must have them, unless it is offline: then the job waits for it.

    Raises:
        Mistake: also when nothing is left to do.
    """
    if on is None:
        return _everywhere(find_models(obt, patterns))
    chosen = fleet.choose(on)
    wanted: list[Wanted] = []
    for pattern in patterns:
        here = _of(pattern, obt, chosen)
        if not here:
            find_models(obt, [pattern])
            raise Mistake(f"None of these machines has '{pattern}'.")
        wanted += here
    return list(dict.fromkeys(wanted))


def there_now(fleet: Fleet, wanted: Sequence[Wanted], hint: str) -> list[Wanted]:
    """Without machines that are away, which a line tells, with `hint`.

    Raises:
        Mistake: all of them are.
    """
    away = {it.client_id for it in fleet if it.status != "online"}
    left_out = dict.fromkeys(it.client_id for it in wanted if it.client_id in away)
    if not left_out:
        return list(wanted)
    verb = "is" if len(left_out) == 1 else "are"
    names = f"{listed([fleet.label(it) for it in left_out])} {verb} away"
    here = [it for it in wanted if it.client_id not in away]
    if not here:
        raise Mistake(f"{names}: nothing was done. {hint}".rstrip())
    note(f"{names}, and left out. {hint}".rstrip())
    return here


def _of(pattern: str, obt: Obt, chosen: list[Chosen]) -> list[Wanted]:
    ids = {it.client.client_id: it for it in chosen}
    models = installed(obt, pattern)
    wanted = [want for want in _everywhere(models) if want.client_id in ids]
    having = {want.client_id for want in wanted}
    lacking: list[str] = []
    for it in chosen:
        if not it.by_name or it.client.client_id in having:
            continue
        if it.client.status == "offline" and "*" not in pattern:
            wanted.append(Wanted(it.client.client_id, checked_name(pattern)))
        else:
            lacking.append(it.client.name)
    if lacking:
        if not models:
            find_models(obt, [pattern])  # tells of near names
        lack = "lacks" if len(lacking) == 1 else "lack"
        raise Mistake(f"{listed(lacking)} {lack} '{pattern}': nothing was done.")
    return wanted


def _everywhere(models: list[Model]) -> list[Wanted]:
    return [
        Wanted(it.client_id, model.name, it)
        for model in models
        for it in sorted(model.installed, key=lambda it: it.client_id)
    ]
