import { writeFileSync } from 'node:fs';
import { metricsPage } from './metrics.ts';

// `npm run docs`: METRICS.md anew.
writeFileSync(new URL('../../METRICS.md', import.meta.url), metricsPage());
