// Loaded into the process that is measured: at its end it tells what it cost, start included.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakRssBytes: maxRSS * 1024 };
  writeFileSync(process.env.HEAPLINE_BENCH_USAGE, JSON.stringify(usage));
});
