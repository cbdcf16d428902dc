"""One value of the Windows registry; elsewhere there is none."""

import sys

from obt.client.probes.reading import Missing

if sys.platform == "win32":
    import winreg

    def registry_text(key: str, name: str) -> str | Missing:
        """A text under HKEY_LOCAL_MACHINE."""
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
                value, _ = winreg.QueryValueEx(opened, name)
        except OSError as error:
            return Missing(f"registry: {error.strerror or error}")
        text = str(value).strip()
        return text or Missing("the registry holds no name")

else:

    def registry_text(key: str, name: str) -> str | Missing:
        """A text under HKEY_LOCAL_MACHINE."""
        return Missing("no Windows, no registry")
