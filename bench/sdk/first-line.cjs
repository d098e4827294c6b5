/** An app whose first statement says that it runs, and what it cost to come here. */
process.stdout.write(`${JSON.stringify(process.cpuUsage())}\n`);
setTimeout(() => {}, 60_000);
