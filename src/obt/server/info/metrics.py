"""What Prometheus is told. A registry of our own: nothing global."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from obt.server.registry.registry import Registry
from obt.server.views.clients import Status

BEAT_BUCKETS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)


class _Fleet(Collector):
    """Counted when asked, from the registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        clients = GaugeMetricFamily("obt_clients", "Clients by status", labels=["status"])
        counts = dict.fromkeys(Status, 0)
        installed = loaded = 0
        for client in self._registry:
            counts[self._registry.standing(client.client_id).status] += 1
            installed += len(client.models)
            loaded += len(client.loaded)
        for status, count in counts.items():
            clients.add_metric([status.value], count)
        yield clients
        yield GaugeMetricFamily("obt_installed_models", "Installed models", value=installed)
        yield GaugeMetricFamily("obt_loaded_models", "Loaded models", value=loaded)
        bus = self._registry.bus
        yield GaugeMetricFamily("obt_dashboards", "Open event streams", value=bus.subscribers)
        yield GaugeMetricFamily("obt_event_seq", "Events in this epoch", value=bus.seq)


class Metrics:
    def __init__(self, registry: Registry) -> None:
        self.collectors = CollectorRegistry()
        self.collectors.register(_Fleet(registry))
        self._frames = Histogram(
            "obt_frame_seconds",
            "Handling one frame of a link, from its bytes to its event",
            ["type"],
            registry=self.collectors,
            buckets=BEAT_BUCKETS,
        )

    def observe(self, frame_type: str, seconds: float) -> None:
        self._frames.labels(frame_type).observe(seconds)
