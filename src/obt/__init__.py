"""OBT: mission control for every machine you own that runs Ollama."""

from importlib.metadata import version

__version__ = version("obt")
