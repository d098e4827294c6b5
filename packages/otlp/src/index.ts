export * from "./cursor.ts";
export { jsonToMessage } from "./json-to-message.ts";
export * from "./malformed.ts";
export { base64Of, hexOf, int64Text, messageToJson, type OtlpJson, readMessage } from "./message-to-json.ts";
export type { Field } from "./field.ts";
export { isMessage, type MessageName, MESSAGES } from "./messages.ts";
export { PROFILE_FIELDS, PROFILES_GRPC_PATH, PROFILES_HTTP_PATH, PROFILES_PROTOCOL_VERSION } from "./profiles.ts";
export { validateMessage } from "./validate.ts";
export { statusMessage } from "./status-message.ts";
