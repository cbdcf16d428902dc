"""The names that a model has while it is on its way: `127.0.0.1:PORT/obt-SECRET/model:tag`."""

PREFIX = "obt-"


def is_temporary(model: str) -> bool:
    """Whether it is the name of a transfer under way, or of one that broke off."""
    host, _, rest = model.partition("/")
    return host.split(":")[0] == "127.0.0.1" and rest.startswith(PREFIX)
