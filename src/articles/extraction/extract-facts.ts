import type { FileGazetteer } from '../gazetteer.js';
import { describeEntities } from './describe.js';
import { NameTable } from './mentions.js';
import { rules } from './rules/index.js';
import { readScenes } from './scene.js';
import type { ArticleInput, Extraction, NameResolver } from './types.js';

const tables = new WeakMap<FileGazetteer, NameTable>();

function tableOf(gazetteer: FileGazetteer): NameTable {
  const table = tables.get(gazetteer) ?? new NameTable(gazetteer.entries);
  tables.set(gazetteer, table);
  return table;
}

/** Reads the facts of an article by rules, sentence by sentence; every fact quotes its words. */
export function extractFacts(article: ArticleInput, gazetteer: FileGazetteer, resolve?: NameResolver): Extraction {
  const facts = [];
  const scenes = readScenes(article, tableOf(gazetteer), gazetteer, resolve);
  for (const scene of scenes) for (const rule of rules) facts.push(...rule(scene));
  return { facts, entities: describeEntities(facts, gazetteer, scenes) };
}
