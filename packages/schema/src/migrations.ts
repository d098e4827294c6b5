import { addColumn, addIndex, changeSettings, changeView, createTable, createView, type Table, type TableOptions } from "./table.ts";
import { correlations, correlationViews } from "./tables/correlations.ts";
import { evictions } from "./tables/evictions.ts";
import { frames } from "./tables/frames.ts";
import { EVENT_NAME_INDEX, logs } from "./tables/logs.ts";
import { red, redView } from "./tables/red.ts";
import { resources } from "./tables/resources.ts";
import { samples } from "./tables/samples.ts";
import { spans } from "./tables/spans.ts";
import { stacks } from "./tables/stacks.ts";
import { traces, tracesView } from "./tables/traces.ts";
import { ATTRIBUTE_INDEXES, NUMBERED } from "./types.ts";

/**
 * A step from one version of the schema to the next. Its statements are run in order and must each be safe to run twice:
 * a start that died half-way runs them again.
 */
export interface Migration {
  readonly version: number;
  readonly name: string;
  statements(options: TableOptions): readonly string[];
}

const firstTables: readonly Table[] = [resources, spans, logs, traces, correlations, red];
const sampleTables: readonly Table[] = [samples, stacks, frames];

/** Every table whose rows expire with the retention. */
export const tables: readonly Table[] = [...firstTables, ...sampleTables, evictions];

/** In order of version. A migration that has landed is never changed: a new one is added. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: "spans, logs, resources, traces, correlations, red",
    statements: (options) => [
      ...firstTables.map((table) => createTable(table, options)),
      ...[tracesView, ...correlationViews, redView].map(createView),
    ],
  },
  {
    version: 2,
    name: "index on the event names of logs",
    // Parts that are there are read as before, until they expire or are merged.
    statements: () => [addIndex("logs", EVENT_NAME_INDEX)],
  },
  {
    version: 3,
    name: "samples, stacks, frames",
    statements: (options) => sampleTables.map((table) => createTable(table, options)),
  },
  {
    version: 4,
    name: "durations in red",
    // Rows that are there stay without: what reads them says that their percentiles are not known.
    statements: () => [addColumn(red, "durations"), ...changeView(redView)],
  },
  {
    version: 5,
    name: "block numbers of logs and spans",
    // Rows that were merged before stay without: they count as having come with the first of them.
    statements: () => [logs, spans].map((table) => changeSettings(table, Object.keys(NUMBERED))),
  },
  {
    version: 6,
    name: "a finer index on attributes, and one on arrays",
    // Parts that are there get them in the background. A drop is waited for, with all that was asked before it: so it comes first.
    statements: () =>
      [spans, logs].flatMap(({ name }) => [
        `ALTER TABLE ${name} DROP INDEX IF EXISTS items_bloom`,
        ...ATTRIBUTE_INDEXES.map((index) => addIndex(name, index)),
        ...ATTRIBUTE_INDEXES.map((index) => `ALTER TABLE ${name} MATERIALIZE INDEX ${index.split(" ")[1]}`),
      ]),
  },
  {
    version: 7,
    name: "columns of traces side by side",
    // Parts that are there are read as before, until they expire: what is merged with a wide one stays wide.
    statements: () => [changeSettings(traces, ["min_bytes_for_wide_part"])],
  },
  {
    version: 8,
    name: "evictions",
    statements: (options) => [createTable(evictions, options)],
  },
];
