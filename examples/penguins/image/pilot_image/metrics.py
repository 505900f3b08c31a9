"""What /metrics shows, in the Prometheus text format."""

from collections import Counter, deque

WINDOW = 4096
"""Requests that the percentiles look back on."""
QUANTILES = (0.5, 0.95, 0.99)
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds: those of the Prometheus clients. Only buckets can be added up over replicas."""


class Metrics:
    """Counts since the start; latency percentiles over the last WINDOW scoring requests."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.latencies: deque[float] = deque(maxlen=WINDOW)
        self.buckets: Counter[float] = Counter()
        self.seconds = 0.0
        self.instances = 0
        self.in_flight = 0

    def finished(self, status: int, seconds: float) -> None:
        """Count one scoring request."""
        self.statuses[status] += 1
        self.seconds += seconds
        self.buckets.update(bound for bound in BUCKETS if seconds <= bound)
        self.latencies.append(seconds)

    def quantile(self, share: float) -> float:
        """The latency that this share of the window stays within (nearest rank); NaN without a request."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")

    def text(self, ready: bool, startup_seconds: float | None) -> str:
        """The page."""
        lines = [
            "# TYPE pilot_ready gauge",
            f"pilot_ready {int(ready)}",
            "# TYPE pilot_requests_total counter",
            *(f'pilot_requests_total{{status="{status}"}} {n}' for status, n in sorted(self.statuses.items())),
            "# TYPE pilot_instances_total counter",
            f"pilot_instances_total {self.instances}",
            "# TYPE pilot_in_flight gauge",
            f"pilot_in_flight {self.in_flight}",
            "# TYPE pilot_request_window_seconds gauge",
            *(f'pilot_request_window_seconds{{quantile="{q}"}} {self.quantile(q):.6f}' for q in QUANTILES),
            "# TYPE pilot_request_seconds histogram",
            *(f'pilot_request_seconds_bucket{{le="{bound}"}} {self.buckets[bound]}' for bound in BUCKETS),
            f'pilot_request_seconds_bucket{{le="+Inf"}} {self.statuses.total()}',
            f"pilot_request_seconds_sum {self.seconds:.6f}",
            f"pilot_request_seconds_count {self.statuses.total()}",
        ]
        if startup_seconds is not None:
            lines += ["# TYPE pilot_startup_seconds gauge", f"pilot_startup_seconds {startup_seconds:.3f}"]
        return "\n".join(lines) + "\n"
