"""The part of JSON Schema (2020-12) that describes replies: structure, enumerations, bounds."""

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from obt.measure.workloads import patterns

_KEYWORDS = """
    type enum const properties required additionalProperties items minItems maxItems minLength
    maxLength pattern minimum maximum $schema title description
"""
KEYWORDS = frozenset(_KEYWORDS.split())
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "number": (int, float),
    "integer": (int,),
}


def faults(schema: JsonValue) -> Iterator[str]:
    """What `violations` could not look at, at any depth; nothing = it can be checked."""
    if not isinstance(schema, dict):
        return
    unknown = sorted(set(schema) - KEYWORDS)
    if unknown:
        yield f"keywords that are not checked: {', '.join(unknown)}"
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and (fault := patterns.fault(pattern)):
        yield fault
    properties = schema.get("properties")
    inner = list(properties.values()) if isinstance(properties, dict) else []
    for part in (*inner, schema.get("items"), schema.get("additionalProperties")):
        yield from faults(part)


def violations(value: JsonValue, schema: JsonValue, path: str = "$") -> list[str]:
    """What about `value` breaks the schema, each with its path; empty = it holds."""
    if not isinstance(schema, dict):
        return [f"{path}: nothing is allowed here"] if schema is False else []
    return list(_violations(value, schema, path))


def _violations(value: JsonValue, schema: Mapping[str, JsonValue], path: str) -> Iterator[str]:
    wanted = schema.get("type")
    names = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(names, list) and not any(_is(value, str(name)) for name in names):
        yield f"{path}: not {' or '.join(map(str, names))}"
        return
    options = schema.get("enum")
    if isinstance(options, list) and value not in options:
        yield f"{path}: not one of {options}"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: not {schema['const']!r}"
    if isinstance(value, dict):
        yield from _object(value, schema, path)
    elif isinstance(value, list):
        yield from _bounds(len(value), schema, ("minItems", "maxItems"), path)
        for index, item in enumerate(value):
            yield from violations(item, schema.get("items", True), f"{path}[{index}]")
    elif isinstance(value, str):
        yield from _bounds(len(value), schema, ("minLength", "maxLength"), path)
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and not patterns.found(pattern, value):
            yield f"{path}: does not match {pattern}"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _bounds(value, schema, ("minimum", "maximum"), path)


def _object(
    value: Mapping[str, JsonValue], schema: Mapping[str, JsonValue], path: str
) -> Iterator[str]:
    required, properties = schema.get("required"), schema.get("properties")
    for name in required if isinstance(required, list) else []:
        if name not in value:
            yield f"{path}: no {name}"
    known = properties if isinstance(properties, dict) else {}
    rest = schema.get("additionalProperties", True)
    for name, inner in value.items():
        yield from violations(inner, known.get(name, rest), f"{path}.{name}")


def _bounds(
    amount: float, schema: Mapping[str, JsonValue], names: tuple[str, str], path: str
) -> Iterator[str]:
    low, high = schema.get(names[0]), schema.get(names[1])
    if isinstance(low, int | float) and amount < low:
        yield f"{path}: under {names[0]} {low}"
    if isinstance(high, int | float) and amount > high:
        yield f"{path}: over {names[1]} {high}"


def _is(value: JsonValue, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES.get(name, ()))
