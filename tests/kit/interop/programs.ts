import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { guideCommand } from "../guide.ts";
import { cleanEnvironment, Program } from "../program.ts";
import { CACHE, installed, shell } from "./installed.ts";

/** Programs in another language: where they are, and what makes them run. */
export interface Programs {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Installed as the guide says, but in the versions of `requirements.txt`. */
export async function pythonPrograms(): Promise<Programs> {
  const folder = await installed("python", async (into) => {
    const constraint = { PIP_CONSTRAINT: join(into, "requirements.txt") };
    const asGuided = ["python3 -m venv", ". .venv/bin/activate", "pip install"].map((words) => guideCommand("python.md", words));
    await shell(into, [...asGuided, "pip install opentelemetry-exporter-otlp-json-http"].join("\n"), constraint);
  });
  return {
    folder,
    env: { PATH: `${join(folder, ".venv/bin")}:${process.env.PATH}`, PYTHONDONTWRITEBYTECODE: "1" },
  };
}

/** Built as the guide says, from modules in the versions of `go.mod`. */
export async function goPrograms(): Promise<Programs> {
  const folder = await installed("go", async (into) => {
    const versions = new Map(
      [...(await readFile(join(into, "go.mod"), "utf8")).matchAll(/^\t(\S+) (v\S+)/gm)].map(([, name = "", version = ""]) => [
        name,
        version,
      ]),
    );
    const get = guideCommand("go.md", "go get ").replaceAll(/go\.opentelemetry\.io\/\S+/g, (name) => `${name}@${versions.get(name)}`);
    await shell(into, [get, guideCommand("go.md", "go build"), "go build -o bin/ ./signals"].join("\n"));
  });
  return { folder, env: {} };
}

/** OpenTelemetry's generator of load, installed as the guide says; Go keeps what it has built before. */
export async function telemetrygen(): Promise<Programs> {
  const folder = join(CACHE, "telemetrygen");
  await mkdir(folder, { recursive: true });
  await shell(folder, guideCommand("go.md", "go install"), { GOBIN: folder });
  return { folder, env: { PATH: `${folder}:${process.env.PATH}` } };
}

/** Compiled, with the agent that the guide names and the libraries of `pom.xml`. */
export async function javaPrograms(): Promise<Programs> {
  const folder = await installed("java", async (into) => {
    await shell(
      into,
      ["mvn -B -q compile dependency:copy-dependencies -DoutputDirectory=lib/sdk", guideCommand("java.md", "dependency:copy")].join("\n"),
    );
  });
  return { folder, env: {} };
}

/** Starts a command of a guide, or one like it. Settings in the command go before those of `env`. */
export function startCommand({ folder, env: own }: Programs, command: string, env: NodeJS.ProcessEnv): Program {
  return new Program("sh", ["-c", `exec env ${command}`], { cwd: folder, env: { ...cleanEnvironment(), ...own, ...env } });
}
