import { describe, expect, it } from 'vitest';
import type { FactType } from '../../../../events/catalogue.js';
import { extractFacts } from '../extract-facts.js';

const read = (text: string) =>
  extractFacts({ title: 'News', publisher: 'Wire', publishedAt: '2026-01-20T09:00:00Z', text }).facts;

type Row = [text: string, data: Record<string, unknown>];

/** Each sentence tells a fact of the type with at least these fields. */
const TELLS: Partial<Record<FactType, Row[]>> = {
  AcquisitionAgreed: [
    [
      'The German insurer Allianz denied having received an offer from Zurich Insurance.',
      { acquirer: 'zurich-insurance', target: 'allianz', modality: 'denied' },
    ],
    ['Carlsberg became the owner of Britvic in January.', { acquirer: 'carlsberg', target: 'britvic' }],
    [
      'Hershey, which Mondelez agreed in August to buy for $20 billion, sells sweets.',
      { acquirer: 'mondelez', target: 'hershey', value: 20e9 },
    ],

    [
      'Pfizer clinched a $10 billion deal to buy the obesity start-up Metsera in November.',
      { acquirer: 'pfizer', target: 'metsera', value: 10e9, unit: 'USD', when: '2025-11' },
    ],
    ['The takeover of Covestro by Adnoc was cleared in July.', { acquirer: 'adnoc', target: 'covestro' }],
    [
      "Kering is selling its beauty arm to L'Oréal for 4 billion euros.",
      { acquirer: 'l-oreal', target: 'kering-beauty', value: 4e9, unit: 'EUR' },
    ],
    [
      'A consortium led by Silver Lake will take Electronic Arts private for $55 billion.',
      { acquirer: 'silver-lake', target: 'electronic-arts', modality: 'expected' },
    ],
  ],
  InvestmentMade: [
    [
      'Capital expenditure at Vestas of around EUR 700 million is planned.',
      { investors: ['vestas'], modality: 'expected' },
    ],
    ['Equinor began work in May on a terminal at a cost of $2 billion.', { investors: ['equinor'], value: 2e9 }],

    [
      'Micron plans to invest $200 billion in American plants.',
      { investors: ['micron'], value: 200e9, modality: 'expected' },
    ],
    [
      'Anthropic raised $13 billion in September in a round led by Iconiq.',
      { investors: ['iconiq'], recipient: 'anthropic', value: 13e9, when: '2025-09' },
    ],
    ['Capital expenditure at Meta came to $72 billion in 2025.', { investors: ['meta'], value: 72e9, when: '2025' }],
  ],
  PartnershipFormed: [
    ['Stellantis teamed up with Leapmotor in 2023.', { parties: ['stellantis', 'leapmotor'], when: '2023/..' }],
    ['Toyota and Idemitsu have joined hands to make batteries.', { parties: ['toyota', 'idemitsu'] }],
    ['Apple struck an agreement with MP Materials for recycled magnets.', { parties: ['apple', 'mp-materials'] }],
  ],
  PartnershipEnded: [
    ['Renault and Geely signed a pact in June; in October they called it off.', { parties: ['renault', 'geely'] }],

    ['Volkswagen ended its alliance with Bosch on automated driving.', { parties: ['volkswagen', 'bosch'] }],
    ['Honda and Nissan broke off their merger talks in February.', { parties: ['honda', 'nissan'], when: '2025-02' }],
  ],
  ProductAdopted: [
    [
      'Walmart will hand Copilot to 50,000 employees.',
      { adopter: 'walmart', product: 'copilot', modality: 'expected' },
    ],
    ['Emirates has fitted Starlink to its A380s.', { adopter: 'emirates' }],
    ['Volvo gave up Chinese cells for those of Northvolt.', { adopter: 'volvo', vendor: 'northvolt' }],

    ["Meta is testing Google's TPUs for its models.", { adopter: 'meta', product: 'tpu' }],
    ['BMW will equip its Neue Klasse with cells from CATL.', { adopter: 'bmw', vendor: 'catl', modality: 'expected' }],
    ['Cursor is used by half of the engineers at Coinbase.', { adopter: 'coinbase', product: 'cursor' }],
    ['The German army opted for the HX-2 drone from Helsing.', { adopter: 'de', product: 'hx-2' }],
  ],
  ProductDropped: [
    ["Spain's government cancelled an order for Spike missiles from Rafael.", { adopter: 'es', product: 'spike' }],
    [
      "Denmark's digital ministry is moving away from Microsoft Office.",
      { adopter: 'danish-digital-ministry', product: 'office-365' },
    ],
    ['Aldi took Milka off its shelves in Germany.', { adopter: 'aldi', product: 'milka' }],
  ],
  ProductLaunched: [
    [
      'The Galaxy Z Flip, on the market since July, is selling well.',
      { when: '2025-07', company: 'samsung-electronics' },
    ],

    ["Nintendo's Switch 2 went on sale on June 5.", { company: 'nintendo', product: 'switch-2', when: '2025-06-05' }],
    [
      "Alstom's new train, the Avelia Horizon, will enter service in 2026.",
      { product: 'avelia-horizon', modality: 'expected' },
    ],
    ['Xiaomi began deliveries of its YU7 in July.', { company: 'xiaomi', product: 'yu7', when: '2025-07' }],
    ['Rockstar has delayed Grand Theft Auto VI to November 2026.', { when: '2026-11', modality: 'expected' }],
    ['The vaccine mNexspike was released in the autumn.', { company: 'moderna', when: '2025-09/2025-11' }],
  ],
  ProductAnnounced: [
    ['Google presented Gemini 3 in November.', { company: 'google', product: 'gemini-3', when: '2025-11' }],
    ['Nvidia unveiled the Rubin platform at its conference in March.', { company: 'nvidia', product: 'rubin' }],
  ],
  ProductDiscontinued: [
    ['Microsoft stopped supporting Windows 10 in October.', { product: 'windows-10', when: '2025-10' }],
    ['The A380 was taken out of production in 2021.', { company: 'airbus', product: 'a380', when: '2021' }],
  ],
  SanctionImposed: [
    [
      "Norway's food safety authority fined Mowi 3 million kroner in May.",
      { authority: 'norwegian-food-safety-authority', targets: ['mowi'], measure: 'penalty', value: 3e6 },
    ],
    [
      "Indonesia's Ministry of Trade banned imports of Chinese-made tiles in March.",
      { authority: 'indonesian-ministry-of-trade', targets: ['cn'], when: '2025-03/..' },
    ],
    ['Thai and Malaysian gloves face an American duty of 15% since June.', { targets: ['th', 'my'], value: 15 }],
    ['SMIC, on the US Entity List since March, sells wafers.', { targets: ['smic'], when: '2025-03/..' }],

    [
      'The European Commission fined Google 2.95 billion euros in September.',
      { authority: 'european-commission', targets: ['google'], measure: 'penalty', value: 2.95e9, when: '2025-09' },
    ],
    [
      'Britain froze the assets of Rosneft and Lukoil on October 15.',
      { authority: 'gb', targets: ['rosneft', 'lukoil'], measure: 'assetFreeze', when: '2025-10-15/..' },
    ],
    [
      'Brazilian coffee has been subject to a 50% duty in the United States since August.',
      { authority: 'us', targets: ['br'], measure: 'tariff', value: 50, when: '2025-08/..' },
    ],
  ],
  SanctionLifted: [
    [
      'The United States cut its tariff on Swiss goods to 15% in November.',
      { authority: 'us', targets: ['ch'], measure: 'tariff', when: '2025-11' },
    ],
    ['Washington will let Nvidia sell the H200 to customers in China.', { authority: 'us', products: ['h200'] }],
  ],
  GuidanceIssued: [
    [
      "China's market regulator told Trip.com in May to change its fees.",
      { authority: 'state-administration-for-market-regulation', addressees: ['trip-com'] },
    ],

    [
      'The FAA ordered airlines to inspect the engines of the 737.',
      { authority: 'federal-aviation-administration', addressees: ['airlines'] },
    ],
    ['Beijing has told carmakers to stop price wars.', { authority: 'cn', addressees: ['carmakers'] }],
  ],
  SupplyConstrained: [
    [
      'Yara, short of gas since a storm in May, has been idle.',
      { company: 'yara', product: 'gas', when: '2025-05/..' },
    ],
    [
      'Vestas has built little. Deliveries of copper tubes in Poland, held up by a strike, fell.',
      { product: 'copper-tubes' },
    ],
    ['Airbus cannot build fuselages fast enough.', { company: 'airbus', product: 'fuselages' }],

    ["A fire halted production at Novelis's plant in Oswego in September.", { company: 'novelis', when: '2025-09' }],
    ['There is a shortage of transformers at Hitachi Energy.', { company: 'hitachi-energy' }],
  ],
  SupplyRestored: [
    ['Jaguar Land Rover resumed work on October 8.', { company: 'jaguar-land-rover', when: '2025-10-08' }],
  ],
  ShortcomingReported: [
    ["Cloudflare's network went down for three hours on November 18.", { subject: 'cloudflare', when: '2025-11-18' }],
    ['CagriSema fell short of expectations in a trial.', { subject: 'cagrisema' }],
  ],
  ComparisonReported: [
    [
      'Cork tiles are cheaper than marble ones, but much weaker.',
      { subject: 'cork-tiles', relation: 'less', dimension: 'performance' },
    ],

    ['Trainium3 is four times as fast as Trainium2.', { subject: 'trainium3', comparator: 'trainium2', factor: 4 }],
    [
      'BYD sold more cars than Tesla in 2025.',
      { subject: 'byd', dimension: 'sales', relation: 'greater', when: '2025' },
    ],
    ['The Ascend 910C is slower than the H100.', { subject: 'ascend-910c', comparator: 'h100', relation: 'less' }],
  ],
  MarketPositionReported: [
    ['Yara of Norway, the second-largest maker of fertiliser, is shrinking.', { company: 'yara', rank: 2 }],
    ["Pfizer's Prevnar remains the leading vaccine against pneumonia.", { company: 'pfizer', rank: 1 }],

    ["MSC controls a fifth of the world's container fleet.", { company: 'msc', share: 20 }],
    ['Anduril has become the second-largest maker of drones.', { company: 'anduril', market: 'drones', rank: 2 }],
    ["DJI's share of the American market was about 70% in 2024.", { company: 'dji', share: 70, when: '2024' }],
  ],
  ForecastMade: [
    ['Gartner expects sales of printers to fall by 4% in 2026.', { forecaster: 'gartner', value: -4, when: '2026' }],
    ['Gartner expects sales of printers to grow by 4% in 2026.', { forecaster: 'gartner', value: 4 }],
    [
      'Bayer trimmed the lower end of its profit forecast for 2026 to 4 billion euros.',
      { subject: 'bayer', value: 4e9 },
    ],

    [
      'Analysts at UBS predict that gold will reach $4,500 by mid-2026.',
      { forecaster: 'ubs', value: 4500, when: '2026-06~' },
    ],
    [
      "Broadcom's AI sales could hit $50 billion by 2026, according to HSBC.",
      { forecaster: 'hsbc', subject: 'broadcom', value: 50e9 },
    ],
    [
      'For its third quarter AMD forecasts revenue near $8.7 billion.',
      { forecaster: 'amd', value: 8.7e9, qualifier: 'about' },
    ],
  ],
  SalesReported: [
    [
      'Roche reported a third-quarter profit of 4 billion francs on Monday.',
      { seller: 'roche', metric: 'profit', when: '2025-35' },
    ],
    ['In the quarter Roche took $2 billion from Ocrevus.', { seller: 'roche', product: 'ocrevus', metric: 'revenue' }],
    [
      'Turnover at Vestas was EUR 4.1 billion (Q3 2024: EUR 3.9 billion) in the third quarter of 2025.',
      { seller: 'vestas', value: 4.1e9, when: '2025-35' },
    ],
    [
      'Turnover at Vestas was EUR 4.1 billion (Q3 2024: EUR 3.9 billion) in the third quarter of 2025.',
      { seller: 'vestas', value: 3.9e9, when: '2024-35' },
    ],
    ['Oracle sold $7 billion worth of licences last year.', { seller: 'oracle', metric: 'revenue', value: 7e9 }],

    [
      'Hermès had sales of 3.9 billion euros in the third quarter.',
      { seller: 'hermes', metric: 'revenue', value: 3.9e9, when: '2025-35' },
    ],
    [
      'Lynas posted a loss of A$12 million in the first half.',
      { seller: 'lynas', metric: 'profit', value: -12e6, unit: 'AUD' },
    ],
    [
      'Nintendo has sold 10.4 million Switch 2 consoles since June.',
      { metric: 'units', product: 'switch-2', value: 10.4e6 },
    ],
    [
      'Prevnar brought Pfizer $1.7 billion in the quarter.',
      { seller: 'pfizer', product: 'prevnar', metric: 'revenue' },
    ],
    ["Gucci's sales, 1.3 billion euros, were 14% below last year's.", { seller: 'gucci', value: 1.3e9, unit: 'EUR' }],
    [
      'Alstom has booked contracts worth 10.5 billion euros this half.',
      { seller: 'alstom', metric: 'orders', value: 10.5e9 },
    ],
  ],
  StatementMade: [['Jensen Huang criticised the export controls as a failure.', { speaker: 'jensen-huang' }]],
};

describe.each(Object.entries(TELLS))('%s', (type, rows) => {
  it.each(rows)('%s', (text, data) => {
    expect(read(text)).toContainEqual(expect.objectContaining({ type, data: expect.objectContaining(data) }));
  });
});

describe('no fact', () => {
  it.each([
    'How many cars will Tesla sell?',
    'If Tesla sold 2 million cars, investors would cheer.',
    'The shares of Tesla rose 3%.',
    'A battery is a device that stores energy.',
    'The car costs $25,000.',
    'A barrel of beer weighs 150 kilograms.',
  ])('is told by: %s', (text) => {
    expect(read(text)).toEqual([]);
  });
});

describe('what an authority only asks for', () => {
  it('has not been done', () => {
    const types = read('Beijing ordered Alibaba to cancel purchases of the H20.').map((fact) => fact.type);
    expect(types).toEqual(['GuidanceIssued']);
  });
});
