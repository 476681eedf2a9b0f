import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Which documents are done, a hash a line, so that an interrupted run goes on where it was. */
export class Journal {
  private readonly done: Set<string>;

  constructor(private readonly file?: string) {
    this.done = new Set(file && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
  }

  has(content: string): boolean {
    return this.done.has(hash(content));
  }

  add(content: string): void {
    if (this.file === undefined) return;
    this.done.add(hash(content));
    appendFileSync(this.file, `${hash(content)}\n`);
  }
}

const hash = (content: string): string => createHash('sha256').update(content).digest('hex');
