import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { Cursor, messageToJson } from "@throughline/otlp";

/** Sample records of profiles as they were sent: OTLP, a pprof file as Pyroscope's client sends it, or a form with such files as dd-trace's. */
export function samplesOf(contentType: string, body: Buffer): number {
  if (contentType.startsWith("multipart/form-data")) return filesOf(contentType, body).reduce((sum, file) => sum + samplesOfPprof(file), 0);
  return contentType === "application/x-protobuf" ? samplesOfOtlp(body) : samplesOfPprof(body);
}

interface OtlpProfiles {
  readonly resourceProfiles?: readonly { readonly scopeProfiles?: readonly { readonly profiles?: readonly { samples?: unknown[] }[] }[] }[];
}

function samplesOfOtlp(body: Buffer): number {
  const { resourceProfiles = [] } = messageToJson("ExportProfilesServiceRequest", body) as OtlpProfiles;
  const profiles = resourceProfiles.flatMap(({ scopeProfiles = [] }) => scopeProfiles).flatMap((scope) => scope.profiles ?? []);
  return profiles.reduce((sum, { samples = [] }) => sum + samples.length, 0);
}

/** Of a pprof file, gzip or zstd by its first bytes: the samples are its field 2. */
function samplesOfPprof(file: Buffer): number {
  const cursor = new Cursor(file.readUInt16BE() === 0x1f8b ? gunzipSync(file) : zstdDecompressSync(file));
  let samples = 0;
  while (cursor.next()) {
    if (cursor.field === 2) samples++;
    cursor.skip();
  }
  return samples;
}

/** The pprof files of stacks in a form; that of events has no samples of them. */
function filesOf(contentType: string, body: Buffer): Buffer[] {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1];
  const text = body.toString("latin1");
  return text
    .split(`--${boundary}`)
    .filter((part) => /filename="(?!events)[^"]+\.pprof"/.test(part))
    .map((part) => Buffer.from(part.slice(part.indexOf("\r\n\r\n") + 4, part.lastIndexOf("\r\n")), "latin1"));
}
