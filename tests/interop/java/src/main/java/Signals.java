import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;

/** Sends what tests/kit/interop/signals.ts expects, by the exporters that the environment names, and prints the trace's ID. */
final class Signals {
  private static final int MANY = 500;
  private static final String SCHEMA = "https://opentelemetry.io/schemas/1.30.0";
  private static final AttributeKey<Long> NUMBER = AttributeKey.longKey("number");

  private static final Attributes EVERY_TYPE =
      Attributes.builder()
          .put("text", "grüße ☃ 😀")
          .put("empty", "")
          .put("yes", true)
          .put("int", 9007199254740993L)
          .put("negative", -1L)
          .put("double", 0.1)
          .put("texts", "a", "b")
          .put("bools", true, false)
          .put("ints", 1L, Long.MIN_VALUE)
          .put("doubles", 1.5, -0.25)
          .put(AttributeKey.valueKey("bytes"), Value.of(new byte[] {0, (byte) 255}))
          .put(AttributeKey.valueKey("mixed"), Value.of(Value.of("a"), Value.of(1), Value.of(true)))
          .put(
              AttributeKey.valueKey("map"),
              Value.of(
                  KeyValue.of("key", Value.of("value")),
                  KeyValue.of("deep", Value.of(KeyValue.of("list", Value.of(Value.of(1), Value.of(2)))))))
          .build();

  public static void main(String[] arguments) {
    var sdk = AutoConfiguredOpenTelemetrySdk.initialize().getOpenTelemetrySdk();
    Tracer tracer = sdk.tracerBuilder("interop").setInstrumentationVersion("1.0.0").setSchemaUrl(SCHEMA).build();
    Logger logger = sdk.getLogsBridge().loggerBuilder("interop").setInstrumentationVersion("1.0.0").setSchemaUrl(SCHEMA).build();

    Span root = tracer.spanBuilder("every type").setSpanKind(SpanKind.SERVER).setAllAttributes(EVERY_TYPE).startSpan();
    try (Scope scope = root.makeCurrent()) {
      record(logger, Severity.INFO, Value.of("every type")).setSeverityText("INFO").setAllAttributes(EVERY_TYPE).setEventName("order.placed").emit();
      record(
              logger,
              Severity.INFO,
              Value.of(
                  KeyValue.of(
                      "order",
                      Value.of(
                          KeyValue.of("id", Value.of(7)),
                          KeyValue.of("items", Value.of(Value.of("a"), Value.of("b"))))),
                  KeyValue.of("paid", Value.of(true))))
          .emit();
      for (Severity severity : new Severity[] {Severity.TRACE, Severity.DEBUG, Severity.INFO, Severity.WARN, Severity.ERROR, Severity.FATAL})
        record(logger, severity, Value.of("severity " + severity)).setSeverityText(severity.name()).emit();

      SpanContext linked =
          SpanContext.createFromRemoteParent(
              "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault());
      Span span =
          tracer
              .spanBuilder("fails")
              .setSpanKind(SpanKind.CLIENT)
              .addLink(linked, Attributes.of(AttributeKey.stringKey("reason"), "batch"))
              .startSpan();
      span.addEvent("retry", Attributes.of(AttributeKey.longKey("attempt"), 2L));
      span.recordException(new IllegalStateException("card declined"));
      span.setStatus(StatusCode.ERROR, "card declined");
      span.end();
      span = tracer.spanBuilder("succeeds").setSpanKind(SpanKind.PRODUCER).startSpan();
      span.setStatus(StatusCode.OK);
      span.end();
      for (long number = 0; number < MANY; number++) {
        Span one = tracer.spanBuilder("one of many").setAttribute(NUMBER, number).startSpan();
        try (Scope inner = one.makeCurrent()) {
          record(logger, Severity.DEBUG, Value.of("one of many")).setAttribute(NUMBER, number).emit();
        }
        one.end();
      }
    }
    root.end();
    record(logger, Severity.INFO, Value.of("outside any trace")).emit();
    sdk.close();
    System.out.println("sent " + root.getSpanContext().getTraceId());
  }

  private static LogRecordBuilder record(Logger logger, Severity severity, Value<?> body) {
    return logger.logRecordBuilder().setSeverity(severity).setBody(body);
  }
}
