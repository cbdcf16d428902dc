"""What this machine's Ollama has, and what is to be asked of it."""

import asyncio
import platform
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import typer
from pydantic import ValidationError

from obt.cli.bench.asked import first_problem
from obt.cli.bench.workloads import FORMATS, read
from obt.cli.exits import UNREACHABLE, Mistake
from obt.cli.fleet import near
from obt.cli.screen import note
from obt.client.identity import IdentityStore
from obt.client.ollama import parse
from obt.client.ollama.access import Failure, Ollama
from obt.client.ollama.address import Address
from obt.client.settings import ClientSettings
from obt.measure.workloads import BUILTIN, Workload
from obt.wire.names import same_model


@dataclass(frozen=True)
class ThisMachine:
    client_id: str
    name: str
    address: Address  #: Of its Ollama
    foreign_cpu: float  #: What other programs may use meanwhile, share of all cores


def this_machine() -> ThisMachine:
    """As the client beside this Ollama is known to its server, if there is one: then what is
    measured here and imported there stands beside what was measured before.

    Raises:
        Mistake: a setting makes no sense.
    """
    try:
        settings = ClientSettings()
    except ValidationError as error:
        raise Mistake(first_problem(error)) from error
    host = platform.node() or "this machine"
    known = IdentityStore(settings.identity_dir).load(settings.server_url)
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", host).strip("-._")[:64] or "local"
    client_id = settings.client_id or (known.client_id if known else slug)
    name = settings.client_name or host
    return ThisMachine(client_id, name, settings.ollama, settings.foreign_cpu)


def installed(address: Address, patterns: list[str]) -> list[str]:
    """Names of models as Ollama spells them. Raises Mistake; typer.Exit where none answers."""
    names = asyncio.run(_names(address))
    found: dict[str, None] = {}
    for pattern in patterns:
        if "*" in pattern:
            # '[' is plain text here, as in the search
            key = pattern.casefold().replace("[", "[[]")
            matches = [name for name in names if fnmatchcase(name.casefold(), key)]
        else:
            matches = [name for name in names if same_model(name, pattern)]
        if not matches:
            what = "is like" if "*" in pattern else "is called"
            raise Mistake(f"No model of this machine {what} '{pattern}'.{near(pattern, names)}")
        found.update(dict.fromkeys(matches))
    return list(found)


async def _names(address: Address) -> list[str]:
    ollama = Ollama(address)
    try:
        body = await ollama.tags()
        answer = body if isinstance(body, Failure) else ollama.parse(body)
    finally:
        await ollama.aclose()
    if isinstance(answer, Failure):
        note(f"No Ollama to measure: {answer.message}", "red")
        raise typer.Exit(UNREACHABLE)
    tags, _ = parse.installed(answer)
    return [tag.label for tag in tags if not tag.remote_host]


def workloads_of(texts: list[str]) -> list[Workload]:
    """Those that come with OBT, by id; own ones by their file. Raises Mistake."""
    found: list[Workload] = []
    for text in texts:
        if text in BUILTIN:
            found.append(BUILTIN[text])
        elif Path(text).suffix.lower() in FORMATS:
            found.append(read(Path(text)))
        else:
            hint = " Own ones are named by their file, here: -w ./mine.md"
            raise Mistake(f"There is no workload '{text}'.{near(text, BUILTIN)}{hint}")
    return found
