/** A power of two. */
const SLOTS = 2 ** 20;

/** What keys were when they were read: slots, each followed by its count. */
export type Stamp = readonly number[];

/**
 * How often what stands under keys has changed, counted in slots by a hash of the key: a change of one of two keys that
 * share a slot counts for both. So an answer need not keep the rows that it was made of to know whether it stands.
 */
export class KeyVersions {
  private readonly counts = new Uint32Array(SLOTS);
  private slotsChanged = new Set<number>();

  changed(key: string): void {
    const slot = slotOf(key);
    this.counts[slot] = this.at(slot) + 1;
    this.slotsChanged.add(slot);
  }

  /** The slots of what has changed since this was last asked. */
  takeChanged(): ReadonlySet<number> {
    const changed = this.slotsChanged;
    this.slotsChanged = new Set();
    return changed;
  }

  allChanged(): void {
    this.slotsChanged.clear();
    for (let slot = 0; slot < SLOTS; slot++) this.counts[slot] = this.at(slot) + 1;
  }

  /** Adds to a stamp how a key stands now. */
  stamp(key: string, onto: number[]): void {
    const slot = slotOf(key);
    onto.push(slot, this.at(slot));
  }

  /** How the keys of slots stand now. */
  stampOf(slots: readonly number[]): Stamp {
    const stamp: number[] = [];
    for (const slot of slots) stamp.push(slot, this.at(slot));
    return stamp;
  }

  /** Whether no key of a stamp has changed since. */
  stand(stamp: Stamp): boolean {
    for (let i = 0; i < stamp.length; i += 2) if (this.counts[stamp[i] as number] !== stamp[i + 1]) return false;
    return true;
  }

  private at(slot: number): number {
    return this.counts[slot] as number;
  }
}

/** FNV-1a over UTF-16 code units. */
function slotOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 16)) & (SLOTS - 1);
}
