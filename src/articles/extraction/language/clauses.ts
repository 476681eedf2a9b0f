import type { TextSpan } from '../types.js';
import type { DateMention } from './dates.js';
import { CATENATIVE } from './lexicon/words.js';
import { type Chunk, type Mark, type NounPhrase, PHRASAL, type VerbGroup } from './phrases.js';

/** A verb with those who act and what is acted on. */
export interface Clause extends TextSpan {
  verb: VerbGroup;
  subject?: NounPhrase;
  /** Phrases after the verb without a preposition. */
  objects: NounPhrase[];
  /** Phrases after the verb with one, `prep` set. */
  complements: NounPhrase[];
  /** The verb that this one depends on: "told" of "to avoid". */
  parent?: Clause;
  /** How it hangs on what stands before it. */
  link: 'main' | 'relative' | 'participle' | 'infinitive' | 'coordinate' | 'complement';
  dates: DateMention[];
  /** What "which" stands for where it is acted on. */
  antecedent?: NounPhrase;
}

/** What one has who means to act: the infinitive after it is the owner's. */
const PLANS =
  /^(?:plans?|deal|agreement|right|option|proposal|intention|bid|decision|permission|licen[cs]e|contract|offer|pledge|promise|programme|program)$/;

const isNp = (c: Chunk | undefined): c is NounPhrase => c?.kind === 'np';
const isVg = (c: Chunk | undefined): c is VerbGroup => c?.kind === 'vg';

/** Reads verbs with their subjects and objects out of the chunks of a sentence. */
export class ClauseReader {
  readonly clauses: Clause[] = [];
  private readonly used = new Set<NounPhrase>();

  constructor(private readonly chunks: readonly Chunk[]) {
    this.attach();
    for (const [i, chunk] of chunks.entries()) if (isVg(chunk)) this.clauses.push(this.clauseAt(i, chunk));
    this.spreadDates();
  }

  /** Gives phrases their prepositions, what hangs on them, and the lists that they stand in. */
  private attach(): void {
    for (const [i, chunk] of this.chunks.entries()) {
      if (!isNp(chunk)) continue;
      let at = i - 1;
      while (this.chunks[at]?.kind === 'adv') at--;
      const before = this.chunks[at];
      if (before?.kind === 'prep') {
        chunk.prep = before.text;
        const aside = this.chunks[at - 1]?.kind === 'comma' && before.text === 'at' && chunk.head.tag === 'amount';
        let back = at - (aside ? 2 : 1);
        while (before.text === 'of' && this.chunks[back]?.kind === 'adv') back--;
        const owner = this.chunks[back];
        if (isNp(owner)) {
          owner.after.push(chunk);
          if (owner.prep) this.headOf(at - 1)?.after.push(chunk);
        }
      }
      this.appose(i, chunk);
      if (before?.kind === 'rel' && before.text === 'whose') {
        const owner = this.namedBefore(at) ?? this.nounBefore(at);
        if (owner) chunk.owner = owner;
      }
    }
    for (const [i, chunk] of this.chunks.entries()) if (isNp(chunk) && !chunk.list) this.list(i, chunk);
  }

  /** "its new train, the X,": a name between commas after a phrase that has none of its kind. */
  private appose(i: number, np: NounPhrase): void {
    const [comma, other, end] = [this.chunks[i + 1], this.chunks[i + 2], this.chunks[i + 3]];
    if (comma?.kind !== 'comma' || !isNp(other) || !(end === undefined || /^(?:comma|break)$/.test(end.kind))) return;
    if (np.head.tag !== 'noun') return;
    if (other.head.mention?.kind === 'product' || other.head.mention?.kind === 'person') np.apposition = other;
    if (other.head.tag === 'amount' && other.tokens.length === 1) np.after.push(other);
  }

  private headOf(i: number): NounPhrase | undefined {
    const owner = this.chunks[i - 2];
    return isNp(owner) ? owner : undefined;
  }

  /** "A, B and C": phrases joined by commas and a conjunction, not each the subject of a verb of its own. */
  private list(i: number, first: NounPhrase): void {
    const members: NounPhrase[] = [first];
    let at = i;
    let closed = false;
    while (!closed) {
      let next = at + 1;
      const glue: string[] = [];
      while (
        this.chunks[next]?.kind === 'comma' ||
        this.chunks[next]?.kind === 'conj' ||
        (glue.length > 0 && this.chunks[next]?.kind === 'adv')
      )
        glue.push((this.chunks[next++] as Mark).text);
      const np = this.chunks[next];
      if (glue.length === 0 || !isNp(np) || glue.includes('but')) break;
      const conj = glue.includes('and') || glue.includes('or');
      if (first.prep !== 'between' && !alike(first, np)) break;
      if (conj && this.opensClause(next) && !this.isSubjectList(i)) break;
      members.push(np);
      at = next;
      closed = conj;
    }
    if (!closed && members.length < 3) return;
    if (members.length > 1) for (const np of members) np.list = members;
  }

  private isSubjectList(i: number): boolean {
    for (let k = i - 1; k >= 0; k--) {
      const c = this.chunks[k]!;
      if (c.kind === 'vg') return false;
      if (c.kind === 'comma' || c.kind === 'break' || c.kind === 'sub' || c.kind === 'rel') return true;
    }
    return true;
  }

  /** Whether the phrase at `i` is followed by a verb of its own. */
  private opensClause(i: number): boolean {
    let k = i + 1;
    while (
      this.chunks[k] &&
      (this.chunks[k]!.kind === 'adv' ||
        this.chunks[k]!.kind === 'date' ||
        (this.chunks[k]!.kind === 'prep' && isNp(this.chunks[k + 1])))
    )
      k += this.chunks[k]!.kind === 'prep' ? 2 : 1;
    const next = this.chunks[k];
    if (!isVg(next) || !next.finite) return false;
    return !(next.ambiguous && this.reducedAfterVerb(i, k));
  }

  /** "supplies X with power under a contract signed in July": a participle on the last phrase, not a verb of X. */
  private reducedAfterVerb(np: number, verb: number): boolean {
    const before = this.chunks[np - 1];
    if (!isVg(before) || isSaying(before)) return false;
    const after = this.chunks[verb + 1];
    return verb > np + 1 || after === undefined || /^(?:prep|date|break|comma)$/.test(after.kind);
  }

  private nounBefore(i: number): NounPhrase | undefined {
    for (let k = i - 1; k >= 0 && i - k < 4; k--) {
      const c = this.chunks[k]!;
      if (isNp(c)) return c;
      if (c.kind !== 'comma' && c.kind !== 'date' && c.kind !== 'adv' && c.kind !== 'prep') return undefined;
    }
    return undefined;
  }

  /** "deliveries of towers in Spain, held up": what a participle after a comma tells of, a place aside. */
  private wholeBefore(k: number): NounPhrase | undefined {
    const np = this.nounBefore(k);
    const place = np?.head.mention?.kind === 'jurisdiction' && np.prep !== undefined;
    return np && place ? this.leftmost(this.chunks.indexOf(np)) : np;
  }

  /** The nearest phrase with a firm or product in it, before a relative and after the last verb. */
  private namedBefore(i: number): NounPhrase | undefined {
    for (let k = i - 1; k >= 0; k--) {
      const c = this.chunks[k]!;
      if (c.kind === 'vg' || c.kind === 'break') return undefined;
      if (isNp(c) && c.tokens.some((t) => t.mention && /^(?:company|product|organisation)$/.test(t.mention.kind)))
        return c;
    }
    return undefined;
  }

  private clauseAt(i: number, verb: VerbGroup): Clause {
    const found = this.subjectOf(i, verb);
    const clause: Clause = {
      verb,
      objects: [],
      complements: [],
      dates: [],
      start: verb.start,
      end: verb.end,
      ...found,
    };
    if (clause.subject) {
      if (clause.link !== 'relative') this.used.add(clause.subject);
      if (clause.link !== 'coordinate' && clause.link !== 'infinitive' && clause.link !== 'participle')
        clause.start = Math.min(clause.subject.start, verb.start);
    }
    if (clause.link === 'participle' && verb.ambiguous) verb.passive = true;
    this.datesBefore(i, clause);
    this.dateBeforeSubject(clause);
    this.relativeObject(clause);
    this.argumentsAfter(i, clause);
    this.splitParticle(i, verb);
    this.passOn(clause);
    return clause;
  }

  /** "the drug, which the agency approved": what "which" stands for is the object. */
  private relativeObject(clause: Clause): void {
    if (clause.link !== 'relative' || !clause.subject) return;
    const rel = this.chunks.indexOf(clause.subject) - 1;
    const mark = this.chunks[rel];
    if (mark?.kind !== 'rel' || mark.text === 'whose') return;
    const object = this.antecedent(rel);
    if (!object) return;
    clause.objects.push(object);
    clause.antecedent = object;
  }

  /** "called it off", "wrote its mine off": the particle of the verb behind what it acts on. */
  private splitParticle(i: number, verb: VerbGroup): void {
    const [object, mark] = [this.chunks[i + 1], this.chunks[i + 2]];
    if (verb.particle || !isNp(object) || (mark?.kind !== 'adv' && mark?.kind !== 'prep')) return;
    const whole = `${verb.lemma} ${mark.text}`;
    if (!PHRASAL.has(whole) || (mark.kind === 'prep' && isNp(this.chunks[i + 3]))) return;
    verb.lemma = whole;
    verb.particle = mark.text;
  }

  /** "which X agreed to buy": what "which" stands for is what the last verb acts on. */
  private passOn(clause: Clause): void {
    const { antecedent } = clause.parent ?? {};
    if (clause.link === 'infinitive' && antecedent && clause.objects.length === 0 && clause.subject !== antecedent)
      clause.objects.push(antecedent);
  }

  private datesBefore(i: number, clause: Clause): void {
    for (let k = i - 1; k >= 0; k--) {
      const c = this.chunks[k]!;
      if (c.kind === 'vg' || c.kind === 'break' || c.kind === 'sub' || c.kind === 'rel') return;
      if (c.kind === 'comma' && (clause.link !== 'main' || this.chunks.slice(0, k).some(isVg))) return;
      if (
        c.kind === 'date' &&
        c.date &&
        !(c.date.role === 'since' && isNp(this.chunks[k - 1]) && clause.subject !== this.chunks[k - 1])
      )
        clause.dates.unshift(c.date);
    }
  }

  /** "and a year on, suppliers, which had X, will": the date before the subject. */
  private dateBeforeSubject(clause: Clause): void {
    if (clause.dates.length > 0 || !clause.subject || clause.link !== 'main') return;
    const at = this.chunks.indexOf(clause.subject) - 1;
    const mark = this.chunks[this.chunks[at]?.kind === 'comma' ? at - 1 : at];
    if (mark?.kind === 'date' && mark.date) clause.dates.push(mark.date);
  }

  private subjectOf(i: number, verb: VerbGroup): Pick<Clause, 'subject' | 'link' | 'parent'> {
    let k = i - 1;
    while (k >= 0 && /^(?:adv|date)$/.test(this.chunks[k]!.kind)) k--;
    const before = this.chunks[k];
    const last = this.clauses.at(-1);
    if (verb.infinitive) return this.infinitive(verb, last);
    if (before === undefined)
      return verb.finite ? { link: 'main' } : { link: 'participle', ...optional(this.nextSubject(i)) };
    if (before.kind === 'rel') return { link: 'relative', ...optional(this.antecedent(k)) };
    if (isNp(before)) return this.adjacent(k, before, verb, last);
    if (before.kind === 'conj')
      return { link: 'coordinate', ...(last ? { parent: last, ...optional(this.governing(verb)?.subject) } : {}) };
    if (before.kind === 'comma') return this.afterComma(k, verb, last);
    if (before.kind === 'prep' || before.kind === 'sub')
      return { link: 'participle', ...optional(last ? last.subject : this.nextSubject(i)) };
    return { link: 'main', ...optional(verb.finite ? this.open(k) : last?.subject) };
  }

  /** "agreed in May to buy": what governs it is told by the verb before; else its object acts. */
  private infinitive(verb: VerbGroup, last: Clause | undefined): Pick<Clause, 'subject' | 'link' | 'parent'> {
    if (!last) return { link: 'infinitive' };
    const objects = last.objects.filter((np) => np !== last.antecedent);
    const governs =
      (CATENATIVE.has(last.verb.lemma) && objects.length === 0) ||
      (objects[0] !== undefined && PLANS.test(objects[0].head.lower));
    if (governs)
      verb.chain.unshift(
        ...last.verb.chain,
        objects.length > 0 ? objects[0]!.head.lower.replace(/s$/, '') : last.verb.lemma,
      );
    return {
      link: 'infinitive',
      parent: last,
      ...optional(governs ? last.subject : (last.objects[0] ?? last.subject)),
    };
  }

  /** The last clause that a coordinated verb may share the subject of. */
  private governing(verb: VerbGroup): Clause | undefined {
    return this.clauses.findLast((c) => c.verb.finite === verb.finite && c.subject) ?? this.clauses.at(-1);
  }

  private antecedent(rel: number): NounPhrase | undefined {
    const np = this.nounBefore(rel);
    if (!np) return undefined;
    const i = this.chunks.indexOf(np);
    const place = np.head.mention?.kind === 'jurisdiction' && /^(?:in|at|outside|near|across)$/.test(np.prep ?? '');
    if (place) return this.namedBefore(i) ?? (isNp(this.chunks[i - 2]) ? (this.chunks[i - 2] as NounPhrase) : np);
    if (np.prep === undefined || np.prep !== 'of') return np;
    const head = this.chunks[i - 2];
    return isNp(head) && !np.head.mention ? head : np;
  }

  private adjacent(
    k: number,
    np: NounPhrase,
    verb: VerbGroup,
    last: Clause | undefined,
  ): Pick<Clause, 'subject' | 'link' | 'parent'> {
    const subject = this.leftmost(k);
    if (verb.finite && last && this.isFronted(subject))
      return { link: 'coordinate', parent: last, ...optional(this.governing(verb)?.subject) };
    const objectOf = last && (last.objects.includes(np) || last.complements.includes(np)) ? last : undefined;
    if (!verb.finite)
      return verb.ing && objectOf && last?.subject
        ? { link: 'participle', subject: np }
        : { link: 'participle', subject: np };
    const narrows = objectOf?.link === 'participle' && objectOf.subject?.end === objectOf.verb.start - 1;
    if (objectOf && narrows && objectOf.subject && this.sameSegment(objectOf.verb, k))
      return { subject: objectOf.subject, link: 'main' };
    if (objectOf && this.sameSegment(objectOf.verb, k)) {
      if (objectOf.verb.ambiguous && objectOf.subject && !isSaying(objectOf.verb)) {
        objectOf.verb.passive = true;
        objectOf.link = 'participle';
        return { subject: objectOf.subject, link: 'main' };
      }
      return { subject, link: 'complement', parent: objectOf };
    }
    const owned = this.chunks[this.chunks.indexOf(subject) - 1];
    return { subject, link: owned?.kind === 'rel' ? 'relative' : 'main' };
  }

  /** "and for the first time overtook": a phrase between a conjunction and the verb that is no subject. */
  private isFronted(np: NounPhrase): boolean {
    if (np.prep === undefined || np.tokens.some((t) => t.mention)) return false;
    let at = this.chunks.indexOf(np) - 2;
    while (this.chunks[at]?.kind === 'adv') at--;
    return this.chunks[at]?.kind === 'conj';
  }

  private sameSegment(verb: VerbGroup, k: number): boolean {
    const from = this.chunks.indexOf(verb);
    return !this.chunks.slice(from, k).some((c) => /^(?:comma|break|sub|rel|conj)$/.test(c.kind));
  }

  /** The head of a chain "the launch of the pill in Europe" that ends at `k`. */
  private leftmost(k: number): NounPhrase {
    let at = k;
    for (;;) {
      const np = this.chunks[at] as NounPhrase;
      const first = np.list?.[0];
      if (first && first !== np) {
        at = this.chunks.indexOf(first);
        continue;
      }
      let prep = at - 1;
      while (this.chunks[prep]?.kind === 'adv') prep--;
      if (this.chunks[prep]?.kind !== 'prep') return np;
      let before = prep - 1;
      while (this.chunks[before]?.kind === 'adv' || this.chunks[before]?.kind === 'date') before--;
      if (!isNp(this.chunks[before])) return np;
      at = before;
    }
  }

  /** ", says X.": who speaks stands after the verb. */
  private invertedSpeaker(k: number, verb: VerbGroup): NounPhrase | undefined {
    const at = this.chunks.indexOf(verb) + 1;
    const [next, after] = [this.chunks[at], this.chunks[at + 1]];
    return k > 0 &&
      verb.chain.length === 0 &&
      /^(?:say|add|estimate|reckon|think|predict|forecast|argue|write|warn|report|calculate|note)$/.test(verb.lemma) &&
      isNp(next) &&
      next.prep === undefined &&
      next.head.tag !== 'amount' &&
      !/^(?:an?|its|their|that|no)$/.test(next.tokens[0]!.lower) &&
      (after === undefined || /^(?:comma|break|prep|conj)$/.test(after.kind))
      ? next
      : undefined;
  }

  private afterComma(
    k: number,
    verb: VerbGroup,
    last: Clause | undefined,
  ): Pick<Clause, 'subject' | 'link' | 'parent'> {
    if (verb.ing)
      return {
        link: 'participle',
        ...(last
          ? { parent: last, ...optional(this.finiteBefore()?.subject ?? last.subject) }
          : optional(this.nounBefore(k))),
      };
    const speaker = this.invertedSpeaker(k, verb);
    if (speaker) return { link: 'main', subject: speaker };
    const open = this.open(k);
    const participle =
      !verb.finite ||
      (verb.ambiguous &&
        (this.followedByVerb(verb) ||
          (!open && isNp(this.chunks[k - 1]) && !isNp(this.chunks[this.chunks.indexOf(verb) + 1]))));
    if (participle) return { link: 'participle', ...optional(this.wholeBefore(k) ?? last?.subject) };
    if (open) return { link: 'main', subject: open };
    return { link: 'coordinate', ...(last ? { parent: last, ...optional(this.governing(verb)?.subject) } : {}) };
  }

  /** "X, brought out in May, did": the verb of the sentence is still to come. */
  private followedByVerb(verb: VerbGroup): boolean {
    for (let k = this.chunks.indexOf(verb) + 1; k < this.chunks.length; k++) {
      const [c, next] = [this.chunks[k]!, this.chunks[k + 1]];
      if (/^(?:break|sub|conj|rel|vg)$/.test(c.kind)) return false;
      if (c.kind === 'comma') return isVg(next) && next.finite;
    }
    return false;
  }

  private finiteBefore(): Clause | undefined {
    return (
      this.clauses.findLast((c) => c.verb.finite && c.subject && c.link !== 'relative') ??
      this.clauses.findLast((c) => c.subject)
    );
  }

  /** The phrase that opened this part of the sentence and has no verb yet. */
  private open(before: number): NounPhrase | undefined {
    for (let k = before; k >= 0; k--) {
      const c = this.chunks[k]!;
      if (c.kind === 'break' && c.text !== '(' && c.text !== ')') break;
      if (
        isNp(c) &&
        this.opensPart(k) &&
        !this.used.has(c) &&
        c.prep === undefined &&
        this.isTopLevel(k) &&
        !this.isObject(c)
      )
        return c;
    }
    return undefined;
  }

  /** Whether a phrase, or the adverbs before it, begin a part of the sentence. */
  private opensPart(k: number): boolean {
    let at = k - 1;
    while (this.chunks[at]?.kind === 'adv') at--;
    return at < 0 || /^(?:comma|break|sub|conj|date)$/.test(this.chunks[at]!.kind);
  }

  /** What a verb right before it acts on does not act itself. */
  private isObject(np: NounPhrase): boolean {
    const owner = this.clauses.find((c) => c.objects.includes(np));
    if (!owner || isSaying(owner.verb)) return false;
    const [from, to] = [this.chunks.indexOf(owner.verb), this.chunks.indexOf(np)];
    return from < to && !this.chunks.slice(from, to).some((c) => /^(?:comma|break|conj|sub)$/.test(c.kind));
  }

  /** Not an apposition: no unused phrase, with what hangs on it, stands right before the comma before it. */
  private isTopLevel(k: number): boolean {
    if (this.chunks[k - 1]?.kind !== 'comma') return true;
    let at = k - 2;
    while (isNp(this.chunks[at]) && (this.chunks[at] as NounPhrase).prep === 'of' && isNp(this.chunks[at - 2])) at -= 2;
    const np = this.chunks[at];
    return !(
      isNp(np) &&
      np.prep === undefined &&
      !this.used.has(np) &&
      (at === k - 2 || np.head.mention !== undefined)
    );
  }

  private nextSubject(i: number): NounPhrase | undefined {
    const comma = this.chunks.findIndex((c, k) => k > i && c.kind === 'comma');
    const np = this.chunks[comma + 1];
    return comma > 0 && isNp(np) ? np : undefined;
  }

  private argumentsAfter(i: number, clause: Clause): void {
    for (let k = i + 1; k < this.chunks.length; k++) {
      const c = this.chunks[k]!;
      const before = this.chunks[k - 1]!;
      if (c.kind === 'date') clause.dates.push(c.date!);
      else if (isNp(c)) {
        if (
          c.prep === undefined &&
          this.opensClause(k) &&
          before.kind !== 'prep' &&
          !(clause.objects.length === 0 && before === clause.verb && this.ambiguousNext(k))
        ) {
          if (before.kind !== 'conj') clause.end = Math.max(clause.end, before.kind === 'vg' ? before.end : clause.end);
          return;
        }
        if (c.prep !== undefined) clause.complements.push(c);
        else if (c !== clause.subject) clause.objects.push(c);
        clause.end = c.end;
      } else if (c.kind === 'comma' || c.kind === 'conj') {
        const next = this.chunks[k + 1];
        if (next === undefined || isVg(next) || next.kind === 'rel' || next.kind === 'sub' || next.kind === 'break')
          return;
        if (
          c.kind === 'comma' &&
          isNp(next) &&
          isNp(before) &&
          before.list?.includes(next) !== true &&
          !next.head.mention
        )
          continue;
        if (
          c.text === 'but' ||
          (c.text === 'and' && next.kind === 'prep' && isNp(this.chunks[k + 2]) && this.opensClause(k + 2))
        )
          return;
      } else if (isVg(c) || c.kind === 'break' || c.kind === 'sub' || c.kind === 'rel') return;
      if (c.kind !== 'comma' && c.kind !== 'conj') clause.end = Math.max(clause.end, c.end);
    }
  }

  private ambiguousNext(k: number): boolean {
    const next = this.chunks.slice(k + 1).find((c) => c.kind !== 'adv' && c.kind !== 'date');
    return isVg(next) && next.ambiguous && next.passive;
  }

  /** A date that opens the sentence holds for the verbs that have none. */
  private spreadDates(): void {
    const firstVerb = this.chunks.findIndex(isVg);
    const fronted = this.chunks
      .slice(0, Math.max(0, firstVerb))
      .flatMap((c, k) =>
        c.kind === 'date' && c.date && !(c.date.role === 'since' && isNp(this.chunks[k - 1])) ? [c.date] : [],
      );
    for (const clause of this.clauses) {
      if (clause.dates.length === 0 && clause.parent) clause.dates.push(...clause.parent.dates);
      if (clause.dates.length === 0 && fronted.length > 0 && clause.link !== 'relative') clause.dates.push(...fronted);
    }
  }
}

const isSaying = (verb: VerbGroup): boolean =>
  /^(?:say|tell|report|announce|estimate|expect|forecast|predict|reckon|think|believe|claim|argue|show|reveal|disclose|confirm|warn|note|add|find|see|know|hope|insist)$/.test(
    verb.lemma,
  );

/** Phrases of a list are all names, or all without. */
function alike(a: NounPhrase, b: NounPhrase): boolean {
  const name = (np: NounPhrase): boolean => np.tokens.some((t) => t.mention !== undefined);
  const amount = (np: NounPhrase): boolean => np.head.tag === 'amount';
  if (amount(a) !== amount(b)) return false;
  if (b.tokens[0]!.tag === 'det' && /^(?:the|a|an)$/.test(b.tokens[0]!.lower) && a.head.mention && !b.head.mention)
    return false;
  return name(a) === name(b) || (name(a) && b.prep === undefined && b.head.tag === 'noun');
}

const optional = (subject: NounPhrase | undefined): { subject?: NounPhrase } => (subject ? { subject } : {});
