"""Which machines and models are meant: names as people type them, against what is there."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from obt.cli.exits import Mistake
from obt.cli.words import listed
from obt.sdk import Client, Model, Obt
from obt.wire.names import BadNameError, parse_name, same_model


def near(text: str, names: Iterable[str]) -> str:
    """` Did you mean …?`, or which there are, or nothing."""
    by_key = {name.casefold(): name for name in names}
    if not by_key:
        return ""
    close = difflib.get_close_matches(text.casefold(), by_key, n=3, cutoff=0.6)
    close += [key for key in by_key if text.casefold() in key and key not in close]
    if close:
        return f" Did you mean {' or '.join(by_key[key] for key in close[:3])}?"
    return f" There are: {listed(sorted(by_key.values()))}."


@dataclass(frozen=True)
class Chosen:
    client: Client
    by_name: bool  #: Named itself, not only met by a pattern


class Fleet:
    """The machines, by name and id."""

    def __init__(self, clients: Sequence[Client]) -> None:
        self._clients = {client.client_id: client for client in clients}
        names = [client.name for client in clients]
        self._labels = {
            client.client_id: client.name
            if names.count(client.name) == 1
            else f"{client.name} ({client.client_id})"
            for client in clients
        }

    def __iter__(self) -> Iterator[Client]:
        return iter(self._clients.values())

    def label(self, client_id: str) -> str:
        """Its name, with its id where others are called the same."""
        return self._labels.get(client_id, client_id)

    def choose(self, text: str) -> list[Chosen]:
        """From `desk,lab*` or `all`. Raises Mistake."""
        if not self._clients:
            raise Mistake("No machine has registered here yet.")
        chosen: dict[str, Chosen] = {}
        for part in self._parts(text):
            pattern = part.casefold()
            if pattern == "all" and not self._is_called("all"):
                pattern = "*"
            if "*" in pattern or "?" in pattern:
                found = [Chosen(client, False) for client in self._like(pattern)]
                if not found:
                    raise Mistake(f"No machine is like '{part}'.{near(part, self._known())}")
            else:
                found = [Chosen(self._called(part, pattern), True)]
            for it in found:
                if it.by_name or it.client.client_id not in chosen:
                    chosen[it.client.client_id] = it
        return list(chosen.values())

    def one(self, text: str) -> Client:
        """Raises Mistake."""
        found = self.choose(text)
        if len(found) > 1:
            raise Mistake(f"One machine is meant, but '{text}' are {len(found)}.")
        return found[0].client

    def _is_called(self, text: str) -> bool:
        return text.casefold() in (name.casefold() for name in self._known())

    def _parts(self, text: str) -> list[str]:
        if self._is_called(text):
            return [text]  # a name that has commas
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if not parts:
            raise Mistake("No machine is named.")
        return parts

    def _known(self) -> list[str]:
        return [name for it in self._clients.values() for name in {it.name, it.client_id}]

    def _like(self, pattern: str) -> list[Client]:
        # '[' is plain text here, as in the search
        pattern = pattern.replace("[", "[[]")
        return [
            client
            for client in self._clients.values()
            if fnmatchcase(client.name.casefold(), pattern)
            or fnmatchcase(client.client_id.casefold(), pattern)
        ]

    def _called(self, part: str, key: str) -> Client:
        by_id = [it for it in self._clients.values() if it.client_id.casefold() == key]
        found = by_id or [it for it in self._clients.values() if it.name.casefold() == key]
        if not found:
            raise Mistake(f"There is no machine '{part}'.{near(part, self._known())}")
        if len(found) > 1:
            ids = ", ".join(it.client_id for it in found)
            raise Mistake(f"{len(found)} machines are called '{part}': name one by its id: {ids}.")
        return found[0]


def find_models(obt: Obt, patterns: Sequence[str]) -> list[Model]:
    """Models that are installed on some machine that is not offline. Raises Mistake."""
    found: dict[str, Model] = {}
    for pattern in patterns:
        matches = installed(obt, pattern)
        if not matches:
            known = [model.name for model in obt.models()]
            what = "is like" if "*" in pattern else "is called"
            raise Mistake(f"No model {what} '{pattern}'.{near(pattern, known)}")
        found.update((model.name, model) for model in matches)
    return list(found.values())


def installed(obt: Obt, pattern: str) -> list[Model]:
    """None where no machine has it. Raises Mistake for what is no name."""
    if "*" in pattern:
        if set(pattern) & set('," \t'):
            several = " Name several with spaces between them." if "," in pattern else ""
            raise Mistake(f"'{pattern}' cannot be part of a model's name.{several}")
        return obt.models(f"name:{pattern}")
    short = checked_name(pattern)
    return [it for it in obt.models(f'name:="{short}"') if same_model(it.name, pattern)]


def checked_name(text: str) -> str:
    """As Ollama's lists show it. Raises Mistake."""
    try:
        return parse_name(text).short
    except BadNameError as error:
        raise Mistake(f"{error}.") from error
