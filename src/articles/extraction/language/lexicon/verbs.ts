/** Verbs of business news by their base form; regular forms are derived. */
const REGULAR =
  'doubt wonder schedule suppose slate clog sidestep shun plant span greet haul ferry breed harvest crush pare shave dent dampen buoy weather evade shuffle appoint enrol recruit certify renegotiate prolong double-book bankroll underline recap kickstart rescue erode tout inaugurate christen commission relabel reprice requalify resurface unblock unwind wade weld stockpile shell loan gift donate hoard sue summon seize raid erect loosen complete subscribe spare outlaw abolish shield rip refurbish excite slide redeem redirect furlough ration outdo refloat sideline resolve absorb abate pile mimic dare laugh lean market press double decide abandon absorb accelerate accept access accompany account accuse achieve acknowledge acquire act adapt add address adjust admit adopt advance advise affect agree aid aim allege allocate allow alter amount analyse analyze announce annul answer anticipate appeal appear apply appoint approach approve argue arrange arrive ask assemble assess assign assume assure attack attempt attract attribute authorise authorize award await axe back ban bar base begrudge believe belong benefit bet blacklist blame block blow boast bolster book boost border borrow bottle brace break brew brief bring broaden budget build bundle burn buy call campaign cancel cap capture carry cast caution cease centre certify challenge change charge chase cheapen cheer choose cite claim clear climb close clock collaborate collapse collect combine come command commence comment commission commit compare compensate compete complain complete compose comprise concede conclude condemn conduct confirm connect consider consist constrain construct consult consume contain continue contract contribute control convert convince cooperate cope cost counter count cover crack crash create criticise criticize cross curb cut damage date deal debate debut decide declare decline decrease deepen default defend defer delay delist deliver demand demonstrate deny depart depend deploy deprive derive describe design designate detain deteriorate determine develop devote die differ direct disappoint discharge disclose discontinue discount discourage discover discuss dismiss dispatch display dispute disrupt dissolve distribute ditch divest divide dominate donate double download downgrade draft drain drop ease edge eliminate embargo embed embrace emerge employ enable encourage end endorse enforce engage enhance enjoy enlist ensure enter entrust equal equip erase escape establish estimate evaluate examine exceed exclude exempt exercise exit expand expect expel experience expire explain explore export expose express extend extract face fail favour favor feature file fill finalise finalize finance fine finish fix flag float focus follow forbid force forge form freeze fuel fund furnish gain gather gauge generate grant ground guarantee guide halt halve hamper hand handle happen harm head help hesitate hike hint hire hope host identify idle ignite ignore implement import impose improve include incorporate increase incur indicate inflict inform inherit inject injure inquire insist inspect install instruct insure integrate intend intensify introduce invalidate invent invest investigate invite involve issue join judge jump justify keep kick kill label lack lag land lapse last launch lease leave lend lessen level levy license lift limit line link liquidate list litigate load lobby locate lock look loosen lose lower lure maintain manage mandate manufacture mark market mass-produce match matter mature measure merge migrate mine miss mobilise modify monitor mothball mount move mull multiply name narrow near need negotiate net nominate note notify number object oblige observe obtain occupy occur offer offload offset open operate oppose opt order organise organize originate oust outline outnumber outpace outperform outrank outstrip oversee overturn owe own pack park participate partner pass pause pay peak penalise penalize perform permit persuade phase pick pilot place plague plan play plead pledge plough plunge poach point poise poll pool portray pose position possess post postpone pour power praise predict prefer prepare present preserve press pressure prevail prevent price print probe procure produce profit prohibit project prolong promise promote prompt propose protect protest prove provide publish pull pump purchase pursue push qualify question quicken quit quote raise rally ramp range rank rate ratify reach react read reaffirm realise realize reason reassign reassure rebound recall receive reckon recognise recognize recommend record recoup recover recruit redesign reduce refer refine reflect refrain refuse regain regard register regulate reject relate relax release relent relocate rely remain remark remove renew rent reopen repair repay repeal repeat replace report represent request require rescind rescue research resell resemble reserve resign resist resolve respond restart restore restrain restrict restructure result resume retail retain retaliate retire retreat return reveal reverse review revise revive revoke reward rival roll rule rush sanction scale scour scrap scrape scrutinise secure seek seem seize select sell separate serve settle shape share shelve ship shock shore shorten shoulder show shrink shun shutter side sign signal silence simplify sink slap slash slide slip slow slump snap snub soar sold-out solve sound source spark spill spin split spoil sponsor squeeze stabilise stabilize stage stall stamp start state stay steer stem step stock stop store stream strengthen stress stretch strike strip struggle submit subpoena subscribe subsidise succeed sue suffer suggest suit supply support surge surpass surprise surrender survey survive suspect suspend sustain swallow swell switch swoop tackle tap target tax team tear tease tell tend terminate test thank threaten tie tighten tip top topple total touch tout track trade trail train transfer transform transport travel treat trial trigger trim triple trouble trounce trumpet trust try tumble turn undercut undergo undermine understand undertake underwrite unfreeze unify unite unleash unseat unveil update upgrade uphold urge use vacate value verify vet veto view vie violate visit vote vow wager wait waive walk want warn waste watch weaken weigh welcome widen win wind wipe wish withdraw withhold witness work worry worsen wrap write yield zap tip-toe outsell outbid rebrand reinstate relaunch reroute resell rework ditch dethrone eclipse overtake overhaul leapfrog shutter pencil codevelop co-develop tolerate specialise specialize rattle rein refit retrofit retool outfit fit commercialise commercialize manufacture debottleneck enrich license licence disburse collateralise restate recommence deregister underperform oversubscribe decommission reactivate ration rue lament deplore applaud hail slam blast decry vilify defy breach infringe comply violate flout overheat malfunction leak jam stutter falter stumble derail disable degrade corrode ground earn fabricate tweak woo underpin erode fetch garner log notch clinch ink pocket reap wring nab preview decarbonise decarbonize outsource contest earmark ringfence requisition impound intercept divert scrutinize subsidize localise localize insource validate backfill swap sunset deprecate retrain distil distill quantise open-source';

/** Base, past, participle; an `s` form and an `ing` form are derived. */
const IRREGULAR =
  'slide:slid:slid rid:rid:rid overrun:overran:overrun be:was:been beat:beat:beaten become:became:become begin:began:begun bet:bet:bet bid:bid:bid bind:bound:bound blow:blew:blown break:broke:broken bring:brought:brought build:built:built buy:bought:bought cast:cast:cast catch:caught:caught choose:chose:chosen come:came:come cost:cost:cost cut:cut:cut deal:dealt:dealt do:did:done draw:drew:drawn drive:drove:driven eat:ate:eaten fall:fell:fallen feed:fed:fed feel:felt:felt fight:fought:fought find:found:found flee:fled:fled fly:flew:flown forbid:forbade:forbidden forecast:forecast:forecast foresee:foresaw:foreseen forgo:forwent:forgone freeze:froze:frozen get:got:got give:gave:given go:went:gone grow:grew:grown have:had:had hear:heard:heard hit:hit:hit hold:held:held keep:kept:kept know:knew:known lay:laid:laid lead:led:led learn:learned:learnt leave:left:left lend:lent:lent let:let:let lose:lost:lost make:made:made mean:meant:meant meet:met:met outdo:outdid:outdone outsell:outsold:outsold overcome:overcame:overcome oversee:oversaw:overseen overtake:overtook:overtaken pay:paid:paid prove:proved:proven put:put:put quit:quit:quit read:read:read rise:rose:risen run:ran:run say:said:said see:saw:seen seek:sought:sought sell:sold:sold send:sent:sent set:set:set shed:shed:shed show:showed:shown shrink:shrank:shrunk shut:shut:shut sink:sank:sunk sit:sat:sat speak:spoke:spoken speed:sped:sped spend:spent:spent spin:spun:spun split:split:split spread:spread:spread stand:stood:stood steal:stole:stolen stick:stuck:stuck strike:struck:struck swell:swelled:swollen swing:swung:swung take:took:taken teach:taught:taught tear:tore:torn tell:told:told think:thought:thought throw:threw:thrown undercut:undercut:undercut undergo:underwent:undergone understand:understood:understood undertake:undertook:undertaken uphold:upheld:upheld wear:wore:worn win:won:won wind:wound:wound withdraw:withdrew:withdrawn withhold:withheld:withheld write:wrote:written underwrite:underwrote:underwritten resell:resold:resold rebuild:rebuilt:rebuilt redo:redid:redone retake:retook:retaken rewrite:rewrote:rewritten light:lit:lit hurt:hurt:hurt upset:upset:upset broadcast:broadcast:broadcast offset:offset:offset';

/** Verbs that double their last consonant. */
const DOUBLING = new Set(
  'admit bar ban cap commit control cut compel drop equip fit flag hit chip ship slip let occur omit outbid patrol permit pin plan plot plug program quit refer remit rip run scrap set shed shun shut sit skip slam slap slim slot snap snub split spin spur stem step stop strip submit swap tap top transfer trim trip tug wrap zap win rebut regret jam trot hug begin dip tip rub scan put bet bid get forbid forget incur deter prefer infer confer level label travel model cancel fuel signal rival total dial channel tunnel unravel'.split(
    ' ',
  ),
);

export type VerbForm = 'base' | 's' | 'past' | 'part' | 'ing';
export interface VerbReading {
  lemma: string;
  form: VerbForm;
}

const forms = new Map<string, VerbReading[]>();

function add(text: string, lemma: string, form: VerbForm): void {
  const readings = forms.get(text) ?? [];
  if (!readings.some((r) => r.form === form)) readings.push({ lemma, form });
  forms.set(text, readings);
}

const endsInY = (verb: string): boolean => /[^aeiou]y$/.test(verb);
const third = (verb: string): string =>
  endsInY(verb) ? `${verb.slice(0, -1)}ies` : /(?:s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`;
const silent = (verb: string): boolean => verb.endsWith('e') && !/(?:ee|oe|ye)$/.test(verb);
/** What -ing, or -ed where `ed`, is added to. */
const stem = (verb: string, ed = false): string[] =>
  DOUBLING.has(verb)
    ? /l$/.test(verb)
      ? [verb, verb + verb.at(-1)]
      : [verb + verb.at(-1)]
    : [silent(verb) || (ed && verb.endsWith('e')) ? verb.slice(0, -1) : verb];

for (const verb of new Set(REGULAR.split(' '))) {
  add(verb, verb, 'base');
  add(third(verb), verb, 's');
  for (const s of stem(verb, true)) {
    add(`${endsInY(verb) ? `${verb.slice(0, -1)}i` : s}ed`, verb, 'past');
    add(`${endsInY(verb) ? `${verb.slice(0, -1)}i` : s}ed`, verb, 'part');
  }
  for (const s of stem(verb)) add(`${verb.endsWith('ie') ? `${verb.slice(0, -2)}y` : s}ing`, verb, 'ing');
}
for (const entry of IRREGULAR.split(' ')) {
  const [verb, past, part] = entry.split(':') as [string, string, string];
  add(verb, verb, 'base');
  add(verb === 'have' ? 'has' : third(verb), verb, 's');
  add(past, verb, 'past');
  add(part, verb, 'part');
  for (const s of stem(verb)) add(`${s}ing`, verb, 'ing');
}
for (const form of ['is', 'are', 'am']) add(form, 'be', 's');
add('were', 'be', 'past');

/** What a small-letter word may be as a verb; unknown words in -ed and -ing are taken for verbs of their own stem. */
export function verbReadings(lower: string): readonly VerbReading[] {
  const known = forms.get(lower);
  if (known) return known;
  if (/^[a-z-]{3,}(?:ised|ized|ated|ified)$/.test(lower))
    return [
      { lemma: lower.slice(0, -1), form: 'past' },
      { lemma: lower.slice(0, -1), form: 'part' },
    ];
  return [];
}
