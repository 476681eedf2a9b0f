import { beforeEach, describe, expect, it } from 'vitest';
import { LogBuilder } from '../test/support/log-builder.js';
import { stateDigest } from './digest.js';
import { factsAsOf } from './facts.js';
import type { Item } from './item.js';
import { marketState } from './market-state.js';

let log: LogBuilder;
beforeEach(() => {
  log = new LogBuilder();
});

const ids = (item: Item | undefined) => item?.evidence?.map(({ factId }) => factId);
const ban = { authority: 'us', targets: ['cn'], measure: 'exportControl' };
const revenue = { seller: 'nvidia', metric: 'revenue', unit: 'USD', qualifier: 'about', places: ['CN'] };

describe('rule 2: corrections and retractions', () => {
  it('reads a misreading corrected later right for every knownAt, and old at earlier positions', () => {
    const fact = log.fact('SalesReported', '2025-02-25', { ...revenue, value: 21e9, when: '2024' });
    const before = log.head;
    log.correct(fact, { ...revenue, value: 12e9, when: '2024' });
    expect(log.items('sales')[0]).toMatchObject({ value: 12e9 });
    expect(log.items('sales', { knownAt: '2025-02-25' })[0]).toMatchObject({ value: 12e9 });
    expect(log.items('sales', { knownAt: '2025-02-24' })).toEqual([]);
    expect(log.items('sales', { position: before })[0]).toMatchObject({ value: 21e9 });
  });

  it('reads an erratum only from its own publication on', () => {
    const fact = log.fact('SalesReported', '2025-02-25', { ...revenue, value: 21e9, when: '2024' });
    log.correct(fact, { ...revenue, value: 12e9, when: '2024' }, '2025-03-10');
    expect(log.items('sales', { knownAt: '2025-03-09' })[0]).toMatchObject({ value: 21e9 });
    expect(log.items('sales', { knownAt: '2025-03-10' })[0]).toMatchObject({ value: 12e9 });
    expect(log.items('sales')[0]?.claims?.[0]?.evidence[0]?.publishedAt).toBe('2025-02-25T23:59:59.999Z');
  });

  it('keeps a fact away after a retraction until a reading that is later on both clocks', () => {
    const fact = log.fact('SalesReported', '2025-02-25', { ...revenue, value: 21e9, when: '2024' });
    const retracted = log.retract(fact, '2025-03-10');
    const tooEarly = log.correct(fact, { ...revenue, value: 5e9, when: '2024' }, '2025-03-01');
    expect(log.items('sales', { knownAt: '2025-03-09', position: retracted })[0]).toMatchObject({ value: 21e9 });
    expect(log.items('sales', { position: retracted })).toEqual([]);
    expect(log.items('sales', { position: tooEarly })).toEqual([]);
    log.correct(fact, { ...revenue, value: 12e9, when: '2024' }, '2025-03-10');
    expect(log.items('sales')[0]).toMatchObject({ value: 12e9 });
    expect(log.items('sales', { knownAt: '2025-03-09' })[0]).toMatchObject({ value: 5e9 });
    const [reading] = factsAsOf(log.history, { knownAt: Infinity, position: tooEarly });
    expect(reading).toMatchObject({ status: 'retracted' });
  });

  it('prefers, of two corrections, the later published over the later recorded', () => {
    const fact = log.fact('SalesReported', '2025-02-25', { ...revenue, value: 1, when: '2024' });
    log.correct(fact, { ...revenue, value: 3, when: '2024' }, '2025-04-01');
    log.correct(fact, { ...revenue, value: 2, when: '2024' }, '2025-03-01');
    expect(log.items('sales')[0]).toMatchObject({ value: 3 });
    expect(log.items('sales', { knownAt: '2025-03-31' })[0]).toMatchObject({ value: 2 });
  });
});

describe('rules 3 and 4: what opens and ends', () => {
  it('is possible within the precision of a date and definite after it', () => {
    log.fact('SanctionImposed', '2026-01-01', { ...ban, when: '2025-03' });
    expect(log.items('sanctions', { at: '2025-02-28', knownAt: '2027' })).toEqual([]);
    expect(log.items('sanctions', { at: '2025-03-10', knownAt: '2027' })[0]).toMatchObject({ timing: 'possible' });
    expect(log.items('sanctions', { at: '2025-03-31', knownAt: '2027' })[0]).toMatchObject({ timing: 'definite' });
  });

  it('never starts what is asserted after its telling', () => {
    log.fact('SanctionImposed', '2025-03-10T12:00:00Z', { ...ban, when: '2025-03' });
    expect(log.items('sanctions', { at: '2025-03-10T12:00:00Z', knownAt: '2027' })[0]).toMatchObject({
      timing: 'definite',
    });
  });

  it('starts with its telling what is told in the first instant of its time', () => {
    log.fact('SanctionImposed', '2025-03-01T00:00:00Z', { ...ban, when: '2025-03' });
    expect(log.items('sanctions', { at: '2025-03-01T00:00:00Z', knownAt: '2027' })[0]).toMatchObject({
      timing: 'definite',
    });
  });

  it('lists a year told in a year only by its own bounds, whatever the qualifier', () => {
    log.fact('PartnershipFormed', '2026-06-01', { parties: ['b', 'a'], when: '2025~' });
    const [item] = log.items('partnerships', { at: '2025-07-01', knownAt: '2027' });
    expect(item).toMatchObject({ key: 'partnerships/a+b', parties: ['a', 'b'], since: '2025~', timing: 'possible' });
  });

  it('lets a temporary licence lapse', () => {
    log.fact('SanctionImposed', '2025-01-02', { ...ban, when: '2025-01-01' });
    log.fact('SanctionLifted', '2025-01-10', { ...ban, products: ['h20'], when: '2025-02-01/2025-05-31' });
    const effects = (at: string) =>
      log.items('sanctions', { at, knownAt: '2027' }).map(({ product, effect, until }) => [product, effect, until]);
    expect(effects('2025-01-20')).toEqual([[null, 'imposed', undefined]]);
    expect(effects('2025-03-01')).toEqual([
      [null, 'imposed', undefined],
      ['h20', 'eased', '2025-05-31'],
    ]);
    expect(effects('2025-05-31')).toHaveLength(2);
    expect(effects('2025-06-01')).toEqual([[null, 'imposed', undefined]]);
  });

  it('does not let an undated mention override a dated easing that came before it was told', () => {
    log.fact('SanctionImposed', '2025-04-16', { ...ban, products: ['h20'], when: '2025-04-15' });
    log.fact('SanctionLifted', '2025-07-16', { ...ban, products: ['h20'], when: '2025-07-15' });
    const mention = log.fact('SanctionImposed', '2025-08-01', { ...ban, products: ['h20'] });
    expect(log.items('sanctions')[0]).toMatchObject({ effect: 'eased', since: '2025-07-15', timing: 'definite' });
    const [before] = log.items('sanctions', { at: '2025-05-01', knownAt: '2027' });
    expect(before).toMatchObject({ effect: 'imposed', since: '2025-04-15', until: '2025-07-15' });
    expect(ids(before)).toContain(mention);
  });

  it('lists an undated opening from its publication; before that only where asked for', () => {
    log.fact('SupplyConstrained', '2025-03-01', { company: 'nvidia' });
    const asked = { undated: true };
    expect(log.items('supply', { at: '2025-02-01', knownAt: '2027' })).toEqual([]);
    expect(log.items('supply', { at: '2025-02-01', knownAt: '2027' }, asked)[0]).toMatchObject({
      timing: 'unknown',
      since: null,
    });
    expect(log.items('supply', { at: '2025-03-02', knownAt: '2027' }, asked)[0]).toMatchObject({ timing: 'definite' });
  });

  it('lists an undated opening for certain from the very instant of its publication', () => {
    log.fact('SupplyConstrained', '2025-03-01T10:00:00Z', { company: 'nvidia' });
    const listed = (at: string) => log.items('supply', { at, knownAt: '2027' }).map(({ timing }) => timing);
    expect(listed('2025-03-01T09:59:59.999Z')).toEqual([]);
    expect(listed('2025-03-01T10:00:00Z')).toEqual(['definite']);
  });

  it('treats an undated ending as news of its publication', () => {
    log.fact('SupplyConstrained', '2025-03-01', { company: 'nvidia', when: '2025-02' });
    log.fact('SupplyRestored', '2025-06-01T10:00:00Z', { company: 'nvidia' });
    expect(log.items('supply', { at: '2025-05-31', knownAt: '2027' })[0]).toMatchObject({ until: '2025-06-01~' });
    expect(log.items('supply', { at: '2025-06-01', knownAt: '2027' })).toEqual([]);
  });

  it('lets a wider date retell the narrower one, and take its start', () => {
    log.fact('SanctionImposed', '2026-02-01', { ...ban, when: '2025-03-10' });
    log.fact('SanctionLifted', '2026-02-01', { ...ban, when: '2025-06-01' });
    log.fact('SanctionImposed', '2026-03-01', { ...ban, when: '2025' });
    expect(log.items('sanctions', { at: '2025-07-01', knownAt: '2027' })).toEqual([]);
    const [item] = log.items('sanctions', { at: '2025-04-01', knownAt: '2027' });
    expect(item).toMatchObject({ since: '2025-03-10', timing: 'definite' });
    expect(item?.evidence).toHaveLength(2);
  });

  it('takes with the start of what it retells also its end', () => {
    log.fact('SanctionImposed', '2025-01-01', { ...ban, when: '2025-03-10/2025-04-30' });
    log.fact('SanctionImposed', '2026-03-01', { ...ban, when: '2025-03' });
    expect(log.items('sanctions', { at: '2025-04-01', knownAt: '2027' })[0]).toMatchObject({ until: '2025-04-30' });
    expect(log.items('sanctions', { at: '2025-05-01', knownAt: '2027' })).toEqual([]);
  });

  it('counts an agency and its government as one authority', () => {
    log.describe('us', 'jurisdiction');
    log.describe('bis', 'organisation', 'us');
    log.fact('SanctionImposed', '2025-01-01', { ...ban, authority: 'bis', when: '2024-12-01' });
    log.fact('SanctionLifted', '2025-03-01', { ...ban, when: '2025-02-01' });
    expect(log.items('sanctions', { at: '2025-01-15', knownAt: '2027' })[0]).toMatchObject({
      key: 'sanctions/us/exportControl/cn/*',
      authority: 'us',
    });
    expect(log.items('sanctions')).toEqual([]);
    expect(log.items('sanctions', { at: '2025-06-01', knownAt: '2027', position: 3 })[0]?.key).toBe(
      'sanctions/us/exportControl/cn/*',
    );
  });

  it('ends all products of a target by a lifting without products, and not by one with', () => {
    log.fact('SanctionImposed', '2025-01-01', { ...ban, products: ['h20', 'h100'], when: '2024-12-01' });
    log.fact('SanctionLifted', '2025-02-01', { ...ban, products: ['h20'], when: '2025-01-15' });
    expect(log.items('sanctions').map(({ product, effect }) => [product, effect])).toEqual([
      ['h100', 'imposed'],
      ['h20', 'eased'],
    ]);
    log.fact('SanctionLifted', '2025-04-01', { ...ban, when: '2025-03-15' });
    expect(log.items('sanctions')).toEqual([]);
    expect(log.items('sanctions', { at: '2025-02-01', knownAt: '2027' })[0]).toMatchObject({ until: '2025-03-15' });
  });

  it('ends by a dropped vendor every adoption that names it or a part of it', () => {
    log.describe('h20', 'product', 'hopper');
    log.describe('hopper', 'product', 'nvidia');
    log.fact('ProductAdopted', '2025-01-01', { adopter: 'deepseek', product: 'h20', when: '2024' });
    log.fact('ProductAdopted', '2025-01-01', { adopter: 'deepseek', vendor: 'nvidia', when: '2024' });
    log.fact('ProductAdopted', '2025-01-01', { adopter: 'deepseek', vendor: 'huawei', when: '2024' });
    log.fact('ProductDropped', '2025-06-01', { adopter: 'deepseek', vendor: 'nvidia', when: '2025-05' });
    expect(log.items('adoptions').map(({ key }) => key)).toEqual(['adoptions/deepseek/huawei']);
    expect(log.items('adoptions', { at: '2025-03-01', knownAt: '2027' })).toHaveLength(3);
  });

  it('breaks the evidence where the amount changed', () => {
    const tariff = { authority: 'us', targets: ['cn'], measure: 'tariff', unit: '%' };
    log.fact('SanctionImposed', '2025-02-04', { ...tariff, value: 10, when: '2025-02-04' });
    const raised = log.fact('SanctionImposed', '2025-03-04', { ...tariff, value: 20, when: '2025-03-04' });
    const told = log.fact('SanctionImposed', '2025-03-06', { ...tariff, value: 20, when: '2025-03', description: 'x' });
    const [item] = log.items('sanctions');
    expect(item).toMatchObject({ value: 20, since: '2025-03-04' });
    expect(ids(item)).toEqual([raised, told]);
    expect(item?.evidence?.[1]?.differs).toEqual({ description: 'x' });
  });

  it('ends by news a listing that goes on past the end of an interval', () => {
    log.fact('PartnershipFormed', '2026-01-01', { parties: ['a', 'b'], when: '2024-01-01' });
    log.fact('PartnershipFormed', '2026-01-01', { parties: ['a', 'b'], when: '2024-06-01/2024-06-30' });
    const until = () => log.items('partnerships', { at: '2024-06-15', knownAt: '2027' })[0]?.until;
    expect(until()).toBeUndefined();
    log.fact('PartnershipEnded', '2026-01-01', { parties: ['a', 'b'], when: '2024-07' });
    expect(until()).toBe('2024-07');
  });

  it('tells by the latest starts of an item that is listed by them alone', () => {
    log.fact('PartnershipFormed', '2027-01-01', { parties: ['a', 'b'], when: '2025' });
    log.fact('PartnershipEnded', '2027-01-01', { parties: ['a', 'b'], when: '2025-06-01' });
    log.fact('PartnershipEnded', '2027-01-01', { parties: ['a', 'b'], when: '2026' });
    const [item] = log.items('partnerships', { at: '2026-01-15', knownAt: '2027' });
    expect(item).toMatchObject({ since: '2025', until: '2026', timing: 'possible' });
  });

  it('is possible, with the effect of the earliest, where the order of two changes is not known', () => {
    log.fact('SanctionImposed', '2026-01-01', { ...ban, products: ['h20'], when: '2025-04-15' });
    log.fact('SanctionLifted', '2026-01-01', { ...ban, products: ['h20'], when: '2025' });
    expect(log.items('sanctions', { at: '2025-06-01', knownAt: '2027' })[0]).toMatchObject({
      effect: 'imposed',
      timing: 'definite',
    });
    expect(log.items('sanctions', { at: '2026-01-01', knownAt: '2027' })[0]).toMatchObject({
      effect: 'imposed',
      timing: 'possible',
    });
  });
});

describe('rule 5: products', () => {
  it('goes from announced to launched to discontinued, which stays listed', () => {
    const product = { company: 'huawei', product: 'ascend-910c' };
    log.fact('ProductAnnounced', '2024-09-01', { ...product, when: '2024-09' });
    log.fact('ProductLaunched', '2025-05-01', { ...product, when: '2025-05-01' });
    log.fact('ProductAnnounced', '2025-06-01', { ...product, when: '2025-06-01' });
    log.fact('ProductDiscontinued', '2027-01-01', { ...product, when: '2026-12-31' });
    const status = (at: string) => log.items('products', { at, knownAt: '2030' })[0];
    expect(status('2025-01-01')).toMatchObject({ status: 'announced', announcedAt: '2024-09', until: '2025-05-01' });
    expect(status('2025-07-01')).toMatchObject({
      status: 'launched',
      announcedAt: '2025-06-01',
      launchedAt: '2025-05-01',
      until: '2026-12-31',
    });
    expect(status('2028')).toMatchObject({ status: 'discontinued', discontinuedAt: '2026-12-31', timing: 'definite' });
  });
});

describe('rules 5 and 8: products', () => {
  it('takes launches for evidence past an announcement between them, which counts no more', () => {
    const product = { company: 'huawei', product: 'ascend-910c' };
    const first = log.fact('ProductLaunched', '2025-02-01', { ...product, when: '2025-01-10' });
    log.fact('ProductAnnounced', '2025-02-20', { ...product, when: '2025-02-15' });
    const second = log.fact('ProductLaunched', '2025-04-01', { ...product, when: '2025-03-10' });
    expect(ids(log.items('products')[0])).toEqual([first, second]);
    expect(log.items('products')[0]).toMatchObject({ since: '2025-01-10', launchedAt: '2025-03-10' });
  });
});

describe('rule 6: figures', () => {
  it('keeps quarters and years of one figure as two series, each at its latest period', () => {
    log.fact('SalesReported', '2025-02-25', { ...revenue, value: 12e9, when: '2024' });
    log.fact('SalesReported', '2025-02-25', { ...revenue, value: 4e9, when: '2024-36' });
    log.fact('SalesReported', '2025-05-28', { ...revenue, value: 3e9, when: '2025-33' });
    expect(log.items('sales').map(({ key, value }) => [key, value])).toEqual([
      ['sales/nvidia/*/*/revenue/USD/CN/quarter-3', 3e9],
      ['sales/nvidia/*/*/revenue/USD/CN/year-12', 12e9],
    ]);
    expect(log.items('sales', { at: '2025-03-01', knownAt: '2027' })[0]).toMatchObject({ value: 4e9 });
  });

  it('tells a fiscal year from a calendar year by the month in which it ends', () => {
    log.fact('SalesReported', '2025-02-26', { ...revenue, value: 17e9, when: '2024-01-29/2025-01-26' });
    expect(log.items('sales')[0]?.key).toBe('sales/nvidia/*/*/revenue/USD/CN/year-1');
  });

  it('puts claims about one period side by side, share before rank before neither, then the newest', () => {
    const position = { company: 'nvidia', market: 'AI accelerators', places: ['CN'], when: '2024' };
    log.fact('MarketPositionReported', '2025-03-01', { ...position, rank: 1 });
    const old = log.fact('MarketPositionReported', '2025-01-10', { ...position, share: 70, description: 'by value' });
    const again = log.fact('MarketPositionReported', '2025-04-01', { ...position, when: '2024-01/2024-12', share: 70 });
    const [item] = log.items('positions');
    expect(item).toMatchObject({
      key: 'positions/nvidia/ai-accelerators/CN/year-12',
      share: 70,
      period: '2024-01/2024-12',
    });
    expect(item?.claims?.map(({ share, rank }) => [share, rank])).toEqual([
      [70, undefined],
      [undefined, 1],
    ]);
    expect(item?.claims?.[0]?.evidence.map(({ factId }) => factId)).toEqual([old, again]);
    expect(item?.claims?.[0]?.evidence[0]?.differs).toEqual({ description: 'by value' });
  });

  it('leads with a rank before a claim that has neither share nor rank, however new that is', () => {
    const position = { company: 'nvidia', market: 'AI accelerators', when: '2024' };
    log.fact('MarketPositionReported', '2025-01-10', { ...position, rank: 1 });
    log.fact('MarketPositionReported', '2025-04-01', { ...position, description: 'leads' });
    expect(log.items('positions')[0]?.claims?.map(({ rank }) => rank)).toEqual([1, undefined]);
  });

  it('shows of the periods that end last the one that starts last, alone', () => {
    log.fact('SalesReported', '2024-07-10', { ...revenue, value: 1, when: '2024-06' });
    log.fact('SalesReported', '2024-07-10', { ...revenue, value: 2, when: '2024-06-10/2024-06-30' });
    log.fact('SalesReported', '2024-07-10', { ...revenue, value: 3, when: '2024-06-10/2024-06-29' });
    expect(log.items('sales')[0]?.claims?.map(({ value }) => value)).toEqual([2]);
  });

  it('holds a running period from its telling, a future one from its end', () => {
    log.fact('SalesReported', '2025-06-01', { ...revenue, value: 1, when: '2025' });
    log.fact('SalesReported', '2025-06-01', { ...revenue, value: 2, when: '2026' });
    expect(log.items('sales', { at: '2025-05-01', knownAt: '2027' })).toEqual([]);
    expect(log.items('sales', { at: '2025-06-02', knownAt: '2027' })[0]).toMatchObject({ value: 1 });
    expect(log.items('sales', { at: '2026-12-30', knownAt: '2027' })[0]).toMatchObject({ value: 1 });
    expect(log.items('sales', { at: '2026-12-31', knownAt: '2027' })[0]).toMatchObject({ value: 2 });
  });

  it('lists a deal from its start, with all its claims', () => {
    const deal = { investors: ['softbank', 'oracle'], recipient: 'openai', purpose: 'Data centres' };
    log.fact('InvestmentMade', '2025-01-22', { ...deal, value: 500e9, unit: 'USD', when: '2025-01-21' });
    log.fact('InvestmentMade', '2025-09-24', { ...deal, value: 400e9, unit: 'USD', when: '2025-09' });
    const [item] = log.items('capital', { at: '2025-02-01', knownAt: '2027' });
    expect(item).toMatchObject({ key: 'capital/InvestmentMade/oracle+softbank/openai/data-centres', value: 400e9 });
    expect(item?.claims).toHaveLength(2);
    expect(log.items('capital', { at: '2025-01-20', knownAt: '2027' })).toEqual([]);
  });
});

describe('rule 7: forecasts, statements and denials', () => {
  const launch = { company: 'huawei', product: 'ascend-910c' };

  it('lists what is expected until it is due or fulfilled', () => {
    log.fact('ProductLaunched', '2025-01-10', { ...launch, modality: 'expected', when: '2025-33' });
    const listed = (at: string) => log.items('forecasts', { at, knownAt: '2027' }).length;
    expect([listed('2025-01-09'), listed('2025-01-10'), listed('2025-03-31'), listed('2025-04-01')]).toEqual([
      0, 1, 1, 0,
    ]);
    log.fact('ProductLaunched', '2025-02-20', { ...launch, when: '2025-02-15' });
    expect([listed('2025-02-14'), listed('2025-02-15')]).toEqual([1, 0]);
  });

  it('lists an undated forecast for a year', () => {
    log.fact('ForecastMade', '2025-01-10T00:00:00Z', { modality: 'expected', claim: 'Demand will double' });
    const listed = (at: string) => log.items('forecasts', { at, knownAt: '2027' }).length;
    expect([listed('2026-01-09T23:59:59.999Z'), listed('2026-01-10T00:00:00Z')]).toEqual([1, 0]);
  });

  it('does not take what was so before for a fulfilment', () => {
    log.fact('ProductAdopted', '2025-01-02', { adopter: 'byd', vendor: 'nvidia', when: '2024' });
    log.fact('ProductAdopted', '2025-01-10', { adopter: 'byd', vendor: 'nvidia', modality: 'expected', when: '2025' });
    log.fact('ProductAdopted', '2025-03-01', { adopter: 'byd', vendor: 'nvidia', when: '2025-02' });
    expect(log.items('forecasts', { at: '2025-06-01', knownAt: '2027' })).toHaveLength(1);
    log.fact('ProductDropped', '2025-01-20', { adopter: 'byd', vendor: 'nvidia', when: '2025-01-15' });
    expect(log.items('forecasts', { at: '2025-06-01', knownAt: '2027' })).toHaveLength(0);
  });

  it('fulfils a figure by one of the same period, once it holds', () => {
    log.fact('SalesReported', '2024-06-01', { ...revenue, value: 10e9, when: '2024', modality: 'expected' });
    log.fact('SalesReported', '2024-11-01', { ...revenue, value: 12e9, when: '2024' });
    const listed = (at: string) => log.items('forecasts', { at, knownAt: '2027' }).length;
    expect([listed('2024-10-31'), listed('2024-11-01')]).toEqual([1, 0]);
  });

  it('fulfils by nothing of another type or another period', () => {
    log.fact('ProductLaunched', '2025-01-10', { ...launch, modality: 'expected', when: '2026' });
    log.fact('ProductAnnounced', '2025-02-20', { ...launch, when: '2025-02-15' });
    log.fact('ProductDiscontinued', '2025-03-20', { ...launch, when: '2025-03-15' });
    log.fact('SalesReported', '2025-01-10', { ...revenue, value: 10e9, when: '2025', modality: 'expected' });
    log.fact('SalesReported', '2025-02-10', { ...revenue, value: 9e9, when: '2024' });
    expect(log.items('forecasts', { at: '2025-06-01', knownAt: '2027' }).map(({ type }) => type)).toEqual([
      'ProductLaunched',
      'SalesReported',
    ]);
  });

  it('lists a measure enacted and not yet in force as scheduled', () => {
    log.fact('SanctionImposed', '2025-01-13', { ...ban, when: '2025-05-15' });
    expect(log.items('sanctions', { at: '2025-02-01', knownAt: '2025-02-01' })).toEqual([]);
    expect(log.items('forecasts', { knownAt: '2025-02-01' })[0]).toMatchObject({
      type: 'SanctionImposed',
      scheduled: true,
      when: '2025-05-15',
    });
    expect(log.items('forecasts', { knownAt: '2025-05-15' })).toEqual([]);
    expect(log.items('sanctions', { knownAt: '2025-05-15' })).toHaveLength(1);
  });

  it('names a denial in the item that it denies, and changes nothing else', () => {
    log.fact('ProductLaunched', '2025-05-01', { ...launch, when: '2025-04' });
    const denial = log.fact('ProductLaunched', '2025-05-20', { ...launch, modality: 'denied' });
    log.fact('ProductAnnounced', '2025-05-20', { ...launch, modality: 'denied' });
    const [item] = log.items('products');
    expect(item).toMatchObject({ status: 'launched' });
    expect(item?.deniedBy?.map(({ factId }) => factId)).toEqual([denial]);
    expect(log.items('products', { at: '2025-05-19', knownAt: '2027' })[0]).not.toHaveProperty('deniedBy');
    expect(log.items('statements')).toHaveLength(2);
  });

  it('does not name a denial that came before the item was first told', () => {
    log.fact('ProductLaunched', '2025-04-01', { ...launch, modality: 'denied' });
    log.fact('ProductLaunched', '2025-05-01', { ...launch, when: '2025-03' });
    expect(log.items('products')[0]).not.toHaveProperty('deniedBy');
  });

  it('names a denial of a figure only where the period is the same', () => {
    log.fact('SalesReported', '2025-02-25', { ...revenue, value: 12e9, when: '2024' });
    log.fact('SalesReported', '2025-03-01', { ...revenue, value: 12e9, when: '2023', modality: 'denied' });
    expect(log.items('sales')[0]).not.toHaveProperty('deniedBy');
    log.fact('SalesReported', '2025-03-01', { ...revenue, value: 1, when: '2024-01/2024-12-15', modality: 'denied' });
    log.fact('SalesReported', '2025-03-01', { ...revenue, value: 1, when: '2024-01-15/2024-12', modality: 'denied' });
    expect(log.items('sales')[0]).not.toHaveProperty('deniedBy');
    log.fact('SalesReported', '2025-03-02', { ...revenue, value: 9e9, when: '2024-01/2024-12', modality: 'denied' });
    expect(log.items('sales')[0]?.deniedBy).toHaveLength(1);
  });
});

describe('names, filters and the digest', () => {
  it('keys items by entities as merged at the position', () => {
    log.fact('PartnershipFormed', '2025-01-01', { parties: ['facebook', 'arm'], when: '2024' });
    log.merge(['facebook'], 'meta');
    expect(log.items('partnerships')[0]).toMatchObject({ key: 'partnerships/arm+meta', parties: ['arm', 'meta'] });
    expect(log.items('partnerships', { position: 1 })[0]?.key).toBe('partnerships/arm+facebook');
    log.unmerge(['facebook'], 'meta');
    expect(log.items('partnerships')[0]?.key).toBe('partnerships/arm+facebook');
  });

  it('filters by entity at any depth, by place and by market', () => {
    log.describe('h20', 'product', 'hopper');
    log.describe('hopper', 'product', 'nvidia');
    log.market('china', ['nvidia'], ['CN']);
    log.market('all', [], []);
    log.fact('ProductLaunched', '2025-01-01', { company: 'x', product: 'h20', when: '2024', places: ['CN'] });
    log.fact('ProductLaunched', '2025-01-01', { company: 'x', product: 'b200', when: '2024', places: ['US'] });
    const keys = (filters: object) => log.items('products', {}, filters).map(({ product }) => product);
    expect(keys({ entities: ['nvidia'] })).toEqual(['h20']);
    expect(keys({ entities: ['nvidia', 'b200'] })).toEqual(['b200', 'h20']);
    expect(keys({ places: ['US'] })).toEqual(['b200']);
    expect(keys({ markets: ['china'] })).toEqual(['h20']);
    expect(keys({ markets: ['all'], places: ['US'] })).toEqual(['b200']);
    expect(keys({ entities: ['nvidia'], places: ['US'] })).toEqual([]);
  });

  it('gives the same digest for the same clocks, whatever is recorded later', () => {
    const fact = log.fact('SanctionImposed', '2025-01-13', { ...ban, when: '2025-01-15' });
    const asOf = { at: 1.75e12, knownAt: 1.75e12, position: log.head };
    const digest = () => stateDigest(asOf, marketState(log.history, asOf));
    const before = digest();
    log.correct(fact, { ...ban, when: '2025-02-15' });
    log.retract(fact);
    log.merge(['us'], 'usa');
    expect(digest()).toBe(before);
    const now = { ...asOf, position: log.head };
    expect(stateDigest(now, marketState(log.history, now))).not.toBe(before);
  });
});
