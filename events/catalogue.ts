import { AcquisitionAgreed, fixture as acquisitionAgreed } from './acquisition-agreed.js';
import { ArticleCaptured, fixture as articleCaptured } from './article-captured.js';
import { ArticleErased, fixture as articleErased } from './article-erased.js';
import { CandidateAccepted, fixture as candidateAccepted } from './candidate-accepted.js';
import { CandidateProposed, fixture as candidateProposed } from './candidate-proposed.js';
import { CandidateRejected, fixture as candidateRejected } from './candidate-rejected.js';
import { ComparisonReported, fixture as comparisonReported } from './comparison-reported.js';
import { EntitiesMerged, fixture as entitiesMerged } from './entities-merged.js';
import { EntitiesUnmerged, fixture as entitiesUnmerged } from './entities-unmerged.js';
import { EntityDescribed, fixture as entityDescribed } from './entity-described.js';
import { FactCorrected, fixture as factCorrected } from './fact-corrected.js';
import { FactRetracted, fixture as factRetracted } from './fact-retracted.js';
import { ForecastMade, fixture as forecastMade } from './forecast-made.js';
import { GuidanceIssued, fixture as guidanceIssued } from './guidance-issued.js';
import { InvestmentMade, fixture as investmentMade } from './investment-made.js';
import { MarketDefined, fixture as marketDefined } from './market-defined.js';
import { MarketPositionReported, fixture as marketPositionReported } from './market-position-reported.js';
import { PartnershipEnded, fixture as partnershipEnded } from './partnership-ended.js';
import { PartnershipFormed, fixture as partnershipFormed } from './partnership-formed.js';
import { ProductAdopted, fixture as productAdopted } from './product-adopted.js';
import { ProductAnnounced, fixture as productAnnounced } from './product-announced.js';
import { ProductDiscontinued, fixture as productDiscontinued } from './product-discontinued.js';
import { ProductDropped, fixture as productDropped } from './product-dropped.js';
import { ProductLaunched, fixture as productLaunched } from './product-launched.js';
import { SalesReported, fixture as salesReported } from './sales-reported.js';
import { SanctionImposed, fixture as sanctionImposed } from './sanction-imposed.js';
import { SanctionLifted, fixture as sanctionLifted } from './sanction-lifted.js';
import { ShortcomingReported, fixture as shortcomingReported } from './shortcoming-reported.js';
import { StatementMade, fixture as statementMade } from './statement-made.js';
import { SupplyConstrained, fixture as supplyConstrained } from './supply-constrained.js';
import { SupplyRestored, fixture as supplyRestored } from './supply-restored.js';

/** Every fact type: what an article can report. */
export const factTypes = {
  SanctionImposed,
  SanctionLifted,
  GuidanceIssued,
  ProductAnnounced,
  ProductLaunched,
  ProductDiscontinued,
  SalesReported,
  MarketPositionReported,
  InvestmentMade,
  AcquisitionAgreed,
  PartnershipFormed,
  PartnershipEnded,
  ProductAdopted,
  ProductDropped,
  SupplyConstrained,
  SupplyRestored,
  ShortcomingReported,
  ComparisonReported,
  ForecastMade,
  StatementMade,
} as const;

/** Every bookkeeping type: what the log records beside facts. */
export const bookkeepingTypes = {
  ArticleCaptured,
  ArticleErased,
  CandidateProposed,
  CandidateAccepted,
  CandidateRejected,
  FactCorrected,
  FactRetracted,
  EntitiesMerged,
  EntitiesUnmerged,
  MarketDefined,
  EntityDescribed,
} as const;

/** The payload class of every event type, by name. */
export const eventTypes = { ...factTypes, ...bookkeepingTypes } as const;

export type FactType = keyof typeof factTypes;
export type BookkeepingType = keyof typeof bookkeepingTypes;
export type EventType = keyof typeof eventTypes;

/** The payload of an event type. */
export type DataOf<T extends EventType> = InstanceType<(typeof eventTypes)[T]>;

/** A valid example payload of every event type. */
export const fixtures: { readonly [T in EventType]: DataOf<T> } = {
  SanctionImposed: sanctionImposed,
  SanctionLifted: sanctionLifted,
  GuidanceIssued: guidanceIssued,
  ProductAnnounced: productAnnounced,
  ProductLaunched: productLaunched,
  ProductDiscontinued: productDiscontinued,
  SalesReported: salesReported,
  MarketPositionReported: marketPositionReported,
  InvestmentMade: investmentMade,
  AcquisitionAgreed: acquisitionAgreed,
  PartnershipFormed: partnershipFormed,
  PartnershipEnded: partnershipEnded,
  ProductAdopted: productAdopted,
  ProductDropped: productDropped,
  SupplyConstrained: supplyConstrained,
  SupplyRestored: supplyRestored,
  ShortcomingReported: shortcomingReported,
  ComparisonReported: comparisonReported,
  ForecastMade: forecastMade,
  StatementMade: statementMade,
  ArticleCaptured: articleCaptured,
  ArticleErased: articleErased,
  CandidateProposed: candidateProposed,
  CandidateAccepted: candidateAccepted,
  CandidateRejected: candidateRejected,
  FactCorrected: factCorrected,
  FactRetracted: factRetracted,
  EntitiesMerged: entitiesMerged,
  EntitiesUnmerged: entitiesUnmerged,
  MarketDefined: marketDefined,
  EntityDescribed: entityDescribed,
};

export const isFactType = (type: string): type is FactType => Object.hasOwn(factTypes, type);
export const isEventType = (type: string): type is EventType => Object.hasOwn(eventTypes, type);
