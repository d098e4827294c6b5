"""The correlation ID, which travels as baggage, on every span and log record that begins under it."""

from opentelemetry import baggage
from opentelemetry.sdk._logs import LogRecordProcessor
from opentelemetry.sdk.trace import SpanProcessor

KEY = "correlation.id"


class CorrelatedSpans(SpanProcessor):
    def on_start(self, span, parent_context=None):
        if correlation_id := baggage.get_baggage(KEY, parent_context):
            span.set_attribute(KEY, correlation_id)


class CorrelatedLogs(LogRecordProcessor):
    def on_emit(self, log_record):
        record = log_record.log_record
        if correlation_id := baggage.get_baggage(KEY, record.context):
            record.attributes[KEY] = correlation_id

    def shutdown(self):
        pass

    def force_flush(self, timeout_millis=30000):
        return True
