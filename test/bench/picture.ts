import { writeFileSync } from 'node:fs';
import type { Entry } from './history.ts';

const width = 860;
const rowHeight = 26;
const labelWidth = 330;
const barWidth = 210;

/** Draws each scrape's CPU as a ratio to the floor, and its peak memory, as README shows them. */
export function draw(entry: Entry, to: URL): void {
  const rows = Object.entries(entry.benches).filter(([, figures]) => figures['peak RSS, MiB'] !== undefined);
  const most = (name: string) => Math.max(...rows.map(([, figures]) => figures[name] ?? 0));
  const bar = (
    x: number,
    y: number,
    figure: number | undefined,
    largest: number,
    text: string,
    colour: string,
  ) =>
    figure === undefined
      ? ''
      : `<rect x="${x}" y="${y + 4}" width="${((figure / largest) * (barWidth - 60)).toFixed(1)}" height="16" fill="${colour}"/>` +
        `<text x="${(x + (figure / largest) * (barWidth - 60) + 5).toFixed(1)}" y="${y + 17}">${text}</text>`;
  const drawn = rows.map(([name, figures], index) => {
    const y = 34 + index * rowHeight;
    const ratio = figures['ratio to the floor, CPU'];
    const memory = figures['peak RSS, MiB'] ?? 0;
    return (
      `<text x="8" y="${y + 17}">${name.replaceAll('&', '&amp;')}</text>` +
      bar(labelWidth, y, ratio, most('ratio to the floor, CPU'), `${(ratio ?? 0).toFixed(2)}×`, '#4c78a8') +
      bar(labelWidth + barWidth + 50, y, memory, most('peak RSS, MiB'), `${memory.toFixed(0)} MiB`, '#72b7b2')
    );
  });
  writeFileSync(
    to,
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${44 + rows.length * rowHeight}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
<text x="${labelWidth}" y="22" font-weight="bold">CPU, ratio to the floor</text>
<text x="${labelWidth + barWidth + 50}" y="22" font-weight="bold">peak resident memory</text>
${drawn.join('\n')}
</svg>
`,
  );
}
