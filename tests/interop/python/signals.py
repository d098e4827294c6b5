"""Sends what `tests/kit/interop/signals.ts` expects, by the exporter that the environment names, and prints the trace's ID.

Start it with `opentelemetry-instrument`, which sets up the SDK and delivers what is queued when the program ends.
"""

from opentelemetry import trace
from opentelemetry._logs import SeverityNumber, get_logger
from opentelemetry.context import Context
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags

EVERY_TYPE = {
    "text": "grüße ☃ 😀",
    "empty": "",
    "yes": True,
    "int": 9007199254740993,
    "negative": -1,
    "double": 0.1,
    "texts": ["a", "b"],
    "bools": [True, False],
    "ints": [1, -9223372036854775808],
    "doubles": [1.5, -0.25],
    "bytes": b"\x00\xff",
    "mixed": ["a", 1, True],
    "map": {"key": "value", "deep": {"list": [1, 2]}},
}
MANY = 500

tracer = trace.get_tracer("interop", "1.0.0", schema_url="https://opentelemetry.io/schemas/1.30.0", attributes={"scope.attribute": "yes"})
logger = get_logger("interop", "1.0.0", schema_url="https://opentelemetry.io/schemas/1.30.0", attributes={"scope.attribute": "yes"})

with tracer.start_as_current_span("every type", kind=SpanKind.SERVER, attributes=EVERY_TYPE) as root:
    logger.emit(
        severity_number=SeverityNumber.INFO,
        severity_text="INFO",
        body="every type",
        attributes=EVERY_TYPE,
        event_name="order.placed",
    )
    logger.emit(severity_number=SeverityNumber.INFO, body={"order": {"id": 7, "items": ["a", "b"]}, "paid": True})
    for severity in (
        SeverityNumber.TRACE,
        SeverityNumber.DEBUG,
        SeverityNumber.INFO,
        SeverityNumber.WARN,
        SeverityNumber.ERROR,
        SeverityNumber.FATAL,
    ):
        logger.emit(severity_number=severity, severity_text=severity.name, body=f"severity {severity.name}")

    linked = SpanContext(0x0AF7651916CD43DD8448EB211C80319C, 0xB7AD6B7169203331, is_remote=True, trace_flags=TraceFlags(1))
    with tracer.start_as_current_span(
        "fails", kind=SpanKind.CLIENT, links=[Link(linked, {"reason": "batch"})], record_exception=False, set_status_on_exception=False
    ) as span:
        span.add_event("retry", {"attempt": 2})
        try:
            raise ValueError("card declined")
        except ValueError as error:
            span.record_exception(error)
        span.set_status(Status(StatusCode.ERROR, "card declined"))
    with tracer.start_as_current_span("succeeds", kind=SpanKind.PRODUCER) as span:
        span.set_status(Status(StatusCode.OK))
    for number in range(MANY):
        with tracer.start_as_current_span("one of many", attributes={"number": number}):
            logger.emit(severity_number=SeverityNumber.DEBUG, body="one of many", attributes={"number": number})

logger.emit(severity_number=SeverityNumber.INFO, body="outside any trace", context=Context())
print("sent", trace.format_trace_id(root.get_span_context().trace_id), flush=True)
