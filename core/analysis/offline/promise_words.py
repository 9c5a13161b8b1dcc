"""The words promises are made of, and those that unmake them. English and German."""

import re
from dataclasses import dataclass


def _c(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


@dataclass(frozen=True)
class PromiseWords:
    """All patterns are searched in lower-case text with plain apostrophes."""

    definite: re.Pattern[str]  # "I'll ask": the named group is the verb
    present: re.Pattern[str]  # "I'm leaving": a promise only with words that say when
    present_is_plain: bool  # German: the present tense promises, if the coach has just asked for plans
    negation: re.Pattern[str]
    joint: re.Pattern[str]  # where a second promise begins in one sentence
    acting: frozenset[str]
    weak: frozenset[str]
    never: frozenset[str]
    planning: re.Pattern[str]
    proposing: re.Pattern[str]
    proposal_lead: re.Pattern[str]
    points_back: re.Pattern[str]
    refrain: re.Pattern[str]
    agreeing: re.Pattern[str]
    hedged: re.Pattern[str]
    reluctant: re.Pattern[str]
    kill_before: re.Pattern[str]
    kill_anywhere: re.Pattern[str]
    kill_after: re.Pattern[str]
    idiom: re.Pattern[str]
    within: re.Pattern[str]
    doubt_next: re.Pattern[str]
    condition_open: re.Pattern[str]
    not_serious: re.Pattern[str]
    mocking: re.Pattern[str]
    opens_speech: re.Pattern[str]
    handing_over: re.Pattern[str]
    to_you: re.Pattern[str]
    i_will: re.Pattern[str]
    yours: re.Pattern[str]  # where the other's part begins in "I'll send it, and you look at it"
    side: re.Pattern[str]  # where a side clause begins
    playing: re.Pattern[str]  # the coach sets up a rehearsal
    openers: frozenset[str]  # capitalised words before a comma that are no names


_ADV = (
    r"(?: (?:also|just|definitely|then|go and|actually|certainly|simply|at least|make sure (?:to|"
    r"i)|try to|try and|probably not|start by|first|really|still|only))*"
)
_MODAL = (
    r"(?:i'll|i will|i shall|i'm going to|i am going to|i'm gonna|i am gonna|i'm just going to|"
    r"i promise (?:to|i'll)|i commit to|i'm committing to)"
)

EN = PromiseWords(
    definite=_c(
        rf"\b(?:{_MODAL}{_ADV} (?P<verb>[a-z]+)|(?:i won't|i will not|i'm not going to|"
        rf"i am not going to|i'm not gonna){_ADV} (?P<verb2>[a-z]+))"
    ),
    present=_c(
        r"\b(?:i'm|i am) (?:definitely |just |actually )?(?P<verb>(?!going to)[a-z]{2,}ing)\b"
        # speakers of many languages promise in the simple present: "tomorrow I send it"
        r"|(?:(?<=\btonight )|(?<=\btomorrow )|(?<=\btomorrow morning )|(?<=\btomorrow evening )|(?<=\btomorrow afternoon ))"
        r"i (?:just |also |then |first )?(?P<verb2>[a-z]+)\b(?<!ed)"
    ),
    present_is_plain=False,
    negation=_c(r"\b(?:won't|not)\b"),
    joint=_c(
        r",? (?:and|but|so)(?: then| also)? (?=(?:i'll|i will|i'm going to|i'm gonna|i won't|"
        r"i'm not going to)\b)|[;:–—-] ?(?=(?:i'll|i will|i'm going to)\b)"
    ),
    acting=_set(
        "ask tell call ring phone email mail send text message write book arrange schedule set put block leave "
        "bring read draft cancel sign walk run "
        "practise practice turn switch delete hand delegate prepare meet visit buy make start stop finish do "
        "close kill file review move change "
        "plan update share invite organise organize sort clear clean cook drop drive go join pick print pay "
        "post record research reply sit sleep "
        "swap track try speak talk say show give take get find look check open offer introduce present propose "
        "submit apply sell return "
        "build create design list map note keep log journal test use add remove fix hire fire train teach learn "
        "study order reach contact "
        "follow approach raise discuss address confront negotiate agree decline refuse accept quit resign "
        "commit spend save limit cut reduce "
        "swim cycle exercise stretch meditate breathe rest eat drink stick carve protect reserve come ping drop "
        "unsubscribe install uninstall "
        "catch collect fetch fill hang hold host lay lock pack pass pause play pull push rehearse repeat "
        "replace report rewrite ride "
        "step stay thank throw wake wash watch wear work count measure ban mute archive pin touch chase nail "
        "interview volunteer enrol enroll "
        "register rent renew grab jot block time-box timebox forward circulate brief debrief"
    ),
    weak=_set(
        "say tell give take look see keep get find let try hold stay use work come think do make learn watch stop start"
    ),
    never=_set(
        "be have know feel see want need like love miss believe guess admit hate mean seem understand regret "
        "wish hope forget remember realise "
        "realize notice bet suppose end lose die cry always never probably be able even wonder worry survive "
        "manage struggle fail think"
    ),
    planning=_c(
        r"\b(?:what (?:will|would|could|can|do|might|are|are you|is it) (?:you|one)\b.{0,40}\b(?:do|try|take|"
        r"start|want|like|commit|change|going to)|what(?:'s| is| would be| could be)"
        r" (?:your|the|a|one|that) (?:very )?(?:next|first|one|small|smallest|concrete|action|step|plan)|"
        r"next steps?|first step|by when|when (?:will|would|could|are|do|can|exactly|is)|"
        r"how (?:will|would|could|might|do) you (?:like|want|keep|make|do|go|handle|hold|know|remember|start|"
        r"remind|practi[sc]e)|will you|accountab\w+|commit\w*|"
        r"between now and|this week|next week|tomorrow|before we (?:meet|speak|talk)|get in the way|"
        r"what are you (?:taking|going)|take away|"
        r"what do you want (?:that|it|this) to be|which (?:of|one)|you might\?|so in person|how sure|how likely|"
        r"how confident|what else|anything (?:missing|else)|"
        r"and the version|what would (?:be in|help|you)|where (?:will|would) you|who (?:will|could|can|might)|"
        r"what could you|so what(?:'s| is) (?:the plan|next))"
    ),
    proposing=_c(
        r"\b(?:what i(?:'d| would)? do|could you|can you|would you (?:be (?:willing|open|up)|consider|"
        r"try|like to)|will you|how about|"
        r"what about|what if you|why don't you|why not|i'd (?:suggest|propose|recommend|invite|like you|encourage|"
        r"ask|say)|i (?:suggest|propose|recommend|want you to)|you (?:could|might|should|need to|can|have a)|"
        r"maybe (?:you|try)|try|are you willing|do you think you could|"
        r"so you'll|you'll (?:do|have|take|go|try|send|call|look)|"
        r"(?:^|[.!,] |and |just |so )(?:don't|do|take|write|call|ask|tell|send|leave|keep|book|bring|put|set|"
        r"tick|make|give|start|stop|pick|choose|go|talk|speak|have a))\b"
    ),
    proposal_lead=_c(
        r"(?i)^(?:so )?what (?:i'd|i would|i) do,? .{0,30}?is (?:i |to )?|^(?:(?:and|so|but|okay|ok|"
        r"well|then|or|great|good|right|now|yes)[,.]? +)*(?:could you|can you|"
        r"would you(?: be (?:willing|open|up) (?:to|for)| consider| try| like to)?|will you|how about(?: you)?|"
        r"what about|what if you|why don't you|why not|i'd (?:suggest|propose|recommend|like you to|"
        r"invite you to|encourage you to)|i (?:suggest|propose|recommend|want you to)|"
        r"you (?:could|might|should|can)|so you'll|you'll|are you willing to|"
        r"do you think you could)(?: (?:maybe|perhaps|just|please|also|not))* "
    ),
    points_back=_c(r"\b(?:do (?:that|it|this)|that|this|those|it)\b"),
    refrain=_c(r"\b(?:don't|do not|stop|without|leave|not|no|never|avoid|instead of|drop|skip)\b"),
    agreeing=_c(
        r"(?:\b(?:i can (?:definitely |certainly |absolutely |totally )?(?:do|manage|try|commit to) (?:that|it|"
        r"this)|(?:that|this)(?:,)? i can do|(?:i'll|i will) (?:do|try) (?:that|it|this)|"
        r"(?:i'll|i will) give (?:it|that) a (?:go|try|shot)|will do|let's do (?:that|it)|consider it done|"
        r"(?:i'm|i am) (?:happy|up|willing|glad) (?:to do|for) (?:that|it)|"
        r"you have my word|count me in|i(?:'ll| will) look at it|i(?:'ll| will) have a look)\b|^\W*+(?:(?:yes|"
        r"yeah|yep|okay|ok|sure|fine|alright|all right|right|deal)\W++)+(?:i will|i promise|i can|definitely|"
        r"deal)\b\W*$"
        r"|^\W*+(?:(?:yes|yeah|okay|ok|sure|fine|alright)\W++)+(?:that's|that is|it's) (?:a deal|doable)|"
        r"^\W*(?:okay|ok|yes|yeah|fine|alright|all right|right)\W+i will\b)"
    ),
    hedged=_c(
        r"\b(?:suppose|maybe|perhaps|might|could|probably|guess|if|unless|not sure|don't|can't|won't|"
        r"would|think about|have to see|we'll see|theory|here i can)\b"
    ),
    reluctant=_c(r"\b(?:fine|i'm not|whatever|if you (?:want|say))\b"),
    kill_before=_c(
        r"\b(?:if|unless|whenever|in case|as if)\b[^.;]*$|\blike,? (?:okay|oh|right|well|yeah|no),[^.;]*$|"
        r"\b(?:not|n't)\b[^,.;]{0,20}\b(?:certain|sure|convinced)\b[^,.;]*$|\bi (?:just )?want(?:ed)? [^,.;]*$|"
        r"\b(?:if|when|unless|once|whenever|because|'cause|cos|in case|as if|suppose|imagine|until|before|after|"
        r"while|since|so that|even though|what|how|why|where|whether|who|which|than|as long as|"
        r"that thing|the thing|the way|every time|the day|the minute|the moment|the second) (?:\w+ ){0,9}$"
        r"|\b(?:said|says|say|saying|told(?: \w+)?|tell (?:him|her|them|you|myself|everyone)|telling|thought|"
        r"think(?:ing)?|thinks|goes|went|going|like|asked|promised|swore|feel like|felt like|means|"
        r"meant|believe|trust|know|wrote|writes|hear|heard|afraid|scared|worried|reckon|imagine|tells|was|were|"
        r"myself|yourself|convinced|decided|figured|assume|pretend|doubt)\b[,:]?(?: that)?(?: (?:yes|yeah|no|"
        r"okay|oh|right|well|fine|"
        r"now|look|listen|sorry))*[,:]? *[\"“']?$"
        r"|\b(?:don't|didn't|not|never|can't) (?:think|know|believe|see|feel|want|say|mean|trust|"
        r"promise)\b[^,.;]{0,30}$"
        r"|\b(?:maybe|perhaps|probably|possibly|might|hopefully|sometimes|usually|normally|always|often|by then|"
        r"some days|most days|either|sort of|i guess|i suppose|i mean)\b[, ]*$"
        r"|\b(?:usually|normally|sometimes|always|every time|typically|generally|whenever)\b"
    ),
    kill_anywhere=_c(
        r"\b(?:i'll|i will|i'm going to|i'm gonna) (?:maybe|probably|perhaps|possibly|hopefully)\b|"
        r"\b(?:these days|at the moment|currently|lately|right now|already|(?<!from )now)\W*$|"
        r"\b(?:was going to|were going to|i'd|would|might|in theory|hypothetically|or i'll|either|one day|"
        r"some ?day|eventually|at some point in my life|used to|"
        r"as usual|if i ever|i wish|kidding|joking|not promising)\b|\bif (?:he|she|they|it|that|this|we|i|you|"
        r"there|the|nobody|everyone|someone) (?!(?:would|'d|could|can|wants?|likes?|is willing))"
    ),
    kill_after=_c(r"^ (?:anything|nothing|everything wrong|it wrong)\b|\?[^\w?]*+$|\bor (?:something|whatever|not)\b"),
    idiom=_c(
        r"^(?:i'll|i will|i'm going to|i'm gonna|i won't|"
        r"i'm not going to) (?:just )?(?:say\b(?! (?:it|that|no|yes|to|sorry|something|hello))|"
        r"deal with (?:it|that)|be (?:honest|frank|"
        r"straight|blunt|fine|okay|ok|alright|happy|glad|sad|able|damned|with you)|admit|grant|"
        r"give (?:you|her|him|them|it) (?:that|this|credit)|bet|tell you\b|say (?:that|this|i)\b|"
        r"never (?:forget|know)|miss|know|feel|think about|think of|"
        r"see (?:how|what|if|whether|you|about)|take (?:that|your word|it as)|spare you|lie\b|have to|want to|"
        r"need to|let you know|lie to you|pretend|explain|get (?:to|the) (?:point|hang)|go (?:mad|crazy|nuts|under)|"
        r"be (?:there for|the)|end up|probably|start (?:crying|laughing)|get (?:it )?wrong|get (?:fired|sacked|"
        r"angry|upset|sick|tired|there|over|through|used)|do my (?:best|hardest)|kill (?:him|her|them|myself|"
        r"you|someone)|"
        r"eat my hat|bake|cross that bridge|put (?:it|that|this) (?:this way|like this|another way)|"
        r"give you (?:an|one|a) (?:example|instance))"
    ),
    within=_c(
        r"^(?:i'll|i will|i'm going to|i'm just going to|i'm gonna) (?:just )?(?:ask you|ask that|pause|"
        r"stop (?:you|there)|push|challenge|repeat|read (?:it|that|this)|summari[sz]e|play (?:it|that)|"
        r"say (?:it|that|what|back)|put (?:it|that|this)|note|park|stay with|come back|go back|"
        r"share (?:something|my|a|what)|offer|check in|invite|interrupt|let you|be quiet|hold (?:that|"
        r"the silence|this)|"
        r"give you|start|begin|leave it (?:there|at)|wait|listen|reflect|close|wrap|turn|move (?:on|us)|"
        r"shut (?:up|the)|open the|grab (?:a|my)|sit with|take a (?:breath|moment|minute|second|sip)|say it|"
        r"try (?:again|to say|to explain|and))"
    ),
    doubt_next=_c(
        r"^(?:\W*+(?:(?:but|no|well|or|and|so|actually|hmm?|um|only|then again|honestly)\W++)+)?(?:i don't know|"
        r"i'm not sure|i don't think (?:i'll|so|i will|i'd)|maybe not|we'll see|not really|just kidding|"
        r"i'm (?:kidding|joking)|"
        r"that(?: bit)?'s (?:more of a|a) (?:hope|joke)|no(?:,|\.)? (?:i won't|i can't|that's not)|probably not|"
        r"who knows|who am i kidding|as if|yeah,? right|not that i|ha(?:\W*ha)*\W*$)"
    ),
    condition_open=_c(
        r"^(?:\W*+(?:(?:and|but|so|or)\W++)+)?(?:if|suppose|imagine|say)\b[^.]*$(?<![.!?])|"
        r"\b(?:if i were|imagine if|in an ideal world|in a perfect world|ideally|hypothetically)\b"
    ),
    not_serious=_c(
        r"\b(?:i'm serious|seriously|be serious|no,? really|joking aside|jokes? aside|is that a joke|very funny|"
        r"you(?:'re| are) (?:joking|kidding|being sarcastic|not serious)|(?:i hear|that's|that was|sounds like) "
        r"(?:a |the |some )?(?:joke|sarcasm|irony))\b"
    ),
    mocking=_c(
        r"^(?:sure|right|oh sure|yeah right|yeah,? sure|of course|great|brilliant|fantastic|oh great|"
        r"lovely|wonderful), (?:and )?(?:then )?i(?:'ll|'m going to) (?!.*\b(?:monday|tuesday|"
        r"wednesday|thursday|friday|saturday|sunday|tomorrow|tonight)\b)"
    ),
    opens_speech=_c(
        r"\b(?:said|says|goes|went|told (?:him|her|them|me)|was like|thought|wrote)\b[,:]?(?: (?:yes|"
        r"no|right|okay|look|oh|sure|fine|well|hey|yeah))*\W*$"
    ),
    handing_over=_c(
        r"^(?:send|email|mail|text|message|ping|forward|share (?!something|my (?:view|thought))|call|ring|write|"
        r"put|book|drop|post|hold|save|reserve|find|look (?:up|it up|into|out)|dig|check (?:with|whether|the|"
        r"my)|introduce|"
        r"bring|prepare|make (?:a note|you|sure)|type|set up|upload|add|remind|note (?:it|that) down|get (?:you|"
        r"it|that|back to)|draft|confirm|invoice|print|copy|pass|circulate|schedule|resend|connect|"
        r"put you in touch|speak to|talk to|ask (?!you))\b"
    ),
    to_you=_c(
        r"\b(?:you|your|folder|link|article|book|copy|notes?|summary|template|list|worksheet|exercise|"
        r"invitation|invite|slides?|recording|email|file|checklist|over)\b"
    ),
    i_will=_c(r"\bi(?:'ll| will)(?: do)?\W*$|\bi will\b"),
    yours=_c(r"\b(?:and|so|then|but) (?:you|can you|could you|will you)\b"),
    side=_c(r", (?:which|who|where|because|since|although|even though|the one (?:that|with))\b"),
    playing=_c(
        r"\b(?:practi[sc]e (?:it|that|saying)|role[- ]?play|let's try it|try it on me|say it to me|"
        r"i'm (?:him|her|your boss|the boss)|"
        r"pretend i'm|imagine i'm|again, without|say it again|how would you say|"
        r"what would you say to (?:him|her|them))\b"
    ),
    openers=_set(
        "okay so no oh well look listen hey and um but great good cool deal perfect because actually "
        "honestly tomorrow tonight today monday tuesday wednesday thursday friday saturday "
        "sunday then next first yes yeah sure maybe right fine also now "
        "basically obviously finally secondly afterwards later instead personally alright anyway "
        "definitely absolutely i"
    ),
)

_VERBEN = (
    "ruf rufe schreib schreibe mach mache schick schicke frag frage red rede sprech spreche sprich übe üb "
    "tausch tausche geh gehe fang fange nehm nehme leg lege stell stelle setz setze "
    "bring bringe les lese kauf kaufe buch buche sag sage trag trage meld melde probier probiere versuch "
    "versuche kümmer kümmere plan plane besprech bespreche treff treffe lass lasse "
    "bitt bitte kündig kündige hol hole fahr fahre lauf laufe trink trinke ess esse schlaf schlafe hör höre "
    "block blocke blockiere lad lade bereit bereite schau schaue such suche "
    "räum räume schalt schalte schließ schließe schenk schenke notier notiere druck drucke bestell bestelle gib "
    "gebe zeig zeige erzähl erzähle klär kläre ordne sortier sortiere "
    "vereinbar vereinbare reservier reserviere streich streiche sperr sperre lern lerne teil teile hör höre "
    "stopp stoppe fass fasse halt halte verschieb verschiebe delegier delegiere übergeb "
    "übergebe koch koche häng hänge lösch lösche mail maile beantrag beantrage einricht richte start starte "
    "beginn beginne beende"
)
_V = "|".join(sorted(set(_VERBEN.split()), key=len, reverse=True))

DE = PromiseWords(
    definite=_c(
        r"\b(?:ich werde\b(?! (?:wohl|vielleicht|nie))|(?P<x>)werde ich\b|ich verspreche|"
        r"ich nehme mir (?:fest )?vor|(?:das )?(?P<verb>mach) ich\b(?= bis| am| morgen| heute))"
    ),
    present=_c(rf"\b(?:ich (?P<verb>{_V})\b|(?P<verb2>{_V}) ich\b|ich (?P<verb3>[a-zäöüß]{{3,}}e)\b)"),
    present_is_plain=True,
    negation=_c(r"\b(?:nicht|kein\w*|nie)\b"),
    joint=_c(rf",? (?:und|aber|dann) (?=(?:ich )?(?:{_V}) ?(?:ich|ihm|ihr|ihnen)?\b)(?=ich\b|\w+ ich\b)"),
    acting=_set(_VERBEN),
    weak=_set("sag sage mach mache halt halte schau schaue lass lasse hör höre geh gehe"),
    never=_set(
        "bin hab habe hätte würde wäre könnte möchte sollte müsste dürfte wollte brauche liebe hasse "
        "merke spüre sehe weine lache freue hoffe wünsche weiß glaub glaube denk denke fühl fühle "
        "find finde mein meine kann will muss"
    ),
    planning=_c(
        r"\b(?:was (?:möchten|wollen|werden|könnten|machen|tun|nehmen|brauchen|wäre|ist|würden) (?:sie|du|der|"
        r"ihr)|was noch|nächste[rn]? schritt|bis wann|wann (?:machen|werden|möchten|wollen)|wie (?:möchten|"
        r"wollen|könnten|werden) sie|"
        r"woran werden|dranbleiben|üben|mitnehmen|diese woche|nächste woche|bis zum nächsten|dazwischenkommen|"
        r"unterstützen|und ihre?|wer könnte|konkret|was genau|vornehmen|wie genau)\b"
    ),
    proposing=_c(
        r"\b(?:könnten sie|können sie|würden sie|wäre es (?:denkbar|möglich)|wie wäre es|warum (?:fragen|machen|"
        r"nehmen) sie nicht|ich (?:schlage vor|würde vorschlagen|empfehle|würde)|vielleicht (?:könnten|können|"
        r"bitten|fragen) sie|"
        r"probieren sie|versuchen sie|fragen sie|schreiben sie|nehmen sie|machen sie|bringen sie|rufen sie|"
        r"mögen sie|möchten sie|werden sie|kannst du|könntest du)\b"
    ),
    proposal_lead=_c(
        r"(?i)^(?:(?:und|also|oder|gut|dann|aber)[,.]? +)*(?:könnten sie|können sie|würden sie|"
        r"wäre es (?:denkbar|möglich),? dass sie|wie wäre es,? wenn sie|vielleicht könnten sie|"
        r"werden sie)(?: (?:vielleicht|mal|bitte|noch|auch))* "
    ),
    points_back=_c(r"\b(?:das machen|das tun|es|das)\b"),
    refrain=_c(r"\b(?:nicht|kein\w*|ohne|lassen|aufhören|weglassen)\b"),
    agreeing=_c(
        r"\b(?:das kann ich (?:machen|tun|gern\w* machen|versuchen)|das (?:mach|mache|werde|tu|tue) ich|(?:ja|"
        r"okay|gut|gerne?|klar)\W+(?:das )?(?:mach|mache) ich|mach(?:e)? ich (?:gern|so)|abgemacht|"
        r"das probier\w* ich|das versuch\w* ich|das nehm\w* ich mir vor|versprochen)\b"
    ),
    hedged=_c(
        r"\b(?:vielleicht|eventuell|mal (?:sehen|schauen)|weiß nicht|könnte|würde|wenn|falls|eher nicht|nicht)\b"
    ),
    reluctant=_c(r"\b(?:na gut|meinetwegen|von mir aus)\b"),
    kill_before=_c(
        r"\b(?:wenn|falls|ob|weil|dass|als|wie|was|warum|sobald|obwohl|damit|wo|bis|seit)\b[^,]{0,60}$|"
        r"\b(?:gesagt|sagt|sagte|meinte|meint|dachte|gedacht|fragte|denke?|sag)[,:]?(?: (?:ja|nein|gut|"
        r"okay))*[,:]? *[\"„»]?$"
        r"|\b(?:normalerweise|meistens|oft|manchmal|immer|sonst|früher|gewöhnlich|eigentlich|jedes mal|damals|"
        r"dann irgendwann)\b[^,]{0,40}$|\b(?:vielleicht|eventuell|wahrscheinlich)\b[^,]{0,30}$"
    ),
    kill_anywhere=_c(
        r"\b(?:normalerweise|meistens|manchmal|immer wieder|früher|damals|würde|würd|könnte|hätte|wäre|"
        r"irgendwann|eines tages|vielleicht|glaub(?:e)? nicht|weiß nicht|gleichzeitig|seit|gerade|eigentlich|"
        r"immer noch|ständig|dauernd|nie|jedes mal|vorhin|gestern|"
        r"letzte[nrs]?|zwei jahre lang|krieg)\b|^(?:und )?wenn\b|\bhab(?:e)? ich\b|\bich hab(?:e)?\b"
    ),
    kill_after=_c(r"\?[^\w?]*+$|\boder (?:so|auch nicht)\b"),
    idiom=_c(
        r"^(?:ich sag(?:e)? (?:mal|ihnen|es|das|ja)|sag(?:e)? ich|ich mein|ich geh(?:e)? davon aus|ich fühl|"
        r"ich versteh|ich mach(?:e)? mir (?:sorgen|gedanken)|ich nehm(?:e)? (?:an|das)|ich hör(?:e)? (?:sie|"
        r"dich|das)|ich les(?:e)? gerade|"
        r"ich sprech(?:e)? (?:von|davon)|ich red(?:e)? (?:da|ja|nie|von)|ich steh|ich lieg|ich frag(?:e)? mich|"
        r"frag(?:e)? ich mich|ich schlaf|ich ess\b|ich lauf\b|ich trag\b)"
    ),
    within=_c(
        r"^(?:ich (?:fass|frag|sag|les|halt|geh|mach|stell|hör|nehm)e? (?:das |ihnen |es |mal |kurz |"
        r"jetzt |hier |noch |sie )*(?:zusammen|ihnen|sie|kurz|mal|jetzt|noch mal|eine frage|auf|"
        r"einen moment|den)|dann fasse ich)"
    ),
    doubt_next=_c(
        r"^(?:\W*+(?:(?:aber|nein|na ja|oder|also|hm)\W++)+)?(?:ich weiß (?:es )?nicht|mal (?:sehen|schauen)|"
        r"vielleicht auch nicht|war ein (?:scherz|witz)|eher nicht)"
    ),
    condition_open=_c(r"\b(?:angenommen|stellen sie sich vor|im idealfall)\b"),
    not_serious=_c(r"\b(?:im ernst|ernsthaft|spaß beiseite)\b"),
    mocking=_c(r"^(?:klar|na klar|toll|super|natürlich), (?:ich|dann)\b"),
    opens_speech=_c(r"\b(?:sagte?|gesagt|meinte?|dachte|gedacht)\b[,:]?(?: (?:ja|nein|gut|okay))*\W*$"),
    handing_over=_c(
        r"^(?:schick|schicke|send|sende|mail|maile|schreib|schreibe|ruf|rufe|leite|such|suche|bring|bringe|"
        r"melde?|buch|buche|bereite?|stell|stelle|leg|lege|gebe|gib|reservier|reserviere|notiere?|erinnere|frag|"
        r"frage|kläre?|druck|drucke)\b"
    ),
    to_you=_c(r"\b(?:ihnen|dir|sie|dich|link|artikel|buch|notizen|vorlage|liste|übung|unterlagen|mail)\b"),
    i_will=_c(r"\bmach(?:e)? ich\b"),
    yours=_c(r"\bund (?:sie|du)\b"),
    side=_c(r", (?:(?:nach|mit|in|von|für|an|auf|bei) )?(?:der|die|das|den|dem|dass|weil|wo|wie|obwohl)\b"),
    playing=_c(
        r"\b(?:rollenspiel|spielen wir|probieren wir das|sagen sie es mir|ich bin (?:jetzt )?(?:ihr|"
        r"der|die) (?:chef|kollege|kollegin))\b"
    ),
    openers=_set(
        "also ja nein gut okay heute morgen dann vielleicht ich montag dienstag mittwoch donnerstag "
        "freitag samstag sonntag genau klar"
    ),
)

LANGUAGES = {"en": EN, "de": DE}
