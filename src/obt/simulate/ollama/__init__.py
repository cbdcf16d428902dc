"""A simulated Ollama: an ASGI app that answers as a real one does, with known truth behind it.

`make_app(Node(...))` is the app. The contract suite in tests/contract runs the same tests on it and
on a real Ollama; what differs between versions is said in `profile`. Speeds, faults and the clock
are injected, so that tests know what a measurement must find, and never wait.
"""

from obt.simulate.ollama.app import make_app
from obt.simulate.ollama.clock import Clock, RealClock, VirtualClock
from obt.simulate.ollama.demo import demo_nodes
from obt.simulate.ollama.faults import Faults
from obt.simulate.ollama.node import Node
from obt.simulate.ollama.profile import V0_9_3, V0_33, V0_33_3, Profile, Speeds
from obt.simulate.ollama.serve import Served
from obt.simulate.ollama.transport import Transport

__all__ = [
    "V0_9_3",
    "V0_33",
    "V0_33_3",
    "Clock",
    "Faults",
    "Node",
    "Profile",
    "RealClock",
    "Served",
    "Speeds",
    "Transport",
    "VirtualClock",
    "demo_nodes",
    "make_app",
]
