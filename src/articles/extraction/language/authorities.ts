import type { Gazetteer, GazetteerEntity } from '../../gazetteer/gazetteer.js';
import { entityId } from './entity-id.js';
import type { Mention } from './mentions.js';
import type { NounPhrase } from './phrases.js';

/** Bodies that act for a state. */
const BODY =
  /^(?:authority|regulator|watchdog|ministry|agency|commission|department|bureau|office|tribunal|administration|board|inspectorate|directorate|service|ombudsman)$/;
const RANK = /^(?:top|main|national|new|own|federal|chief|central|state|country|highest|local)$/;

/** Authorities that go by their names, and are often called by what they watch over. */
const CALLED: readonly [state: string, over: RegExp, id: string][] = [
  ['cn', /^(?:market|antitrust|anti-monopoly|competition)$/, 'state-administration-for-market-regulation'],
  ['cn', /^(?:internet|cyberspace)$/, 'cyberspace-administration-of-china'],
  ['cn', /^(?:securities)$/, 'china-securities-regulatory-commission'],
  ['gb', /^(?:competition|antitrust)$/, 'competition-and-markets-authority'],
  ['gb', /^(?:communications|media|telecoms)$/, 'ofcom'],
  ['us', /^(?:drug|drugs|medicines)$/, 'food-and-drug-administration'],
  ['us', /^(?:aviation)$/, 'federal-aviation-administration'],
  ['us', /^(?:communications|telecoms)$/, 'federal-communications-commission'],
  ['european-union', /^(?:antitrust|competition)$/, 'european-commission'],
  ['european-union', /^(?:drug|drugs|medicines)$/, 'european-medicines-agency'],
];

/** "Italy's data protection authority", "the German interior ministry": a body with no name but its state and its field. */
export function describedAuthority(np: NounPhrase, names: Gazetteer): Mention | undefined {
  const at = np.tokens.findIndex((t) => t.mention?.kind === 'jurisdiction');
  const state = np.tokens[at]?.mention?.entity;
  const named = np.head.mention;
  const before = np.tokens[np.tokens.indexOf(np.head) - 1]?.lower ?? '';
  if (state && named && !named.entity && BODY.test(before))
    return {
      ...named,
      kind: 'organisation',
      entity: {
        id: named.id,
        kind: 'organisation',
        name: named.name,
        aliases: [],
        partOf: state.id,
        role: 'authority',
      },
    };
  if (!state || !BODY.test(np.head.lower)) return undefined;
  const field = np.tokens
    .slice(at + 1, np.tokens.indexOf(np.head))
    .filter((t) => (t.tag === 'noun' || t.tag === 'adj') && !t.mention && !RANK.test(t.lower))
    .map((t) => t.lower);
  const over = np.after.find((inner) => /^(?:of|for)$/.test(inner.prep ?? '') && inner.head.tag === 'noun');
  const words = field.length > 0 ? [...field, np.head.lower] : over ? [np.head.lower, over.prep!, over.head.lower] : [];
  if (words.length === 0) return undefined;
  const called = CALLED.find(([of, pattern]) => of === state.id && pattern.test(field[0] ?? over?.head.lower ?? ''));
  const known = called && names.byId.get(called[2]);
  if (known) return { start: np.start, end: np.end, id: known.id, kind: known.kind, name: known.name, entity: known };
  return bodyOf(state, words.join(' '), np.start, np.end);
}

function bodyOf(state: GazetteerEntity, words: string, start: number, end: number): Mention {
  const name = `${state.adjectives?.[0] ?? state.name} ${words}`;
  const id = entityId(name);
  const entity = { id, kind: 'organisation' as const, name, aliases: [], partOf: state.id, role: 'authority' };
  return { start, end, id, kind: 'organisation', name, entity };
}

/** Names that every state has one of. */
const OF_EVERY_STATE = /^(?:Ministry|Department) (?:of|for) |(?:Ministry|Department)$/;

/** "Indonesia's Ministry of Trade": names that every state has one of get that of the state before them. */
export function withStates(mentions: readonly Mention[], text: string): Mention[] {
  const told = new Map<string, Mention>();
  let before: Mention | undefined;
  return mentions.map((m) => {
    const state = before?.kind === 'jurisdiction' ? before : undefined;
    before = m;
    if (m.kind !== 'organisation' || m.entity?.partOf || !OF_EVERY_STATE.test(m.name)) return m;
    const owner = state?.entity && /^(?:['’]s?)? $/.test(text.slice(state.end, m.start)) ? state.entity : undefined;
    const full = owner ? bodyOf(owner, m.name, m.start, m.end) : told.get(m.name);
    if (!full) return m;
    told.set(m.name, full);
    return { ...full, start: m.start, end: m.end };
  });
}
