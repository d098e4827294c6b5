// A service on net/http that logs by slog. Where NEXT_URL is set it asks that, too.
package main

import (
	"context"
	"encoding/json"
	stdlog "log"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"throughline.test/interop/telemetry"
)

var (
	logger = otelslog.NewLogger("stock")
	client = http.Client{Transport: otelhttp.NewTransport(http.DefaultTransport), Timeout: 10 * time.Second}
)

func stock(response http.ResponseWriter, request *http.Request) {
	ctx := request.Context()
	if next := os.Getenv("NEXT_URL"); next != "" {
		onward, err := http.NewRequestWithContext(ctx, http.MethodGet, next, nil)
		if err != nil {
			http.Error(response, err.Error(), http.StatusInternalServerError)
			return
		}
		answer, err := client.Do(onward)
		if err != nil {
			http.Error(response, err.Error(), http.StatusBadGateway)
			return
		}
		answer.Body.Close()
	}
	logger.InfoContext(ctx, "stock_counted", slog.String("sku", request.PathValue("sku")), slog.Int("quantity", 3))
	json.NewEncoder(response).Encode(map[string]int{"quantity": 3})
}

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer cancel()
	stop, err := telemetry.Start(ctx)
	if err != nil {
		stdlog.Fatal(err)
	}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /stock/{sku}", stock)
	server := http.Server{Addr: "127.0.0.1:" + os.Getenv("PORT"), Handler: otelhttp.NewHandler(routes, "stock")}
	go func() {
		if err := server.ListenAndServe(); err != http.ErrServerClosed {
			stdlog.Fatal(err)
		}
	}()
	<-ctx.Done()
	rest, end := context.WithTimeout(context.Background(), 5*time.Second)
	defer end()
	server.Shutdown(rest)
	if err := stop(rest); err != nil {
		stdlog.Fatal(err)
	}
}
