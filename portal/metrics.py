"""The ledger's numbers in the text form of Prometheus. What was erased with an account counts on: a counter never goes down."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from learners.reminders.counters import Counters, Lateness

ENDED = {
    "sent": "Mails that the mail server accepted.",
    "skipped": "Mails that were not sent because there was no reason to.",
    "failed": "Mails that the mail server refused or that could not be written.",
    "expired": "Mails that could not be sent in time.",
    "uncertain": "Mails that may have arrived; they are not sent again.",
}


class LedgerCollector(Collector):
    def __init__(self, counters: Counters) -> None:
        self.counters = counters

    def collect(self) -> Iterator[Metric]:
        counters = self.counters
        yield CounterMetricFamily("cairn_reminders_created", "Reminders in the ledger.", value=counters.created)
        for state, number in counters.ended.items():
            yield CounterMetricFamily(f"cairn_reminders_{state}", ENDED[state], value=number)
        yield GaugeMetricFamily("cairn_reminders_due", "Mails that may be sent now.", value=counters.due)
        yield GaugeMetricFamily(
            "cairn_reminders_oldest_due_seconds",
            "For how long the oldest due mail has waited; 0 where none waits.",
            value=counters.oldest_due_seconds,
        )
        if counters.last_tick_seconds is not None:
            yield GaugeMetricFamily(
                "cairn_reminders_last_tick_seconds",
                "How long ago a tick last finished.",
                value=counters.last_tick_seconds,
            )
        yield GaugeMetricFamily(
            "cairn_reminders_unanswered_seconds",
            "For how long mail has been due without a worker that asks for it.",
            value=counters.unanswered_seconds,
        )
        yield _stopped(counters.stopped)
        yield _histogram(counters.lateness)


def _stopped(stopped: dict[str, bool]) -> Metric:
    found = GaugeMetricFamily("cairn_reminders_stopped", "1 while this cause stops the reminders.", labels=["cause"])
    for cause, stands in stopped.items():
        found.add_metric([cause], stands)
    return found


def _histogram(lateness: Lateness) -> Metric:
    found = HistogramMetricFamily("cairn_reminders_lateness_seconds", "From when a mail was due until it was sent.")
    buckets = [*((str(float(bound)), number) for bound, number in lateness.at_most), ("+Inf", lateness.count)]
    found.add_metric([], buckets=buckets, sum_value=lateness.seconds)
    return found


def as_text(counters: Counters) -> bytes:
    registry = CollectorRegistry()
    registry.register(LedgerCollector(counters))
    return generate_latest(registry)
