import { writeFileSync } from 'node:fs';
import { alertRules } from './alerts.ts';
import { boards } from './boards.ts';
import { render } from './render.ts';

/** Writes the JSON that Grafana loads: `npm run dashboards`. */
const folder = new URL('../components/grafana/', import.meta.url);
for (const board of boards) put(`dashboards/${board.uid}.json`, render(board));
put('alerting/rules.json', alertRules());

function put(name: string, content: object): void {
  writeFileSync(new URL(name, folder), `${JSON.stringify(content, undefined, 2)}\n`);
}
