"""Reading /proc and /sys, under a root that tests choose."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from obt.client.probes.reading import Missing

_MOST = 256 * 1024  # /proc/cpuinfo of a machine with hundreds of cores


@dataclass(frozen=True)
class Files:
    root: Path = Path("/")

    def text(self, path: str) -> str | Missing:
        """The stripped text of a file, by its absolute path."""
        try:
            with (self.root / path.lstrip("/")).open("rb") as file:
                return file.read(_MOST).decode("utf-8", "replace").strip().strip("\x00")
        except OSError as error:
            return Missing(f"{path}: {error.strerror or error}")

    def number(self, path: str) -> int | Missing:
        text = self.text(path)
        if isinstance(text, Missing):
            return text
        try:
            return int(text)
        except ValueError:
            return Missing(f"{path}: holds no number")

    def size(self, path: str) -> int | Missing:
        """A number of bytes."""
        number = self.number(path)
        if isinstance(number, Missing) or number >= 0:
            return number
        return Missing(f"{path}: is below zero")

    def lines(self, path: str) -> Iterator[str]:
        """Line by line, without their ends; none of a file that cannot be read."""
        try:
            with (self.root / path.lstrip("/")).open(encoding="utf-8", errors="replace") as file:
                for line in file:
                    yield line.rstrip("\n")
        except OSError:
            return

    def match(self, folder: str, pattern: str) -> list[str]:
        """Absolute paths in `folder` whose name matches, in order; maybe none."""
        base = self.root / folder.lstrip("/")
        try:
            found = sorted(base.glob(pattern))
        except OSError:
            return []
        return [f"/{path.relative_to(self.root).as_posix()}" for path in found]
