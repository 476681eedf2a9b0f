import { type Match, type Rule, rule } from './rule.js';

function metricOf(words: string): string | undefined {
  if (/share/.test(words)) return 'marketShare';
  if (/charge|write-?down/.test(words)) return 'charge';
  if (/revenue|sales|earn/.test(words)) return 'revenue';
  if (/profit|income/.test(words)) return 'profit';
  if (/deliver|units|ship/.test(words)) return 'units';
  if (/market|worth|reach/.test(words)) return 'marketSize';
  if (/spend|capital/.test(words)) return 'capitalSpending';
  if (/demand/.test(words)) return 'demand';
  return undefined;
}

function forecast(match: Match) {
  const claim = match.words('claim') ?? match.words('whole');
  const amount = match.amount('amount');
  const forecaster = match.id('forecaster');
  const subject = match.id('subject') ?? match.scene.mentions.find(({ id }) => id !== forecaster)?.id;
  if (!claim || claim.length < 8) return undefined;
  const metric = metricOf(claim);
  const figures = amount &&
    !amount.range && {
      value: amount.value,
      unit: amount.kind === 'percent' ? 'percent' : amount.unit,
      qualifier: amount.qualifier,
    };
  return {
    data: {
      modality: 'expected',
      claim: claim.slice(0, 500),
      ...(forecaster && { forecaster }),
      ...(subject && { subject }),
      ...(metric && { metric }),
      ...figures,
    },
    confidence: 0.65,
  };
}

/** What is expected of figures and markets. */
export const forecasts: readonly Rule[] = [
  rule(
    'ForecastMade',
    [
      '(?:{S:forecaster}|[Aa]nalysts)~(?:expects?|expected|forecasts?|predicts?|predicted|projects?|projected|estimates? that|reckons?|sees?|guided for|guides for|anticipates?)(?<claim>[^.;]{0,80}?(?<amount>⟦[MUX]\\d+⟧)[^.;]{0,60})',
      '(?<claim>{E:subject}~(?:will|would|should|could|is expected to|are expected to|is likely to|is projected to|is forecast to|is set to) (?:reach|earn|grow|rise|fall|hit|take|capture|hold|sell|deliver|total|exceed|climb|shrink|double|drop|account for)[^.;⟦⟧]{0,60}(?<amount>⟦[MUX]\\d+⟧)[^.;]{0,50})',
      '(?<claim>(?:the|The|its|Its|[Gg]lobal|[Tt]he whole) [\\p{L} -]{0,50}(?:market|demand|sales|industry|spending|shipments)[\\p{L} -]{0,30}(?:will|would|should|could|is expected to|is projected to|is forecast to|is set to)[^.;⟦⟧]{3,60}(?<amount>⟦[MUX]\\d+⟧)?[^.;]{0,60})',
      '(?:is|are) betting that (?<claim>[^.;]{10,200})',
      '(?:It|it) is expected that (?<claim>[^.;]{10,200})',
    ],
    forecast,
  ),
];
