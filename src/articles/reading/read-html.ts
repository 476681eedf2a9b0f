import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { invalidField } from '../../problem.js';
import { boundedHtml } from './bounded-html.js';

/** What a reader sees of a page. */
export interface ReadPage {
  readonly text: string;
  readonly title?: string;
}

const BLOCKS = new Set([
  'P',
  'DIV',
  'LI',
  'H1',
  'H2',
  'H3',
  'H4',
  'H5',
  'H6',
  'BLOCKQUOTE',
  'TR',
  'SECTION',
  'ARTICLE',
  'PRE',
  'FIGCAPTION',
]);

interface Node {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<Node>;
}

/** Text of a tree, a line a block. */
function textOf(node: Node, lines: string[][]): void {
  if (node.nodeType === 3) {
    lines.at(-1)?.push(node.textContent ?? '');
    return;
  }
  const block = BLOCKS.has(node.nodeName) || node.nodeName === 'BR';
  if (block) lines.push([]);
  for (const child of node.childNodes) textOf(child, lines);
  if (block) lines.push([]);
}

const paragraphs = (root: Node): string => {
  const lines: string[][] = [[]];
  textOf(root, lines);
  return lines
    .map((line) => line.join('').replace(/\s+/gu, ' ').trim())
    .filter((line) => line !== '')
    .join('\n\n');
};

/** Reads a page's article: boilerplate gone, white space normalized, a blank line between blocks. */
export async function readHtml(html: string): Promise<ReadPage> {
  const bounded = boundedHtml(html);
  if (bounded === undefined) throw invalidField('html', 'is nested deeper than an article is: send its text instead');
  const { document } = parseHTML(bounded);
  const title = document.querySelector('title')?.textContent?.trim() ?? undefined;
  const whole = document.body ? paragraphs(document.body as unknown as Node) : '';
  const article = new Readability(document as never, {
    maxElemsToParse: 5000,
    serializer: (root) => root,
  }).parse();
  const content = article?.content as unknown as Node | undefined;
  const text = content ? paragraphs(content) : '';
  const found = article?.title?.trim() || title;
  return { text: text || whole, ...(found && { title: found }) };
}
