// Loaded into the process that is measured: at its end it tells what it cost, start included.
'use strict';
const { writeFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const { idle } = performance.eventLoopUtilization();
  const usage = {
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakRssBytes: maxRSS * 1024,
    busyMs: performance.now() - idle,
    idleMs: idle,
  };
  writeFileSync(process.env.HEAPLINE_BENCH_USAGE, JSON.stringify(usage));
});
