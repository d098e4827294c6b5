import { expect, test } from "@jest/globals";
import { plainText } from "./plain-text.ts";

test("plainText() takes a terminal's colours away and shows every other control character", () => {
  expect(plainText("\u001b[31;1mred\u001b[0m \u001b]0;title\u0007 a\u0000b\u007f")).toBe("red ␛]0;title␇ a␀b␡");
});

test("plainText() keeps lines and tabs", () => {
  expect(plainText("a\r\n\tb\nc\rd")).toBe("a\n\tb\nc␍d");
});

test("plainText() shows what would turn the direction of a text or hide in it", () => {
  expect(plainText("user\u202Egnp.exe \u200B\uFEFF")).toBe("user⟨U+202E⟩gnp.exe ⟨U+200B⟩⟨U+FEFF⟩");
  expect(plainText("שלום مرحبا 👩‍👩‍👧")).toBe("שלום مرحبا 👩‍👩‍👧");
});
