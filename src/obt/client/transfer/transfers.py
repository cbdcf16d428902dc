"""The target's transfers: which registries are open, and which way the bytes come."""

import httpx

from obt.client.jobs.failure import failed
from obt.client.transfer.rate import RateLimit
from obt.client.transfer.registry import HttpUpstream, LoopbackRegistry
from obt.client.transfer.relay import Relay
from obt.wire.names import same_model
from obt.wire.transfer import TransferGrant


class Transfers:
    """`rate` in bytes per second, for all transfers to this machine together."""

    def __init__(self, relay: Relay, rate: float | None = None) -> None:
        self.relay = relay
        self._limit = RateLimit(rate)
        self._registries: list[LoopbackRegistry] = []

    def open(self, model: str, grant: TransferGrant) -> tuple[LoopbackRegistry, str]:
        """A registry that Ollama can pull from, and `direct` or `relay`. Blocks.

        Raises:
            JobFailedError: the source cannot be read, neither way.
        """
        relayed = self.relay.base(grant.transfer_id)
        ways = [("direct", grant.url)] if grant.url else []
        problems = []
        for way, base in [*ways, ("relay", relayed)]:
            trust_env = self.relay.trust_env and way == "relay"
            upstream = HttpUpstream(base, grant.capability, trust_env=trust_env)
            try:
                registry = LoopbackRegistry(model, upstream, self._limit)
            except (httpx.HTTPError, OSError, ValueError) as error:
                upstream.close()
                problems.append(f"{way}: {error}")
            else:
                self._registries.append(registry)
                return registry, way
        raise failed(
            "source_unreachable",
            f"The source cannot be read ({'; '.join(problems)}).",
            retryable=True,
        )

    def close(self, registry: LoopbackRegistry) -> None:
        """Blocks for a moment."""
        self._registries.remove(registry)
        registry.close()

    def is_open(self, name: str) -> bool:
        return any(same_model(registry.name, name) for registry in self._registries)
