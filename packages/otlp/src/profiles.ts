import type { Field, Scalar } from "./field.ts";

/**
 * OTLP profiles, which the specification calls in development: names and numbers change between releases. This file is the one place that says
 * which release is spoken here: its version, its doors and the numbers of its fields.
 */
export const PROFILES_PROTOCOL_VERSION = "1.11.0";

/** Path of OTLP/HTTP. */
export const PROFILES_HTTP_PATH = "/v1development/profiles";

/** Path of OTLP/gRPC. */
export const PROFILES_GRPC_PATH = "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export";

export type ProfileMessageName = keyof typeof PROFILE_FIELDS;

/** The number of each field, by message and by the field's name in OTLP/JSON. */
export const PROFILE_FIELDS = {
  ExportProfilesServiceRequest: { resourceProfiles: 1, dictionary: 2 },
  ProfilesDictionary: {
    mappingTable: 1,
    locationTable: 2,
    functionTable: 3,
    linkTable: 4,
    stringTable: 5,
    attributeTable: 6,
    stackTable: 7,
  },
  ResourceProfiles: { resource: 1, scopeProfiles: 2, schemaUrl: 3 },
  ScopeProfiles: { scope: 1, profiles: 2, schemaUrl: 3 },
  Profile: {
    sampleType: 1,
    samples: 2,
    timeUnixNano: 3,
    durationNano: 4,
    periodType: 5,
    period: 6,
    profileId: 7,
    droppedAttributesCount: 8,
    originalPayloadFormat: 9,
    originalPayload: 10,
    attributeIndices: 11,
  },
  Link: { traceId: 1, spanId: 2 },
  ValueType: { typeStrindex: 1, unitStrindex: 2 },
  Sample: { stackIndex: 1, attributeIndices: 2, linkIndex: 3, values: 4, timestampsUnixNano: 5 },
  Mapping: { memoryStart: 1, memoryLimit: 2, fileOffset: 3, filenameStrindex: 4, attributeIndices: 5 },
  Stack: { locationIndices: 1 },
  Location: { mappingIndex: 1, address: 2, lines: 3, attributeIndices: 4 },
  Line: { functionIndex: 1, line: 2, column: 3 },
  Function: { nameStrindex: 1, systemNameStrindex: 2, filenameStrindex: 3, startLine: 4 },
  KeyValueAndUnit: { keyStrindex: 1, value: 2, unitStrindex: 3 },
  ExportProfilesServiceResponse: { partialSuccess: 1 },
  ExportProfilesPartialSuccess: { rejectedProfiles: 1, errorMessage: 2 },
} as const;

type Shape = Scalar | Field["type"] | readonly [Field["type"]];

/** What each field holds; in brackets: repeated. Repeated numbers are packed. */
const SHAPES: { readonly [Name in ProfileMessageName]: { readonly [FieldName in keyof (typeof PROFILE_FIELDS)[Name]]: Shape } } = {
  ExportProfilesServiceRequest: { resourceProfiles: ["ResourceProfiles"], dictionary: "ProfilesDictionary" },
  ProfilesDictionary: {
    mappingTable: ["Mapping"],
    locationTable: ["Location"],
    functionTable: ["Function"],
    linkTable: ["Link"],
    stringTable: ["string"],
    attributeTable: ["KeyValueAndUnit"],
    stackTable: ["Stack"],
  },
  ResourceProfiles: { resource: "Resource", scopeProfiles: ["ScopeProfiles"], schemaUrl: "string" },
  ScopeProfiles: { scope: "InstrumentationScope", profiles: ["Profile"], schemaUrl: "string" },
  Profile: {
    sampleType: "ValueType",
    samples: ["Sample"],
    timeUnixNano: "fixed64",
    durationNano: "uint64",
    periodType: "ValueType",
    period: "int64",
    profileId: "bytes",
    droppedAttributesCount: "uint32",
    originalPayloadFormat: "string",
    originalPayload: "bytes",
    attributeIndices: ["int32"],
  },
  Link: { traceId: "id", spanId: "id" },
  ValueType: { typeStrindex: "int32", unitStrindex: "int32" },
  Sample: { stackIndex: "int32", attributeIndices: ["int32"], linkIndex: "int32", values: ["int64"], timestampsUnixNano: ["fixed64"] },
  Mapping: { memoryStart: "uint64", memoryLimit: "uint64", fileOffset: "uint64", filenameStrindex: "int32", attributeIndices: ["int32"] },
  Stack: { locationIndices: ["int32"] },
  Location: { mappingIndex: "int32", address: "uint64", lines: ["Line"], attributeIndices: ["int32"] },
  Line: { functionIndex: "int32", line: "int64", column: "int64" },
  Function: { nameStrindex: "int32", systemNameStrindex: "int32", filenameStrindex: "int32", startLine: "int64" },
  KeyValueAndUnit: { keyStrindex: "int32", value: "AnyValue", unitStrindex: "int32" },
  ExportProfilesServiceResponse: { partialSuccess: "ExportProfilesPartialSuccess" },
  ExportProfilesPartialSuccess: { rejectedProfiles: "int64", errorMessage: "string" },
};

const NUMBERS: ReadonlySet<string> = new Set(["int32", "int64", "fixed64"]);

/** The fields of every message, as the readers and writers of this package take them. */
export const PROFILE_MESSAGES = Object.fromEntries(
  Object.entries(PROFILE_FIELDS).map(([message, numbers]) => [
    message,
    Object.entries(numbers).map(([name, number]) =>
      fieldOf(number, name, (SHAPES[message as ProfileMessageName] as Record<string, Shape>)[name]),
    ),
  ]),
) as unknown as Readonly<Record<ProfileMessageName, readonly Field[]>>;

function fieldOf(number: number, name: string, shape: Shape | undefined): Field {
  if (typeof shape === "string") return { number, name, type: shape };
  const [type] = shape as readonly [Field["type"]];
  return { number, name, type, repeated: true, ...(NUMBERS.has(type) && { packed: true }) };
}
