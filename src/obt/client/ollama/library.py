"""The official library, imported so that it cannot fail.

Its import makes a client of OLLAMA_HOST, and dies of a port that is none, where Ollama itself warns
and takes its default. Ours are made with an address of their own (`address.parse`).
"""

import os

_kept = os.environ.pop("OLLAMA_HOST", None)
try:
    import ollama
finally:
    if _kept is not None:
        os.environ["OLLAMA_HOST"] = _kept

__all__ = ["ollama"]
