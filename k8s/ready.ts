import type { Plugin } from 'esbuild';
import { messagesRecipe } from '../lib/cluster/messages.ts';
import { nodeBorder } from '../lib/cluster/node-list.ts';
import { podBorder } from '../lib/cluster/pod-schema.ts';
import { containersBorder } from '../lib/decode/container-schema.ts';
import { summaryBorder } from '../lib/decode/summary-schema.ts';
import { answerBorder } from '../lib/influx/query.ts';
import type { Recipe } from '../lib/made-code.ts';

/** All that the program makes code of. */
export const recipes: readonly Recipe[] = [
  messagesRecipe,
  ...[nodeBorder, podBorder, summaryBorder, containersBorder, answerBorder].map(({ recipe }) => recipe),
];

/** An esbuild plugin: code that the sources make when they need it is in the bundle, and so in V8's record of it. */
export const ready: Plugin = {
  name: 'ready',
  setup: (build) =>
    build.onLoad({ filter: /\/lib\/ready-code\.ts$/ }, () => {
      const entries = recipes.map(
        ({ name, parts, source }) => `${JSON.stringify(name)}: (${parts.join(', ')}) => { ${source()} }`,
      );
      return { contents: `export const readyCode = { ${entries.join(',\n')} };`, loader: 'js' };
    }),
};
