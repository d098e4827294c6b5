import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";
import { MalformedError } from "@throughline/otlp";
import type { FastifyRequest } from "fastify";
import { MAX_REQUEST_BYTES } from "./config.ts";

/** What a body that is too large is told. */
export const TOO_LARGE = `the body is larger than ${MAX_REQUEST_BYTES} bytes`;

/** The request is of a type, or packed in a way, that is not taken here. */
export class UnsupportedMediaError extends Error {}

/** The request asks for more than is taken at once. */
export class TooLargeError extends Error {}

const NOTHING = Buffer.alloc(0);

/** The body as it came. */
export function bodyOf(request: FastifyRequest): Buffer {
  return (request.body as Buffer | undefined) ?? NOTHING;
}

/** Bytes that a request may take in memory: as it came, and unpacked as far as its sender's word goes. */
export function sizeInHand(request: FastifyRequest): number {
  const body = bodyOf(request);
  return body.length + (request.headers["content-encoding"] ? unpackedSize(body) : 0);
}

const unzip = promisify<Buffer, { maxOutputLength: number; chunkSize: number }, Buffer>(gunzip);
const unzstd = promisify<Buffer, { maxOutputLength: number; chunkSize: number }, Buffer>(zstdDecompress);

/**
 * How large the output buffer should be: gzip says its size at its end, zstd's is guessed. Node's own 16 KiB at a time cost as much
 * again as the unpacking (measured). What a sender claims is believed up to a usual ratio.
 */
function unpackedSize(body: Buffer): number {
  const claimed = body.length >= 18 ? body.readUInt32LE(body.length - 4) + 1 : 0;
  return Math.max(16_384, Math.min(claimed, body.length * 16, MAX_REQUEST_BYTES));
}

/**
 * The body without its content encoding.
 * @throws UnsupportedMediaError, TooLargeError, MalformedError
 */
export async function unpack(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (!encoding || encoding === "identity") return body;
  if (encoding !== "gzip" && encoding !== "zstd")
    throw new UnsupportedMediaError(`content encoding "${encoding}" is not supported: send gzip, zstd or identity`);
  try {
    return await (encoding === "gzip" ? unzip : unzstd)(body, {
      maxOutputLength: MAX_REQUEST_BYTES,
      chunkSize: unpackedSize(body),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw new TooLargeError(TOO_LARGE);
    throw new MalformedError(`not ${encoding}: ${(error as Error).message}`);
  }
}

/** How the first bytes of packed ones look. */
const MAGIC = { gzip: Buffer.of(0x1f, 0x8b), zstd: Buffer.of(0x28, 0xb5, 0x2f, 0xfd) } as const;

/** The encoding that bytes look packed with; undefined: none. */
export function packedWith(body: Buffer): keyof typeof MAGIC | undefined {
  return (["gzip", "zstd"] as const).find((encoding) => body.subarray(0, MAGIC[encoding].length).equals(MAGIC[encoding]));
}

/** The content type without its parameters. */
export function contentType(request: FastifyRequest): string {
  return (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
