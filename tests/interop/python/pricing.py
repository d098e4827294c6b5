"""A Flask service that asks another one (STOCK_URL) and logs by structlog."""

import os

import flask
import requests
import structlog
from opentelemetry import trace
from opentelemetry._logs import get_logger_provider

import structured_logs
from correlation import CorrelatedLogs, CorrelatedSpans

trace.get_tracer_provider().add_span_processor(CorrelatedSpans())
get_logger_provider().add_log_record_processor(CorrelatedLogs())
structured_logs.configure()

app = flask.Flask(__name__)
log = structlog.get_logger("pricing")


@app.get("/price/<sku>")
def price(sku):
    try:
        stock = requests.get(f"{os.environ['STOCK_URL']}/stock/{sku}", timeout=10).json()
    except requests.RequestException:
        log.exception("stock_unavailable", sku=sku)
        return {"error": "stock unavailable"}, 502
    log.info("price_calculated", sku=sku, price=19.99, quantity=3, member=True)
    return {"price": 19.99, "stock": stock}
