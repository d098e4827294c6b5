import type { Taken, Tokens } from "./tokens.ts";

/** Operands of one kind and the operators between them. */
export interface Operators<T> {
  /** How tightly each binds that may follow an operand. */
  precedenceAfter(operand: T): ReadonlyMap<string, number>;
  takeOperand(tokens: Tokens): T;
  /** The node of an operation, of which the operator has been taken. @throws TraceQLError where operands do not fit. */
  combine(tokens: Tokens, operator: Taken<string>, left: Taken<T>, right: Taken<T>): T;
}

/** Chains of this one nest to the right, all others to the left. */
const NESTS_RIGHT = "^";

/** Behind an operand that cannot be read, reading goes on here. */
export const GO_ON: readonly string[] = ["&&", "||", ","];

/** Takes operands and the operators between them that bind at least as tightly as `minimum`. @throws TraceQLError */
export function takeOperations<T>(tokens: Tokens, operators: Operators<T>, minimum = 0): Taken<T> {
  let left = tokens.taken(() => operators.takeOperand(tokens));
  for (;;) {
    const at = tokens.current;
    const precedences = operators.precedenceAfter(left.node);
    tokens.wish("symbol", [...precedences.keys()]);
    const precedence = at.type === "symbol" ? precedences.get(at.text) : undefined;
    if (precedence === undefined || precedence < minimum) return left;
    tokens.next();
    const first = left;
    const combined = tokens.recovering(
      () => {
        const take = () => takeOperations(tokens, operators, at.text === NESTS_RIGHT ? precedence : precedence + 1);
        const right = at.text === NESTS_RIGHT ? tokens.nested(take) : take();
        return tokens.since(first.at, operators.combine(tokens, { node: at.text, at, text: at.text }, first, right));
      },
      ...GO_ON,
    );
    left = combined ?? first;
  }
}

/** An operation as the language writes it, with parentheses where an operand binds less tightly than the operator. */
export function printOperation<T>(
  { operator, left, right }: { readonly operator: string; readonly left: T; readonly right: T },
  precedenceOf: (node: T) => number,
  precedence: number,
  print: (node: T) => string,
): string {
  const within = (node: T, minimum: number) => (precedenceOf(node) < minimum ? `(${print(node)})` : print(node));
  const nestsRight = operator === NESTS_RIGHT;
  return `${within(left, precedence + (nestsRight ? 1 : 0))} ${operator} ${within(right, precedence + (nestsRight ? 0 : 1))}`;
}
