// Sends what tests/kit/interop/signals.ts expects, by the exporters that the environment names, and prints the trace's ID.
package main

import (
	"context"
	"errors"
	"fmt"
	stdlog "log"
	"math"

	"go.opentelemetry.io/otel"
	. "go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/log"
	"go.opentelemetry.io/otel/log/global"
	"go.opentelemetry.io/otel/trace"

	"throughline.test/interop/telemetry"
)

const (
	many   = 500
	schema = "https://opentelemetry.io/schemas/1.30.0"
)

var everyType = []KeyValue{
	String("text", "grüße ☃ 😀"),
	String("empty", ""),
	Bool("yes", true),
	Int64("int", 9007199254740993),
	Int64("negative", -1),
	Float64("double", 0.1),
	StringSlice("texts", []string{"a", "b"}),
	BoolSlice("bools", []bool{true, false}),
	Int64Slice("ints", []int64{1, math.MinInt64}),
	Float64Slice("doubles", []float64{1.5, -0.25}),
	ByteSlice("bytes", []byte{0, 255}),
	Slice("mixed", StringValue("a"), Int64Value(1), BoolValue(true)),
	Map("map", String("key", "value"), Map("deep", Int64Slice("list", []int64{1, 2}))),
}

func emit(ctx context.Context, logger log.Logger, severity log.Severity, text string, body Value, attributes ...KeyValue) {
	var record log.Record
	record.SetSeverity(severity)
	record.SetSeverityText(text)
	record.SetBody(body)
	record.AddAttributes(attributes...)
	logger.Emit(ctx, record)
}

func main() {
	background := context.Background()
	stop, err := telemetry.Start(background)
	if err != nil {
		stdlog.Fatal(err)
	}
	scope := String("scope.attribute", "yes")
	tracer := otel.Tracer("interop", trace.WithInstrumentationVersion("1.0.0"), trace.WithSchemaURL(schema), trace.WithInstrumentationAttributes(scope))
	logger := global.Logger("interop", log.WithInstrumentationVersion("1.0.0"), log.WithSchemaURL(schema), log.WithInstrumentationAttributes(scope))

	ctx, root := tracer.Start(background, "every type", trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(everyType...))
	var placed log.Record
	placed.SetEventName("order.placed")
	placed.SetSeverity(log.SeverityInfo)
	placed.SetSeverityText("INFO")
	placed.SetBody(StringValue("every type"))
	placed.AddAttributes(everyType...)
	logger.Emit(ctx, placed)
	emit(ctx, logger, log.SeverityInfo, "", MapValue(Map("order", Int("id", 7), StringSlice("items", []string{"a", "b"})), Bool("paid", true)))
	for _, severity := range []log.Severity{log.SeverityTrace, log.SeverityDebug, log.SeverityInfo, log.SeverityWarn, log.SeverityError, log.SeverityFatal} {
		emit(ctx, logger, severity, severity.String(), StringValue("severity "+severity.String()))
	}

	traceID, _ := trace.TraceIDFromHex("0af7651916cd43dd8448eb211c80319c")
	spanID, _ := trace.SpanIDFromHex("b7ad6b7169203331")
	linked := trace.NewSpanContext(trace.SpanContextConfig{TraceID: traceID, SpanID: spanID, TraceFlags: trace.FlagsSampled, Remote: true})
	_, span := tracer.Start(ctx, "fails", trace.WithSpanKind(trace.SpanKindClient), trace.WithLinks(trace.Link{SpanContext: linked, Attributes: []KeyValue{String("reason", "batch")}}))
	span.AddEvent("retry", trace.WithAttributes(Int("attempt", 2)))
	span.RecordError(errors.New("card declined"), trace.WithStackTrace(true))
	span.SetStatus(codes.Error, "card declined")
	span.End()
	_, span = tracer.Start(ctx, "succeeds", trace.WithSpanKind(trace.SpanKindProducer))
	span.SetStatus(codes.Ok, "")
	span.End()
	for number := range many {
		inner, span := tracer.Start(ctx, "one of many", trace.WithAttributes(Int("number", number)))
		emit(inner, logger, log.SeverityDebug, "", StringValue("one of many"), Int("number", number))
		span.End()
	}
	root.End()

	emit(background, logger, log.SeverityInfo, "", StringValue("outside any trace"))
	if err := stop(background); err != nil {
		stdlog.Fatal(err)
	}
	fmt.Println("sent", root.SpanContext().TraceID())
}
