import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { logs, nowNano, sendGrpc, sendJson, span, traces } from "./kit/otlp.ts";
import { ROOT } from "./kit/program.ts";
import { Throughline } from "./kit/throughline.ts";
import { until } from "./kit/until.ts";

/** The metrics of a running system are those of docs/reference/metrics.md, and the dashboard and the alerts ask for no others. */
interface Metric {
  readonly type: string;
  /** Names of its labels in the series that there are; none: there is no series yet. */
  readonly labels: Set<string>;
}

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

let throughline: Throughline;
let served: Map<string, Metric>;

beforeAll(async () => {
  throughline = await Throughline.start({ env: { THROUGHLINE_PROBE_INTERVAL: "1s" } });
  const request = traces("watched", [
    span(),
    span({ startTimeUnixNano: nowNano(-90 * 86_400_000), endTimeUnixNano: nowNano(-90 * 86_400_000) }),
  ]);
  await sendJson(throughline.otlpHttp, "traces", request);
  await sendJson(throughline.otlpHttp, "traces", request); // repeated
  await sendGrpc(throughline.otlpGrpc, "logs", logs("watched", [{ body: { stringValue: "hello" } }]));
  await throughline.client.services();
  await until(
    async () => {
      served = metricsIn(`${await textOf(throughline.otlpHttp)}\n${await textOf(throughline.api)}`);
      const isThere = (name: string) => (served.get(name)?.labels.size ?? 0) > 0;
      return ["throughline_probe_lag_seconds", "throughline_collector_disk_bytes"].every(isThere) ? true : undefined;
    },
    () => "a first probe and a first look at the disk",
    60_000,
  );
});

afterAll(async () => {
  await throughline?.stop();
});

const textOf = async (url: string) => (await fetch(`${url}/metrics`)).text();

/** Metrics in Prometheus's text, by name. */
function metricsIn(text: string): Map<string, Metric> {
  const metrics = new Map<string, Metric>();
  for (const [, name = "", type = ""] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) metrics.set(name, { type, labels: new Set() });
  for (const [, series = "", labels = ""] of text.matchAll(/^(\w+)\{(.*)\} \S+$/gm)) {
    const metric = metrics.get(series) ?? metrics.get(seriesOf(series));
    for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) if (label !== "le") metric?.labels.add(label);
  }
  return metrics;
}

/** The metric that a series of a histogram belongs to. */
const seriesOf = (name: string) => name.replace(/_(?:bucket|sum|count)$/, "");

const documented = new Map(
  [...read("docs/reference/metrics.md").matchAll(/^\| `(throughline_\w+)` \| (\w+) \|(.*?)\| .+ \|$/gm)].map(
    ([, name = "", type = "", labels = ""]) => [
      name,
      { type, labels: new Set([...labels.matchAll(/`(\w+)`/g)].map(([, label = ""]) => label)) },
    ],
  ),
);

test("every metric stands in the reference with its type and labels, and no other does", () => {
  expect([...documented.keys()].toSorted()).toEqual([...served.keys()].toSorted());
  for (const [name, { type, labels }] of served) {
    expect({ name, type: documented.get(name)?.type }).toEqual({ name, type });
    if (labels.size > 0) expect({ name, labels: documented.get(name)?.labels }).toEqual({ name, labels });
  }
  const withSeries = [...served].filter(([, { labels }]) => labels.size > 0).map(([name]) => name);
  expect(withSeries).toEqual(expect.arrayContaining(["throughline_probe_success", "throughline_collector_rejected_items_total"]));
});

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly type: string; readonly targets?: readonly { readonly expr: string }[] }[];
}

/** What the dashboard and the alerts of the guide ask Prometheus. */
function expressions(): [string, string][] {
  const dashboard = JSON.parse(read("deploy/grafana/provisioning/dashboards/throughline.json")) as Dashboard;
  const [, alerts = ""] = /```yaml\n# alerts\.yml\n(.*?)```/s.exec(read("docs/guides/operate.md")) ?? [];
  const { groups } = parse(alerts) as { groups: { rules: { alert: string; expr: string }[] }[] };
  return [
    ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as [string, string])),
    ...groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => [alert, expr] as [string, string])),
  ];
}

test.each(expressions())("%s asks for metrics and labels that there are: %s", (title, expr) => {
  const names = [...expr.matchAll(/throughline_\w+/g)].map(([name]) => (served.has(name) ? name : seriesOf(name)));
  if (title !== "ThroughlineIsGone") expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(served.has(name) ? name : `${name} is not exported`).toBe(name);
  // A histogram is asked by its buckets, and only a histogram has any.
  for (const [, bucket = ""] of expr.matchAll(/(throughline_\w+)_bucket/g)) expect(served.get(bucket)?.type).toBe("histogram");
  for (const [, counter = ""] of expr.matchAll(/(?:rate|increase)\((throughline_\w+?)(?:_bucket)?[{[]/g))
    expect(["counter", "histogram"]).toContain(served.get(counter)?.type);
  const ofPrometheus = ["instance", "job", "le"];
  const known = new Set([...ofPrometheus, ...names.flatMap((name) => [...(documented.get(name)?.labels ?? [])])]);
  const asked = [
    ...[...expr.matchAll(/(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(",").map((label) => label.trim())),
    ...[...expr.matchAll(/[{,](\w+)(?:=~?|!=|!~)"/g)].map(([, label = ""]) => label),
  ];
  expect([...known]).toEqual(expect.arrayContaining(asked));
});

test("the dashboard's panels are over every metric, do not overlap, and are described", () => {
  const { panels } = JSON.parse(read("deploy/grafana/provisioning/dashboards/throughline.json")) as {
    panels: {
      id: number;
      type: string;
      description?: string;
      gridPos: { x: number; y: number; w: number; h: number };
      targets?: { expr: string }[];
    }[];
  };
  const shown = new Set(
    panels.flatMap(({ targets = [] }) =>
      targets.flatMap(({ expr }) => [...expr.matchAll(/throughline_\w+/g)].map(([name]) => (served.has(name) ? name : seriesOf(name)))),
    ),
  );
  expect([...shown].toSorted()).toEqual([...served.keys()].toSorted());
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const { type, description } of panels) if (type !== "row") expect(description).toMatch(/\.$/);
});
