"""A Modelfile's text as the fields of Ollama's create request, by the rules of Ollama's parser."""

import re
from typing import Any

_BLOB = re.compile(r"(?:^@?|[/\\])sha256[-:]([0-9a-f]{64})$")
_TEXTS = {"SYSTEM": "system", "TEMPLATE": "template", "RENDERER": "renderer", "PARSER": "parser"}
_ROLES = ("system", "user", "assistant")
_INTEGERS = re.compile(
    "num_(keep|predict|ctx|batch|gpu|thread)|seed|top_k|repeat_last_n|main_gpu|draft_num_predict"
)
_FLOATS = re.compile(
    "(top|min|typical)_p|temperature|(repeat|presence|frequency)_penalty|tfs_z|mirostat_(tau|eta)"
)
_SWITCHES = re.compile(
    "use_mmap|use_mlock|numa|low_vram|f16_kv|vocab_only|penalize_newline|logits_all"
)


class ModelfileError(ValueError):
    """`line` counts from one."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


def parse(text: str) -> dict[str, Any]:
    """Raises ModelfileError."""
    body: dict[str, Any] = {}
    for line, command, value in _commands(text):
        match command:
            case "FROM":
                _source(body, line, value)
            case "PARAMETER":
                _parameter(body.setdefault("parameters", {}), line, value)
            case "LICENSE":
                body.setdefault("license", []).append(value)
            case "MESSAGE":
                role, _, content = value.partition(" ")
                if role not in _ROLES:
                    raise ModelfileError(line, f"MESSAGE needs a role: {', '.join(_ROLES)}")
                message = {"role": role, "content": _unquoted(content.strip(), line)}
                body.setdefault("messages", []).append(message)
            case "ADAPTER":
                raise ModelfileError(line, "ADAPTER names a file, and files cannot be sent")
            case "REQUIRES":
                body["requires"] = value
            case _ if command in _TEXTS:
                body[_TEXTS[command]] = value
            case _:
                raise ModelfileError(line, f"unknown command '{command}'")
    return body


def _commands(text: str) -> list[tuple[int, str, str]]:
    """Each with its line; a value in three quotes may span lines."""
    found: list[tuple[int, str, str]] = []
    lines = text.replace("\r\n", "\n").split("\n")  # `splitlines` splits at U+2028 too
    at = 0
    while at < len(lines):
        number, line = at + 1, lines[at].strip()
        at += 1
        if not line or line.startswith("#"):
            continue
        command, _, value = line.partition(" ")
        value = value.strip()
        head, quotes, rest = value.partition('"""')
        if quotes and (not head or command.upper() == "MESSAGE"):
            while '"""' not in rest:
                if at == len(lines):
                    raise ModelfileError(number, 'a text in """ does not end')
                rest += "\n" + lines[at]
                at += 1
            inner, _, after = rest.partition('"""')
            if after.strip():
                raise ModelfileError(number, 'something follows the closing """')
            value = f"{head}{inner}" if head else inner
        elif command.upper() != "MESSAGE":
            value = _unquoted(value, number)
        if not value:
            raise ModelfileError(number, f"{command} says nothing")
        found.append((number, command.upper(), value))
    return found


def _unquoted(value: str, line: int) -> str:
    if not value.startswith('"'):
        return value
    if len(value) < 2 or not value.endswith('"'):
        raise ModelfileError(line, 'a text in " does not end')
    return value[1:-1]


def _source(body: dict[str, Any], line: int, value: str) -> None:
    if blob := _BLOB.search(value):
        files = body.setdefault("files", {})
        files[f"model{len(files) or ''}.gguf"] = f"sha256:{blob[1]}"
    elif value.startswith((".", "/", "~", "\\")) or value.endswith((".gguf", ".safetensors")):
        raise ModelfileError(line, f"FROM names a file, and files cannot be sent: {value}")
    elif "from" in body:
        raise ModelfileError(line, "a second FROM")
    else:
        body["from"] = value


def _parameter(parameters: dict[str, Any], line: int, value: str) -> None:
    name, _, given = value.partition(" ")
    name, given = name.lower(), given.strip()
    if not given:
        raise ModelfileError(line, f"PARAMETER {name} has no value")
    given = _unquoted(given, line)
    if name == "stop":
        parameters.setdefault("stop", []).append(given)
        return
    try:
        if _INTEGERS.fullmatch(name):
            parameters[name] = int(given)
        elif _FLOATS.fullmatch(name):
            parameters[name] = float(given)
        elif _SWITCHES.fullmatch(name) and given.lower() in ("true", "false"):
            parameters[name] = given.lower() == "true"
        else:
            raise ModelfileError(line, f"unknown PARAMETER or value: {name} {given}")
    except ValueError as error:
        if isinstance(error, ModelfileError):
            raise
        raise ModelfileError(line, f"PARAMETER {name} wants a number, not '{given}'") from error
