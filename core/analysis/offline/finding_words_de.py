"""German words that mark discoveries, values, beliefs, feelings, achievements and wishes."""

from core.analysis.offline.finding_patterns import FindingWords
from core.analysis.offline.finding_patterns import compiled as _c

DE = FindingWords(
    discovery=(
        (
            1.0,
            _c(
                r"\b(?:mir (?:wird|ist|geht) (?:gerade|jetzt|eben|da)?.{0,20}(?:klar|bewusst|auf|erst)|"
                r"ich (?:merke?|seh(?:e)?|begreife?|verstehe?|erkenne?) (?:gerade|jetzt|erst|eben)|"
                r"jetzt (?:merke|seh|sehe|verstehe|begreife) ich|das (?:ist|war) (?:ja )?(?:dieselbe?|"
                r"dasselbe|das gleiche)|"
                r"ich hab(?:e)? (?:immer |jahrelang |zwei jahre lang )?(?:gedacht|geglaubt)|das ist mir jetzt|"
                r"darum geht'?s|ich hab(?:e)? gar (?:kein\w*|nicht)|das ist gar nicht|dass (?:ich|das) (?:gar |"
                r"schon |eigentlich |nie )|das hab ich (?:noch )?nie (?:so )?gesehen)\b"
            ),
        ),
        (
            0.7,
            _c(
                r"\b(?:eigentlich|in wirklichkeit|im grunde) (?:geht|will|brauche|bin|ist|habe?)|"
                r"ich glaub(?:e)?,? ich (?:hab|bin|will|warte|such)|ich (?:warte|suche|renne|kämpfe|"
                r"verstecke) (?:eigentlich|immer|die ganze)"
            ),
        ),
        (
            0.7,
            _c(
                r"\b(?:nicht|kein\w*) [\w ]{2,30}[.,;–-]+ (?:sondern|das ist|es ist|ich bin|dann (?:ist|wär)|"
                r"das war)\b|\bdann (?:wär|wäre|ist) das (?:kein\w*|ein\w*)\b|\b(?:die|das|der) gehört mir\b"
            ),
        ),
        (0.4, _c(r"^(?:\W*(?:ach|oh|hm|puh|ach du)\b)")),
        (0.3, _c(r"\b(?:eigentlich|nie|nur|wirklich|weil|selber|selbst|mädchen|kind)\b")),
    ),
    discovery_not=_c(r"\b(?:entschuldigung|danke|tschüss|guten morgen|guten tag)\b|^(?:ja|nein|okay|gut)\W*$"),
    asks_learning=_c(
        r"\b(?:gelernt|mitnehmen|nehmen sie mit|über sich|erkannt|klar geworden|was sehen sie|"
        r"was hören sie|was sagt das|was ist (?:jetzt )?(?:anders|neu)|was passiert gerade|"
        r"was wäre dann)\b"
    ),
    deep=_c(r"\b(?:ich|mir|mich|mein\w*)\b"),
    value=(
        (
            1.0,
            _c(
                r"\b(?:(?:ist|sind) mir (?:sehr |so |ganz |total )?wichtig|mir ist (?:\w+ ){0,3}wichtig|"
                r"das bedeutet mir|mir geht es (?:um|darum)|ich lege wert|liegt mir am herzen|ich stehe für|"
                r"ich glaube an|dafür stehe ich)\b"
            ),
        ),
        (
            0.8,
            _c(
                r"\bich will,? dass\b|\bich möchte (?:jemand|eine?|der|die) (?:sein|bleiben)\b|"
                r"\bwas ich will,? ist\b"
            ),
        ),
    ),
    limiting=(
        (
            1.0,
            _c(
                r"\b(?:(?:dass )?ich (?:da |hier )?nicht (?:hin)?gehöre?|ich bin (?:einfach )?nicht (?:gut|"
                r"klug|stark) genug|ich bin (?:kein|keine) (?:\w+ )?(?:typ|mensch|führungskraft)|"
                r"so jemand wie ich|leute wie ich|ich darf (?:keine?n?|nicht) (?:fehler|schwäche|nein)|"
                r"ich muss (?:immer|alles|perfekt)|"
                r"ich hab(?:e)? (?:das|es) nicht verdient|das steht mir nicht zu|ich werde? nie|"
                r"ich bin (?:eine? )?(?:versager|hochstapler|last))"
            ),
        ),
        (
            0.9,
            _c(
                r"\bwenn ich (?:nicht|nein|mal|das|loslasse|aufhöre|fehler)\b[\w ,]{0,50}(?:dann )?(?:bricht|"
                r"fällt|geht|denken|merken|verliere|sind|ist|bin)\b"
            ),
        ),
    ),
    empowering=(
        (
            1.0,
            _c(
                r"\b(?:ich gehör(?:e)? (?:da |hier )?(?:hin|dazu)|ich darf (?:das|auch|loslassen|nein)|"
                r"ich bin gut genug|ich kann das(?: schon| seit)?|ich muss (?:das )?nicht (?:mehr|alles|"
                r"immer)|ich bin nicht feige|ich schaff(?:e)? das)\b"
            ),
        ),
    ),
    heavy=_c(
        r"\b(?:angst\w*|furcht\w*|fürchte\w*|panik\w*|nervös|sorge\w*|stress\w*|erschöpft|müde|kaputt|leer|"
        r"traurig\w*|wein\w*|heul\w*|tränen|einsam|allein|schuld\w*|scham|schäm\w*|peinlich|wütend|wut|ärger\w*|"
        r"genervt|frust\w*|eng|hals|druck|schwer|hilflos|verzweifelt|"
        r"schlecht|feige|stumm|ohnmächtig|gelähmt|zittert|überfordert)\b|\[weint\]"
    ),
    light=_c(
        r"\b(?:erleichter\w*|leicht\w*|ruhig\w*|frei\w*|froh|glücklich|stolz|zuversicht\w*|hoffnung|mut\w*|"
        r"sicher\w*|klar\w*|luft|weit\w*|gut|besser|warm|dankbar|entspannt|gelassen|stark|freu\w*|tut gut|atmen|"
        r"keks)\b|\[lacht\]"
    ),
    feeling_frame=_c(
        r"\b(?:ich (?:bin|war|hab|habe|hatte|fühl\w*|krieg\w*|spür\w*)|es (?:ist|war|wird|fühlt)|"
        r"das (?:ist|war|tut|fühlt|macht)|mir (?:ist|war|geht|wird)|'s)\b"
    ),
    now=_c(r"\b(?:jetzt|gerade|heute|plötzlich|auf einmal|inzwischen|schon|nicht mehr|wird|eben)\b"),
    then=_c(r"\b(?:war|hatte|vorhin|früher|damals|am anfang|gestern|letzte\w*|gedacht|immer)\b"),
    achieved=(
        (
            1.0,
            _c(
                r"\b(?:ich bin (?:so |echt |ein bisschen |richtig )?stolz|ich hab(?:e)? (?:es |"
                r"das )?(?:endlich |tatsächlich |wirklich )?(?:geschafft|hingekriegt|durchgehalten|"
                r"durchgezogen|abgeschlossen|bestanden|gewonnen|geschrieben)|zum ersten mal|das hat (?:gut |"
                r"super |prima )?(?:geklappt|funktioniert)|"
                r"(?:ist|lief|war) (?:richtig |sehr |wirklich |echt )?gut gelaufen|lief (?:richtig |sehr )?gut|"
                r"hab(?:e)? ich (?:fast )?(?:alle|alles) (?:selber|selbst)|vorhin war das eine|"
                r"jetzt ist (?:das|es) (?:nur noch )?(?:so )?eine)\b"
            ),
        ),
        (0.5, _c(r"\b(?:stolz|endlich|geschafft|gut|besser|selber|selbst|erfolg\w*)\b")),
    ),
    failed=_c(
        r"\b(?:nicht (?:geschafft|geklappt|gemacht)|leider|schlimmer|schlechter|wieder nicht|"
        r"gar nicht|hätte|wenn ich|wäre|würde|beinahe|fast nicht)\b"
    ),
    wanting=(
        (
            1.0,
            _c(
                r"\b(?:ich (?:will|möchte|wünsche mir|würde gern|hätte gern|möchte gern)\b|mein ziel|"
                r"ich will,? dass|dass ich .{3,60} kann\b|was ich will)"
            ),
        ),
        (0.6, _c(r"\b(?:ich (?:fang|werde|höre auf|mach|lass)e?)\b")),
    ),
    wanting_not=_c(r"\b(?:will nicht|wollte|möchte nicht|irgendwann mal|wenn ich)\b|\?[^\w?]*+$"),
    asks_goal=_c(
        r"\b(?:was (?:möchten|wollen|wünschen|brauchen|wäre|soll|bringen|haben)|worum geht|"
        r"woran (?:möchten|würden|wollen)|was ist ihr (?:ziel|anliegen|thema)|unserer zeit|"
        r"am ende (?:der|unserer)|mitnehmen|wie soll)\b"
    ),
    progress=(
        (
            1.2,
            "Setback",
            _c(
                r"\b(?:rückschritt|schlimmer (?:geworden|als)|wieder (?:zurück|reingefallen|angefangen)|"
                r"zurückgefallen|schlechter als)\b"
            ),
        ),
        (
            1.0,
            "Significant",
            _c(
                r"\b(?:(?:von|war).{0,20}(?:neun|zehn|acht|sieben).{0,40}(?:jetzt|auf).{0,20}(?:eins?|zwei|"
                r"drei|vier)|(?:richtig|sehr|super) gut (?:gelaufen|geklappt)|hat (?:gut )?geklappt|"
                r"ich hab(?:e)? es geschafft|viel (?:besser|leichter|ruhiger)|ich krieg(?:e)? luft)\b"
            ),
        ),
        (
            0.9,
            "Moderate",
            _c(
                r"\b(?:(?:schon )?(?:etwas|bisschen) (?:besser|leichter|weiter)|es wird besser|fortschritt|"
                r"angefangen)\b"
            ),
        ),
        (0.9, "Minimal", _c(r"\b(?:kaum|nur (?:einmal|zweimal)|nicht viel|wenig)\b")),
    ),
    asks_progress=_c(
        r"\b(?:letztes mal|letzte sitzung|seit (?:wir|dem|unserer)|wie (?:ist|war|lief|geht)|"
        r"haben sie (?:es|das|die)|auf einer skala|wo stehen|was passiert|was hat sich|"
        r"was ist (?:seither|daraus))\b"
    ),
    hedge=_c(
        r"\b(?:irgendwie|vielleicht|glaub(?:e)? ich|ich weiß nicht|eigentlich|halt|sozusagen|"
        r"wahrscheinlich|ein bisschen|so ein)\b"
    ),
    image=_c(
        r"\b(?:wie (?:ein|eine|der|die|das|wenn|so)|als ob|als (?:hätte?|wäre?|würde)|so ein\w*|das ist ein\w*)\b"
    ),
    not_insight=_c(r"\b(?:ich werde|morgen|gestern|letzte\w*|neulich|heute früh|wenn ich|ich könnte|würde)\b"),
    first_person=_c(r"\b(?:ich|mir|mich|mein\w*|wir)\b"),
    result=_c(r"\bich hab(?:e)?\b|\bhab(?:e)? ich\b|\b(?:gut|besser|stolz|ruhig|geschafft)\b"),
    struck=_c(
        r"\b(?:das hab(?:e)? ich noch nie (?:so )?(?:gesagt|gesehen|gedacht)|"
        r"das ist mir (?:jetzt )?(?:eben|gerade) erst|das ist ja verrückt|komisch|ach du)\b"
    ),
)
