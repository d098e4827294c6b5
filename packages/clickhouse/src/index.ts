export { ClickHouseError } from "@clickhouse/client";
export * from "./client.ts";
export { EmbeddedClickHouse } from "./embedded/embedded.ts";
export { InUseError, releasePidFile, takePidFile } from "./embedded/pid-file.ts";
export { migrate, migrateWhenReachable } from "./migrate.ts";
export { Block, type BlockColumns } from "./native/block.ts";
export { ByteBuffer, type ByteSource } from "./native/byte-buffer.ts";
export * from "./native/columns.ts";
export * from "./settings.ts";
