"""The patterns behind questions.py: how questions open, what makes them open or closed, what only looks like one.

English and German, searched in lower-case text with plain apostrophes.
"""

import re

LEAD = {
    "en": r"^(?:(?:and|so|but|or|well|okay|ok|right|now|then|um|uh|yeah|yes|no|hm|mm|great|good|because|like|"
    r"i mean|you know|just|also|"
    r"alright|all right|first|hey|oh|see|maybe|perhaps|honestly|sure|sorry|thanks|anyway|fine|lovely|nice|wow|"
    r"brilliant|perfect|wonderful|cool|exactly|fair enough)[,.]? +)*",
    "de": r"^(?:(?:und|also|aber|oder|na|ja|nein|gut|okay|ok|ähm|äh|hm|mhm|jetzt|dann|denn|nun|vielleicht|schön|"
    r"genau|ach)[,.]? +)*",
}
WH = {
    "en": r"(?:what|how|why|who|whose|whom|where|when|which|what's|how's|who's|where's|when's|why's|what're|"
    r"how're|what'd|how'd)\b",
    "de": r"(?:was|wie|warum|weshalb|wieso|wozu|wer|wem|wen|wessen|wo|wohin|woher|woran|worin|womit|wofür|wovon|"
    r"worum|woraus|wodurch|worauf|"
    r"wann|welche[rsnm]?|wie viele?|inwiefern|inwieweit)\b",
}
WITH_PREPOSITION = {
    "en": r"(?:in|on|at|to|for|with|from|of|by|about|under|through) (?:what|which|whom|whose|how)\b",
    "de": r"(?:in|an|auf|mit|von|zu|aus|für|bei|seit|bis|unter|über) (?:wann|wem|wen|was|welche[rsnm]?|wie)\b",
}
AUX = {
    "en": r"(?:do|does|did|is|are|was|were|am|have|has|had|can|could|will|would|shall|should|may|might|must|"
    r"don't|doesn't|didn't|isn't|"
    r"aren't|wasn't|weren't|haven't|hasn't|hadn't|can't|couldn't|won't|wouldn't|shouldn't|ain't)",
    "de": r"(?:ist|sind|war|waren|bin|bist|seid|hat|haben|hast|habt|hatte|hatten|kann|können|kannst|könnte|"
    r"könnten|könntest|könnt|will|wollen|"
    r"wollte|wollten|willst|wollt|möchte|möchten|möchtest|mögen|magst|mag|muss|müssen|musst|müsste|"
    r"müssten|darf|dürfen|dürfte|dürfen|"
    r"soll|sollen|sollte|sollten|wird|werden|wirst|würde|würden|würdest|wäre|wären|gibt|gäbe|geht|ginge|"
    r"passt|stimmt|hören|sehen|"
    r"glauben|glaubst|denken|denkst|kennen|kennst|wissen|weißt|erinnern|merken|spüren|brauchen|brauchst|"
    r"gehen|machen|machst|"
    r"klingt|fühlt|fühlen|fühlst|trifft|reicht|hilft|kommt|kommen)",
}
SUBJECT = {
    "en": r"(?:you|i|he|she|it|we|they|that|this|there|these|those|the|a|an|any|anyone|anybody|anything|some|"
    r"someone|something|your|my|his|her|"
    r"our|their|its|part|all|everyone|everything|one|either|both|people|[a-z]+)",
    "de": r"(?:sie|du|ihr|er|es|wir|ich|man|das|die|der|dies|dieser|diese|dieses|den|da|so|sich|ihnen|dir|ihre?|"
    r"deine?|jemand|etwas|noch|also|denn|"
    r"eine?|einer)",
}
OPEN_REQUEST = {
    "en": r"(?:(?:please )?(?:tell me|say (?:a (?:little|bit) )?(?:more|some more)|talk me through|"
    r"walk me through|talk to me about|describe|"
    r"help me (?:to )?understand|take me (?:through|back|there)|paint me|give me an example|say more|"
    r"unpack|share (?:with me|more|what|how|a bit)|explain)\b"
    r"|(?:i'm|i am|i was|i'd be|i'm just)(?: just| really| quite)? (?:curious|interested|"
    r"wondering)(?: to (?:know|hear))?(?: about)? (?:what|how|why|where|who)\b"
    r"|i wonder (?:what|how|why|where|who)\b|i'd (?:love|like) to (?:hear|know|understand)(?: more)?\b)",
    "de": r"(?:(?:erzählen sie|erzähl|beschreiben sie|beschreib|schildern sie|schilder|"
    r"sagen sie (?:mir )?(?:noch )?(?:etwas )?mehr|sag (?:mir )?mehr|"
    r"führen sie mich)\b|(?:ich frage mich|mich (?:würde )?interessiert?|ich bin neugierig),? (?:was|wie|"
    r"warum|wo|wer)\b)",
}
WRAPPED_OPEN = {
    "en": r"(?:can|could|would|will|do) you (?:please |maybe |just |perhaps |want to |like to )*(?:tell|say|"
    r"talk|walk|describe|share|explain|help me understand|"
    r"give me|expand|elaborate|unpack|paint|take me)\b(?!.{0,12}\b(?:him|her|them|your|no|yes)\b)"
    r"|(?:do you (?:have )?any|have you (?:got )?any) (?:idea|sense|thoughts?|feeling)s? (?:of|about|on|"
    r"what|how|why|where)",
    "de": r"(?:können|könnten|möchten|mögen|wollen) sie (?:mir |mal |bitte |noch |"
    r"vielleicht )*(?:.{0,30})?(?:erzählen|beschreiben|schildern|erklären|sagen,? (?:was|wie))",
}
SINGLE_FACT = {
    "en": r"(?:when|when's|which)\b|how (?:many|much|long|old|often|far|tall|big|late|early|soon|recently|"
    r"confident|likely|important|ready|sure|certain)\b|"
    r"what (?:time|day|date|year|month|age|number(?! one)|colour|color|size|percentage|score|grade|job|school|"
    r"kind of (?:phone|car|job))\b|"
    r"what(?:'s| is| was) (?:your|his|her|its|their|the) (?:name|age|address|number|title|date|deadline|surname)\b|"
    r"where (?:do|did) you (?:live|work|come from|grow up)\b|where are you (?:from|based)\b|who (?:told|"
    r"said|is that|was that|else was)\b|"
    r"how are you (?:getting|travelling) (?:home|there)",
    "de": r"(?:wann|welche[rsnm]?)\b|wie (?:viele?|lange|alt|oft|weit|spät|hoch|wichtig|sicher|groß|"
    r"wahrscheinlich)\b|"
    r"wie (?:heißt|heißen|ist ihr name)\b|wo (?:wohnen|wohnst|arbeiten|arbeitest)\b|woher kommen sie|"
    r"um wie viel uhr",
}
PROPOSES = {
    "en": r"why (?:don't|not|wouldn't|can't) (?:you|we|just|try)\b|how about (?:we|you|if|\w+ing)\b|"
    r"what if (?:you|we) (?:just|could|tried|were to)\b|what about \w+ing\b",
    "de": r"(?:warum|wieso) (?:\w+ ){0,3}nicht\b|wie wäre es\b",
}
BRINGS_ANSWER = {
    "en": re.compile(
        r"^(?:or |like |maybe |is it |say )?(?:\w{3,}er(?= than)|better|worse|good|bad|fine|okay|happy|sad|tired|angry|"
        r"relieved|nervous|excited|more|less|"
        r"the [\w' -]{1,30}|a [\w' -]{1,30}|an [\w' -]{1,30}|some [\w' -]{1,30}|\w+ing|(?:half|quarter|"
        r"\d+|one|two|three|four|five|six|seven|eight|nine|"
        r"ten|eleven|twelve|twenty|thirty|forty|fifty|a hundred)\b[\w' -]{0,24})(?: than .{0,40})?\?+$"
    ),
    "de": re.compile(
        r"^(?:oder |etwa |so )?(?:besser|schlechter|gut|schlecht|erleichtert|traurig|müde|wütend|"
        r"der [\w-]+|die [\w-]+|das [\w-]+|ein(?:e|en)? [\w-]+|"
        r"\d+|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)[\w ]{0,20}\?+$"
    ),
}
TAG = {
    "en": r"(?:okay|ok|right|yes|yeah|no|huh|eh|you know|you see|see|alright|all right|correct|is it|isn't it|"
    r"wasn't it|aren't they|aren't you|"
    r"isn't there|don't you|doesn't it|didn't you|wouldn't you|won't you|can't you|do you|are you|"
    r"shall we|deal|hm|mm|fair|got it|make sense|"
    r"you know what i mean|know what i mean|really|is that right|right then|agreed|yes or no)",
    "de": r"(?:ja|ne|nicht wahr|oder|okay|ok|gell|richtig|stimmt's|nicht|wirklich|echt|hm|verstehen sie|"
    r"weißt du|wissen sie)",
}
BARE_OPEN = {
    "en": r"^and (?!(?:you|he|she|they|it|we|i|that|this)(?:'\w+)? \w+)|^(?:so|but|and)\?+$|^(?:so |"
    r"and |but )?(?:what|what else|how|how so|why|"
    r"why not|who|where|meaning|because|such as|like what|in what way|for example|what for|"
    r"then what|so what|anything in particular)\?+$|"
    r"^(?:or |and |so )?what (?:about|if|else)\b|^how about (?!we\b|if\b|you\b)",
    "de": r"^und (?!(?:sie|er|es|wir|ich)\b \w+)|^(?:und|also|aber)\?+$|^(?:was|was noch|wie|wieso|"
    r"warum|inwiefern|zum beispiel|heißt|nämlich|weil)\?+$|"
    r"^was (?:wäre|ist) mit\b",
}
CLOSED_BARE = {
    "en": r"\b(?:anything|anyone|anybody|something|someone|everything|same time|happy with|all good|ready|"
    r"sound good|sounds good|any)\b",
    "de": r"\b(?:sonst noch|noch (?:etwas|was|irgendetwas)|alles (?:gut|klar)|einverstanden|bereit|passt)\b",
}
SAYING = re.compile(
    r"(?<!you )(?<!you've )(?<!just )(?<!you'd )\b(?:said|says|saying|asked|asks|ask (?:yourself|"
    r"himself|herself|myself|themselves|ourselves)|"
    r"asking (?:yourself|myself|himself)|thought|(?:goes|went)(?=[,:])|told (?:me|him|her|them)|is like|was like|"
    r"question (?:is|was|you've got to ask[\w ]*)|sagte|gesagt|fragte|gefragt|dachte|gedacht|"
    r"meinte)\b[^?,:]{0,15}[,:] "
)
ANSWERED = re.compile(
    r"^(?:no|nope|nothing|yes|yeah|never|of course not|of course|not at all|exactly|everybody|"
    r"everyone|nobody|absolutely not|"
    r"nein|nichts|natürlich|niemand|klar)\b(?!\?)"
)
PERMISSION = {
    "en": r"(?:can i|could i|may i|might i|is it (?:okay|ok|all right|alright) if|would it be (?:okay|ok|"
    r"all right|alright|useful|helpful) if|"
    r"do you mind if|would you mind if|shall we|shall i|would you like to (?:try|do|explore|stay|go)|"
    r"are you (?:up|open) for|"
    r"are you (?:willing|open|happy) to|would you be (?:willing|open|up for|happy)|fancy|"
    r"do you want to try|can we)\b",
    "de": r"(?:darf ich|dürfte ich|kann ich|könnte ich|ist es (?:okay|in ordnung)|wäre es (?:okay|in ordnung)|"
    r"wollen wir|mögen sie|möchten sie|"
    r"magst du|möchtest du|sind sie bereit|hätten sie lust)\b",
}
OF_ONESELF = {
    "en": r"(?:what|why|how|where|who) (?:would|did|do|should|could|am|was|have) i\b",
    "de": r"(?:was|warum|wie|wo) (?:würde|habe|hab|soll|sollte|bin|war) ich\b",
}
SELF = {
    "en": re.compile(r"\b(?:would|did|do|should|could|am|was|have) i\b"),
    "de": re.compile(r"\b(?:würde|habe|hab|soll|sollte|bin|war) ich\b"),
}
