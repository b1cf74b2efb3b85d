type Labels = Readonly<Record<string, string>>;

/** The message is for the client. */
export class BadSelector extends Error {
  override readonly name = 'BadSelector';
}

/**
 * Whether labels match a selector: `app=web,tier!=front,zone in (a,b),!legacy,gpu`.
 *
 * @throws BadSelector
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function labelSelector(text: string): (labels: Labels) => boolean {
  const requirements = splitOutsideOfParentheses(bounded(text)).map(requirementOf);
  return (labels) => requirements.every((holds) => holds(labels));
}

const fields = ['metadata.name', 'metadata.namespace'] as const;
const operators = ['!=', '==', '='] as const;
const maxSelectorLength = 4096;

type Fields = Readonly<Record<(typeof fields)[number], string>>;

/**
 * Whether a name and namespace match a selector: `metadata.name=x`, `metadata.namespace!=y`.
 *
 * @throws BadSelector
 */
export function fieldSelector(text: string): {
  readonly selects: (fields: Fields) => boolean;
  /** The only name that can match, if there is one. */
  readonly onlyName: string | undefined;
} {
  const terms = bounded(text)
    .split(',')
    .filter((term) => term.trim() !== '')
    .map((term) => {
      // No backtracking expression: unauthenticated clients reach this code.
      const at = term.search(/[=!]/);
      const operator = operators.find((one) => at >= 0 && term.startsWith(one, at));
      if (operator === undefined)
        throw new BadSelector(`invalid selector: '${text}'; can't understand '${term}'`);
      const given = term.slice(0, at).trim();
      const field = fields.find((known) => known === given);
      if (!field)
        throw new BadSelector(
          `"${given}" is not a known field selector: only ${fields.map((known) => `"${known}"`).join(', ')}`,
        );
      return { field, isEqual: operator !== '!=', value: term.slice(at + operator.length) };
    });
  return {
    selects: (fields) => terms.every(({ field, isEqual, value }) => (fields[field] === value) === isEqual),
    onlyName: terms.find(({ field, isEqual }) => field === 'metadata.name' && isEqual)?.value,
  };
}

type Requirement = (labels: Labels) => boolean;

const key = String.raw`((?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)`;
const exists = new RegExp(`^(!)?\\s*${key}$`);
const equality = new RegExp(`^${key}\\s*(==|=|!=|>|<)\\s*(.*)$`);
const membership = new RegExp(`^${key}\\s+(in|notin)\\s*\\((.*)\\)$`);
const value = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;

function requirementOf(text: string): Requirement {
  const [, not, name = ''] = exists.exec(text) ?? [];
  if (name !== '') return (labels) => Object.hasOwn(labels, name) === (not === undefined);
  const [, set = '', way, members = ''] = membership.exec(text) ?? [];
  if (set !== '') {
    const values = new Set(members.split(',').map((one) => valueOf(one.trim(), text)));
    return way === 'in'
      ? (labels) => Object.hasOwn(labels, set) && values.has(labels[set] ?? '')
      : (labels) => !Object.hasOwn(labels, set) || !values.has(labels[set] ?? '');
  }
  const [, left = '', operator, right = ''] = equality.exec(text) ?? [];
  if (left === '') throw notUnderstood(text);
  const wanted = valueOf(right.trim(), text);
  switch (operator) {
    case '!=':
      return (labels) => labels[left] !== wanted;
    case '>':
    case '<': {
      const limit = wholeNumber(wanted);
      if (limit === undefined) throw notUnderstood(text);
      return (labels) => {
        const number = wholeNumber(labels[left]);
        return number !== undefined && (operator === '>' ? number > limit : number < limit);
      };
    }
    default:
      return (labels) => Object.hasOwn(labels, left) && labels[left] === wanted;
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function valueOf(text: string, requirement: string): string {
  if (value.test(text)) return text;
  throw notUnderstood(requirement);
}

function notUnderstood(requirement: string): BadSelector {
  return new BadSelector(`unable to parse requirement: ${JSON.stringify(requirement)}`);
}

/** Commas inside `in (a,b)` separate values, not requirements. */
function splitOutsideOfParentheses(text: string): string[] {
  if (text.trim() === '') return [];
  const parts: string[] = [];
  let from = 0;
  let isInside = false;
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '(') isInside = true;
    else if (text[at] === ')') isInside = false;
    else if (at === text.length || (text[at] === ',' && !isInside)) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return parts;
}

function bounded(text: string): string {
  if (text.length <= maxSelectorLength) return text;
  throw new BadSelector(`a selector has at most ${maxSelectorLength} characters`);
}
