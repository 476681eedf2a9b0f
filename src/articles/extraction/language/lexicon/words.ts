/** Closed classes of English, and the nouns that look like verbs. All in small letters. */
const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

export const DETERMINERS = set(
  'the a an this that these those its their his her our my your some any no every each either neither both all such another what several many few most more much enough half',
);
export const POSSESSIVE_PRONOUNS = set('its their his her our my your whose');
export const PRONOUNS = set('it they he she we i you him them us me one');
export const SUBJECT_PRONOUNS = set('it they he she we i you which who');
export const PREPOSITIONS = set(
  'according about above across after against ahead along alongside amid among around as at before behind below beneath beside besides between beyond by despite during except for from in inside into like near of off on onto out outside over past per since through throughout toward towards under underneath until till unlike up upon versus via with within without including excluding regarding concerning following',
);
export const CONJUNCTIONS = set('and or but nor yet');
export const SUBORDINATORS = set(
  'because although though while whereas if when whenever where once unless since after before until as so than whether lest provided',
);
export const RELATIVES = set('which who whom whose that');
export const AUXILIARIES = set(
  "is are was were be been being am has have had having do does did will would shall should can could may might must 'll ’ll 'd ’d 've ’ve 're ’re won't wouldn't isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't can't cannot couldn't shouldn't mightn't needn't shan't",
);
export const MODALS = set(
  "will would shall should can could may might must 'll ’ll 'd ’d won't wouldn't can't cannot couldn't shouldn't mightn't shan't",
);
export const ADVERBS = set(
  'not never also already still now then soon again ever even only just almost nearly merely once twice often always usually sometimes currently recently lately meanwhile however moreover further furthermore instead thereby therefore thus hence here there too very quite rather somewhat far well together apart abroad overseas domestically globally worldwide initially originally formerly previously since later earlier away back ahead altogether forward first last indeed yet largely mostly mainly chiefly partly fully finally eventually formally officially publicly reportedly allegedly roughly about around some long longer anew alone afresh nevertheless nonetheless likewise besides aside so-called in-house itself themselves himself herself',
);
/** Words that are nouns after a noun or a name even where they have a verb's form. */
export const NOUNISH = set(
  'trains outfits numbers benefits labels stages features flights routes jets doses volumes bookings registrations subscribers installations sales shares orders shipments exports imports profits losses prices costs plans results reports supplies deals talks claims charges tariffs duties sanctions fines bans limits controls curbs chips drugs models cars batteries launches forecasts estimates targets deliveries revenues earnings stocks shops ships trucks planes works workers makers buyers sellers builders rates rules parts units plants lines stores phones watches screens markets brands services products goods imports tests trials patents licences licenses permits subsidies grants loans bonds debts funds stakes bids offers contracts partners suppliers customers rivals peers users owners founders managers executives officials analysts investors regulators lawmakers ministers governments states countries nations regions',
);
/** Words that are read as nouns unless something before them makes them verbs. */
export const NOUN_FIRST = set(
  'net share market order supply launch release deal plan report forecast estimate target price cost charge profit test trial patent licence license permit subsidy grant loan bond debt fund stake bid offer contract partner rival peer state note number line store brand product service export import sale ban fine tariff sanction curb control limit cap levy tax duty result record rate rank rise fall increase decrease drop gain loss surge slump jump growth decline cut boost debut delay halt pause probe review ruling rule claim call demand need help use work move step change shift switch return view value measure project programme pilot lead leader level network charge mine mark head look focus force form file feature fuel finance figure field front end date day face guarantee guide hand hold hope host house index influence input interest issue lack land lease list load lock loss margin mandate match matter name object panel pass pay peak place play pledge point pool position post power practice premium present press process produce progress promise proof purchase push quarter question range reach reason recall refund register relief rent repair request research reserve rest retail reward risk role round run sample scale score season sector signal site source split spread stage stand standard start stock stop storage strike structure study surplus survey swap tender term ticket title top trade traffic transfer transport travel treatment trend trip trouble turn upgrade venture visit vote wage warning waste watch wave world yield',
);
/** Verbs that govern another verb: "plans to build", "stopped selling". */
export const CATENATIVE = set(
  'plan intend aim want hope agree decide expect begin start continue seek try attempt pledge vow promise offer propose refuse decline fail manage get need use stop cease resume consider resolve prepare threaten opt choose commit help keep finish set schedule slate due likely unlikely able ready poise allow permit force require oblige forbid forecast predict project anticipate estimate say report believe understand rumour rumor know think suppose go struggle rush race move look elect aspire hesitate appear seem tend happen design authorise authorize licence license clear bind ban bar contract urge advise tell ask order instruct direct encourage invite',
);
