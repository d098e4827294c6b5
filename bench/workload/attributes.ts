import type { MessageWriter } from "./message-writer.ts";

/** Writers of KeyValue messages in field `field`. */

export function textAttribute(writer: MessageWriter, field: number, key: string, value: string): void {
  writer.open(field, 1);
  writer.text(1, key);
  writer.open(2, 1);
  writer.text(1, value);
  writer.close();
  writer.close();
}

export function intAttribute(writer: MessageWriter, field: number, key: string, value: number): void {
  writer.open(field, 1);
  writer.text(1, key);
  writer.open(2, 1);
  writer.varint(3, value);
  writer.close();
  writer.close();
}

export function doubleAttribute(writer: MessageWriter, field: number, key: string, value: number): void {
  writer.open(field, 1);
  writer.text(1, key);
  writer.open(2, 1);
  writer.double(4, value);
  writer.close();
  writer.close();
}

export function boolAttribute(writer: MessageWriter, field: number, key: string, value: boolean): void {
  writer.open(field, 1);
  writer.text(1, key);
  writer.open(2, 1);
  writer.varint(2, value ? 1 : 0);
  writer.close();
  writer.close();
}
