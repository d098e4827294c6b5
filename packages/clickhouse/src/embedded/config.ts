import { createHash } from "node:crypto";
import { totalmem } from "node:os";

const MIB = 1024 * 1024;

/** The only user of the embedded engine. */
export const EMBEDDED_USER = "throughline";

/**
 * The engine's configuration file. It listens on loopback only, knows one user by the hash of a password, and keeps no system
 * logs: peers' disks fill with them. Memory: a third of the machine, between 1 and 4 GiB.
 */
export function engineConfig(options: {
  readonly httpPort: number;
  readonly password: string;
  readonly logFile: string;
  readonly configFile: string;
  /** Where BACKUP may write and RESTORE may read. */
  readonly backups: string;
}): string {
  const memory = Math.max(1024 * MIB, Math.min(4096 * MIB, Math.floor(totalmem() / 3)));
  return `<clickhouse>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${options.httpPort}</http_port>
  <keep_alive_timeout>10</keep_alive_timeout>
  <log-level>warning</log-level>
  <logger>
    <level>warning</level>
    <log>${xml(options.logFile)}</log>
    <size>10M</size>
    <count>2</count>
  </logger>
  <max_server_memory_usage>${memory}</max_server_memory_usage>
  <mark_cache_size>${128 * MIB}</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <max_concurrent_queries>100</max_concurrent_queries>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <merge_tree>
    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
  </merge_tree>
  <backups><allowed_path>${xml(options.backups)}</allowed_path></backups>
  <users_config>${xml(options.configFile)}</users_config>
  <users>
    <default>
      <no_password></no_password>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile>
      <quota>start</quota>
      <grants>
        <query>GRANT SYSTEM LISTEN ON *.*</query>
        <query>GRANT SELECT, CREATE TABLE ON _local.*</query>
        <query>GRANT FILE ON *.*</query>
        <query>GRANT CREATE TEMPORARY TABLE ON *.*</query>
      </grants>
    </default>
    <${EMBEDDED_USER}>
      <password_sha256_hex>${createHash("sha256").update(options.password).digest("hex")}</password_sha256_hex>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
    </${EMBEDDED_USER}>
  </users>
  <profiles>
    <default>
      <max_memory_usage>${Math.floor(memory * 0.6)}</max_memory_usage>
      <log_queries>0</log_queries>
    </default>
  </profiles>
  <quotas>
    <default></default>
    <start><interval><duration>1000000000</duration><queries>3</queries></interval></start>
  </quotas>
</clickhouse>
`;
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
