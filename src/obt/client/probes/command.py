"""Asking a system's own program, with a limit."""

import subprocess

from obt.client.probes.reading import Missing

_TIMEOUT_S = 5.0


def output(*command: str) -> str | Missing:
    """What it printed, stripped. Only for fixed programs of the system, by absolute path."""
    try:
        done = subprocess.run(  # noqa: S603 (no shell, fixed arguments)
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=True,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return Missing(f"{command[0]} did not end in {_TIMEOUT_S:.0f} s")
    except subprocess.CalledProcessError as error:
        return Missing(f"{command[0]} failed with exit code {error.returncode}")
    except OSError as error:
        return Missing(f"{command[0]}: {error.strerror or error}")
    return done.stdout.strip() or Missing(f"{command[0]} printed nothing")
