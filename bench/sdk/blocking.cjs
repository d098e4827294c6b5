/**
 * A service that blocks its thread on request: GET /KIND/MILLIS. Each kind has a function of its own, which is the one to blame.
 * Answers with how many milliseconds it was.
 */
"use strict";
const { pbkdf2Sync } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { createServer } = require("node:http");

function spinLoop(millis) {
  for (const end = performance.now() + millis; performance.now() < end;);
}

function matchBackwards(millis) {
  return /^(a+)+$/.test(`${"a".repeat(millis)}!`);
}

function parseHugeText(text) {
  return JSON.parse(text);
}

function sumHugeText(text) {
  let sum = 0;
  for (const { price } of JSON.parse(text)) sum += price;
  return sum;
}

function hashPassword(iterations) {
  return pbkdf2Sync("password", "salt", iterations, 64, "sha512");
}

function readSlowFile(path) {
  return readFileSync(path);
}

/** How long something took, in milliseconds. */
const millisOf = (run) => {
  const began = performance.now();
  run();
  return performance.now() - began;
};
/** The shortest input that takes so long, each time: each letter more doubles what the expression takes. */
const lettersFor = (millis) => {
  let count = 18;
  const match = () => matchBackwards(count);
  while (Math.min(millisOf(match), millisOf(match)) < millis) count++;
  return count;
};
const json = (elements) => `[${Array(elements).fill('{"sku":"sku-42","tags":["a","b"],"price":12.5}').join(",")}]`;
const SAMPLE = 100_000;
const perMilli = (run) => SAMPLE / millisOf(run);

const sample = json(SAMPLE);
parseHugeText(sample);
const elementsPerMilli = perMilli(() => parseHugeText(sample));
const iterationsPerMilli = perMilli(() => hashPassword(SAMPLE));

/** Blocks by kind and duration, found out before the service is ready. */
const BLOCKS = Object.fromEntries(
  process.env.BENCH_MILLIS.split(",")
    .map(Number)
    .flatMap((millis) => {
      const letters = lettersFor(millis);
      const text = json(Math.ceil(elementsPerMilli * millis));
      return [
        [`/loop/${millis}`, () => spinLoop(millis)],
        [`/regex/${millis}`, () => matchBackwards(letters)],
        [`/json/${millis}`, () => parseHugeText(text)],
        [`/json-sum/${millis}`, () => sumHugeText(text)],
        [`/pbkdf2/${millis}`, () => hashPassword(Math.ceil(iterationsPerMilli * millis))],
        [`/read/${millis}`, () => readSlowFile(process.env.BENCH_FIFO)],
      ];
    }),
);

// The block comes after the handler has returned, where only the async context knows whose it is.
const server = createServer((request, response) => {
  setTimeout(() => response.end(String(millisOf(BLOCKS[request.url]))), 20);
});
process.on("message", () => process.send(process.cpuUsage()));
server.listen(0, "127.0.0.1", () => process.stdout.write(`listening http://127.0.0.1:${server.address().port}\n`));
