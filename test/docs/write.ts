import { writeFileSync } from 'node:fs';
import { metricsPage } from './metrics.ts';
import { troubleshootingPage } from './troubleshooting.ts';

// `npm run docs`: METRICS.md and TROUBLESHOOTING.md anew.
writeFileSync(new URL('../../METRICS.md', import.meta.url), metricsPage());
writeFileSync(new URL('../../TROUBLESHOOTING.md', import.meta.url), troubleshootingPage());
