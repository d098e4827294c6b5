// Package telemetry sets up OpenTelemetry by the OTEL_ variables.
package telemetry

import (
	"context"
	"errors"

	"go.opentelemetry.io/contrib/exporters/autoexport"
	"go.opentelemetry.io/contrib/processors/baggagecopy"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/log/global"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/trace"
)

// The correlation ID travels as baggage; each span and log record that begins under it gets it as an attribute.
func isCorrelationID(member baggage.Member) bool { return member.Key() == "correlation.id" }

// Start returns what delivers the rest when the program ends.
func Start(ctx context.Context) (stop func(context.Context) error, err error) {
	spans, err := autoexport.NewSpanExporter(ctx)
	if err != nil {
		return nil, err
	}
	logs, err := autoexport.NewLogExporter(ctx)
	if err != nil {
		return nil, err
	}
	tracers := trace.NewTracerProvider(
		trace.WithSpanProcessor(baggagecopy.NewSpanProcessor(isCorrelationID)),
		trace.WithBatcher(spans),
	)
	loggers := log.NewLoggerProvider(
		log.WithProcessor(baggagecopy.NewLogProcessor(isCorrelationID)),
		log.WithProcessor(log.NewBatchProcessor(logs)),
	)
	otel.SetTracerProvider(tracers)
	global.SetLoggerProvider(loggers)
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	return func(ctx context.Context) error { return errors.Join(tracers.Shutdown(ctx), loggers.Shutdown(ctx)) }, nil
}
