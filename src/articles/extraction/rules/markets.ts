import { slug } from '../../../../events/text.js';
import type { Sentence } from '../language/sentence.js';

/** Words of a market with its common id; the first that fits wins. */
const MARKETS: readonly [RegExp, string][] = [
  [/\bHBM|high[- ]bandwidth memory/i, 'hbm'],
  [/\bfoundr(?:y|ies)|contract chip/i, 'foundry'],
  [/\bmemory|DRAM|NAND/i, 'memory'],
  [/\binference\b/i, 'ai-inference'],
  [/\btraining\b/i, 'ai-training'],
  [/\bAI (?:chips?|accelerators?)|\baccelerators?\b|\bGPUs?\b|chips? for AI/i, 'ai-accelerators'],
  [/\belectric (?:vehicles?|cars?)|\bEVs?\b|battery-powered/i, 'battery-electric-vehicles'],
  [/\bobesity|weight-loss|GLP-1/i, 'obesity-drugs'],
  [/\bsmartphones?|\bphones?\b|handsets?/i, 'smartphones'],
  [/\bcar batter(?:y|ies)|\bEV batter(?:y|ies)/i, 'car-batteries'],
  [/\bbatter(?:y|ies)\b/i, 'batteries'],
  [/\bpolysilicon\b/i, 'polysilicon'],
  [/\bmodule makers|solar modules?|solar panels?/i, 'solar-modules'],
  [/\bsolar\b/i, 'solar'],
  [/\bwind turbines?\b|turbine-?maker/i, 'wind-turbines'],
  [/\bcontainer/i, 'container-shipping'],
  [/\bcloud\b/i, 'cloud'],
  [/\bstreaming\b/i, 'streaming'],
  [/\bsearch engine\b|\bonline search\b/i, 'search'],
  [/\bplane-?maker|aircraft|airliners?|\bjets?\b/i, 'aircraft'],
  [/\btelecoms? equipment|radio networks?/i, 'telecoms-equipment'],
  [/\bbroadband|mobile operators?|5G\b/i, 'telecom'],
  [/\bcar-?makers?|\bcars?\b|\bauto/i, 'cars'],
  [/\bcoffee\b/i, 'coffee'],
  [/\bdrones?\b/i, 'drones'],
  [/\bhumanoid/i, 'humanoid-robots'],
  [/\brobots?\b/i, 'robots'],
  [/\bPCs?\b|\bcomputers?\b/i, 'pcs'],
  [/\bsteel/i, 'steel'],
  [/\balumini?um/i, 'aluminium'],
  [/\bbrewer|\bbeer\b/i, 'beer'],
  [/\brare earths?\b/i, 'rare-earths'],
  [/\blithium\b/i, 'lithium'],
  [/\bcopper\b/i, 'copper'],
  [/\bLNG\b|liquefied/i, 'lng'],
  [/\buranium\b/i, 'uranium'],
  [/\bvaccines?\b/i, 'vaccines'],
  [/\bluxury\b/i, 'luxury'],
  [/\bgames?\b|consoles?/i, 'video-games'],
  [/\bshipbuild/i, 'shipbuilding'],
  [/\btrains?\b|\brolling stock\b/i, 'trains'],
  [/\bchip(?:-design)? software|EDA\b/i, 'chip-design-software'],
];
const NAMED =
  /\b(?:market (?:for|in|of)|(?:maker|producer|seller|supplier|exporter|manufacturer|provider|operator)s? of) ((?:\p{Ll}[\p{Ll}-]*\s?){1,3})/u;

/** The market that a phrase, its sentence or its article is about. */
export function marketOf(sentence: Sentence, phrase = sentence.text): string {
  const { title, text } = sentence.context.article;
  const known = (words: string): string | undefined => MARKETS.find(([p]) => p.test(words))?.[1];
  const named = NAMED.exec(phrase)?.[1]?.trim();
  return (
    known(phrase) ??
    (named ? slug(named) : undefined) ??
    known(sentence.text) ??
    known(`${title} ${text.slice(0, 1200)}`) ??
    'market'
  );
}

/** Markets of things that are counted in pieces. */
const PIECES =
  /^(?:ai-accelerators|battery-electric-vehicles|smartphones|solar-modules|wind-turbines|aircraft|cars|drones|humanoid-robots|robots|pcs|trains)$/;

/** Goods that are weighed. */
const WEIGHED = /^(?:polysilicon|coffee|steel|aluminium|rare-earths|lithium|copper|lng|uranium|beer)$/;

/** The goods that the title of an article is about, where they come in pieces or, for those `weighed`, in tonnes. */
export function goodsOf(sentence: Sentence, weighed: boolean): string | undefined {
  const { title } = sentence.context.article;
  const known = MARKETS.find(([words]) => words.test(title))?.[1];
  return known && (PIECES.test(known) || (weighed && WEIGHED.test(known))) ? known : undefined;
}
