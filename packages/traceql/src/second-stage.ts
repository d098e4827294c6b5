import { COMPARISON_OPERATORS, type ComparisonOperator } from "./comparison.ts";
import { expectSeriesNumber, expectWhole, printPlainNumber } from "./number.ts";
import { takeNumberOperator } from "./scalar-filter.ts";
import type { Tokens } from "./tokens.ts";

const RANKINGS = ["topk", "bottomk"] as const;

/** `| topk(5)`: at each step in time, the series with the greatest values. */
export interface Ranking {
  readonly type: (typeof RANKINGS)[number];
  readonly count: number;
}

/** `> 10`: the points of the series that compare so. */
export interface SeriesFilter {
  readonly type: "series-filter";
  readonly operator: ComparisonOperator;
  readonly value: number;
}

/** What is done with the series of a metrics function. */
export type SecondStage = Ranking | SeriesFilter;

const MAX_COUNT = 1_000_000n;

/** Takes those that stand here. @throws TraceQLError */
export function takeSecondStages(tokens: Tokens): readonly SecondStage[] {
  const stages: SecondStage[] = [];
  const add = (take: (from: Tokens) => SecondStage) => {
    const stage = tokens.recovering(() => take(tokens));
    if (stage) stages.push(stage);
  };
  for (;;) {
    if (tokens.isSymbol(...COMPARISON_OPERATORS)) add(takeSeriesFilter);
    else if (tokens.takeSymbol("|")) add(takeRanking);
    else return Object.freeze(stages);
  }
}

function takeSeriesFilter(tokens: Tokens): SeriesFilter {
  const operator = takeNumberOperator(tokens);
  return tokens.node({ type: "series-filter", operator, value: expectSeriesNumber(tokens) });
}

function takeRanking(tokens: Tokens): Ranking {
  if (!tokens.isWord(...RANKINGS)) throw tokens.expected("topk or bottomk: nothing else follows a metrics function");
  const type = tokens.next().text as Ranking["type"];
  tokens.expectSymbol("(");
  const count = Number(expectWhole(tokens, `a number of series from 1 to ${MAX_COUNT}`, 1n, MAX_COUNT));
  tokens.close(")", '")"');
  return tokens.node({ type, count });
}

/** The stage as the language writes it, with what joins it to the one before. */
export function printSecondStage(stage: SecondStage): string {
  return stage.type === "series-filter" ? ` ${stage.operator} ${printPlainNumber(stage.value)}` : ` | ${stage.type}(${stage.count})`;
}
