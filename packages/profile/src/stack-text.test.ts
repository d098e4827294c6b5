import { expect, test } from "@jest/globals";
import { ownFrame, stackOfText } from "./index.ts";

const V8 = `CardDeclined: Cannot charge the card: expired
  see (https://pay.example/a.js:1:2)
    at Object.apply (/app/node_modules/@grpc/grpc-js/build/src/server.js:100:10)
    at new Promise (<anonymous>)
    at charge (file:///app/src/payment.ts:37:11)
    at async /app/src/payment.ts:45:5
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
Caused by: Error: why
    at inner (/app/src/inner.ts:1:1)`;

const JVM = `java.lang.IllegalStateException: gone
\tat java.base/java.util.Objects.requireNonNull(Objects.java:209)
\tat app//shop.Cart.checkout(Cart.java:12)
\tat shop.Native.call(Native Method)`;

const PYTHON = `Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
    run()
  File "/app/cart.py", line 12, in checkout
    price(x)
  File "/usr/lib/python3.12/site-packages/shop/price.py", line 9, in price
ValueError: none`;

const GO = `goroutine 1 [running]:
main.(*Cart).Checkout(0xc000)
\t/app/cart.go:12 +0x1d
main.main()
\t/app/main.go:3 +0x20`;

test.each([
  ["V8", V8, 5, { function: "charge", file: "/app/src/payment.ts", line: 37, column: 11 }],
  ["the JVM", JVM, 3, { function: "shop.Cart.checkout", file: "Cart.java", line: 12 }],
  ["Python", PYTHON, 3, { function: "checkout", file: "/app/cart.py", line: 12 }],
  ["Go", GO, 2, { function: "main.(*Cart).Checkout", file: "/app/cart.go", line: 12 }],
])("stackOfText() reads a stack of %s, and ownFrame() finds the innermost frame of the program", (_, text, frames, own) => {
  const stack = stackOfText(text);
  expect(stack).toHaveLength(frames);
  expect(ownFrame(stack)).toMatchObject({ ...own, kind: "own" });
});

test("a place without a function is nameless, and text that is no stack has no frames", () => {
  expect(stackOfText("    at async /app/src/payment.ts:45:5")).toEqual([
    { function: "(anonymous)", file: "/app/src/payment.ts", line: 45, column: 5, kind: "own" },
  ]);
  expect(stackOfText("f@x.js:1:1\nnothing at all")).toEqual([]);
  expect(ownFrame(stackOfText("Error\n    at node:internal/main:1:1"))).toBeUndefined();
});
