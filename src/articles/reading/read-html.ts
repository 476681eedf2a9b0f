import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { boundedHtml } from './bounded-html.js';

/** A page that no article is written in, and why. */
export class UnreadablePageError extends Error {}

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
  if (node.nodeName === 'TITLE') return;
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

type PageDocument = ReturnType<typeof parseHTML>['document'];

/** The parser makes up no `html` and no `body`: what is no whole page is read as the body of one. */
function documentOf(html: string): PageDocument {
  const { document } = parseHTML(html);
  const whole = document.documentElement?.localName === 'html' && document.querySelector('html > body') !== null;
  return whole ? document : parseHTML(`<html><body>${html}</body></html>`).document;
}

/** What the page's article says, as Readability finds it; empty where it finds none or the page is too much for it. */
function articleIn(document: PageDocument): {
  readonly text: string;
  readonly title?: string;
} {
  try {
    const article = new Readability<Node>(document as never, {
      maxElemsToParse: 5000,
      serializer: (root) => root as unknown as Node,
    }).parse();
    const title = article?.title?.trim();
    return { text: article?.content ? paragraphs(article.content) : '', ...(title && { title }) };
  } catch {
    return { text: '' };
  }
}

/**
 * Reads a page's article: boilerplate gone, white space normalized, a blank line between blocks.
 * @throws {UnreadablePageError}
 */
export function readHtml(html: string): ReadPage {
  const bounded = boundedHtml(html);
  if (bounded === undefined) throw new UnreadablePageError('it is nested or split up like no article');
  const document = documentOf(bounded);
  const title = document.querySelector('title')?.textContent?.trim();
  const whole = paragraphs(document.body as unknown as Node);
  const article = articleIn(document);
  const found = article.title ?? title;
  return { text: article.text || whole, ...(found && { title: found }) };
}
