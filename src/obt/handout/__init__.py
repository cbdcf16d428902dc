"""A benchmark as one HTML file that opens from disk: nothing to install, nothing to fetch.

Pure and light: a client without the server makes it too. No script, no link that loads anything,
every name escaped.
"""

from obt.handout.page import handout

__all__ = ["handout"]
