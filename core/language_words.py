"""The commonest little words of each language, as they are said in a conversation: what `core/language.py` counts.

Written for this project from knowledge of the languages, taken from no corpus and no list. A word that two languages share
stands in both, so that it speaks for neither. Apostrophes and hyphens part words ("don't" is "don" and "t"). Languages that
have a script of their own need no words. Serbian in Latin letters is counted as Croatian, Sorani Kurdish as nothing.
"""

WORDS: dict[str, str] = {
    # Germanic
    "en": "the and i you it that to of a in is was we he she they my your me what how this have not with for be but do did so "
    "are at on as if there would could should will can been were had has about like just know think really because when who "
    "why which from or an don t s m re ve ll d going get got want some them him her our us one out up then now more something "
    "thing things feel by make say said no yes let very much where their his into than only other over here am too also time "
    "way good well right mean kind always never before after again still day back take see",
    "de": "und ich du sie es das die der ist nicht ein eine zu mit den wir auch dass so auf für von im dem sich war wie was "
    "aber mir mich dir dich ihr ihnen ihre mein meine meinen dein deine einen einem einer ja nein hab habe hat haben hatte bin "
    "sind wenn dann da noch mal schon nur kann können will würde wird werden weil oder als an in bei nach aus um über vor zum "
    "zur mehr sehr immer wieder man etwas jetzt heute ganz gut doch also wo wer warum diese dieser dieses alles mache machen "
    "muss möchte wäre gar nichts eigentlich vielleicht halt eben ob einfach geht ihn uns er am vom hier viel denn selbst sagen "
    "gesagt glaube weiß wirklich",
    "nl": "de het een en ik je jij van dat is niet in op te zijn was wat met voor die maar ook hij zij ze we wij mijn jouw me "
    "mij er als dan aan om hoe heb hebt heeft hebben had ben bent kan kunnen wil willen zou moet moeten ga gaan gaat wel nog "
    "geen nu naar bij uit over of door zo daar hier iets niets veel heel meer weer altijd omdat waar wie waarom hun hem haar "
    "ons onze dit deze toen al eens echt misschien even goed weet denk vind doe doen zei zeggen nou dus want jou u uw worden "
    "wordt werd eigenlijk gewoon alles",
    "af": "die en ek jy is nie het dat in van te wat vir my om met was ons hy sy hulle maar ook as dit n sal kan moet wil so "
    "op by na aan hoe hier daar baie meer nou dan jou haar hom geen waar wanneer omdat want ja nee kom gaan sou een oor uit "
    "toe al net niks iets altyd weer wees weet dink sê doen voel nog hê",
    "sv": "och jag du det är att en ett som inte i på av för med den har var till vi de han hon men om så vad hur mig dig min "
    "din mitt ditt mina kan ska skulle vill måste får när då nu här där ja nej också bara eller från upp ut över vid än alla "
    "allt något någon inget mycket mer lite bra hade blir blev varit göra gör gick tycker tror vet känner känns säga kanske "
    "alltid aldrig igen oss dem sig hans hennes man varför eftersom vem efter",
    "da": "og jeg du det er at en et som ikke i på af for med den har var til vi de han hun men om så hvad hvordan mig dig min "
    "din mit dit mine kan skal skulle vil må får når da nu her der ja nej også bare eller fra op ud over ved end alle alt "
    "noget nogen intet meget mere lidt godt havde bliver blev været gøre gør gik synes tror føler sige måske altid aldrig igen "
    "os dem sig hans hendes man hvorfor fordi hvem efter jo lige hvis kunne nogle selv",
    "no": "og jeg du det er at en et som ikke i på av for med den har var til vi de han hun men om så hva hvordan meg deg min "
    "din mitt ditt mine kan skal skulle vil må får når da nå her der ja nei også bare eller fra opp ut over ved enn alle alt "
    "noe noen ingenting mye mer litt bra hadde blir ble vært gjøre gjør gikk synes tror vet føler si kanskje alltid aldri "
    "igjen oss dem seg hans hennes man hvorfor fordi hvem etter jo hvis kunne selv sånn ikkje eg kva frå",
    "is": "og ég þú það er að sem ekki í á af fyrir með hann hún við þeir þær en um svo hvað hvernig mig mér þig þér minn mín "
    "mitt get vil skal mun þarf fæ þegar þá nú hér þar já nei líka bara eða frá upp út yfir hjá alltaf aldrei aftur allt "
    "eitthvað mjög meira var voru hef hefur hafði verið gera held veit finn segja kannski okkur þeim sér hans hennar maður því "
    "hver eftir til ef vera",
    # Romance
    "fr": "le la les de des du un une et je tu il elle on nous vous ils que qui est pas ne ce c j l d n s m t qu à en dans "
    "pour sur avec mais ou où si au aux son sa ses mon ma mes ton ta tes me te se lui leur ça cette cet ces suis es sont était "
    "ai as a ont avez avait être avoir fait faire dit dire vais va peux peut veux plus très bien tout tous comme quand quoi "
    "comment pourquoi parce alors donc là oui non moi toi rien toujours jamais encore aussi même puis après avant chez par "
    "sans peu chose sais crois pense étais votre notre y",
    "it": "il lo la i gli le un una uno di che e è non per a in con su da del della dei delle al alla nel nella sul mi ti si "
    "ci vi io tu lui lei noi voi loro mio mia tuo tua suo sua miei ma se come cosa perché quando dove chi sono sei siamo era "
    "ero ho hai ha abbiamo hanno aveva essere avere fare fatto detto dire posso può vuoi voglio devo più molto bene tutto "
    "tutti anche ancora sempre mai già poi allora quindi qui lì sì no questo questa quello quella niente qualcosa però così po "
    "forse adesso ora prima dopo c l d so sento penso credo dal dalla",
    "es": "el la los las un una de que y no en a es por con para lo se me te le nos su sus mi mis tu tus yo tú él ella ellos "
    "usted pero si sí como cómo qué cuando cuándo donde porque más muy bien todo todos esto eso este esta ese esa algo nada "
    "está estoy estás estaba son era soy eres ser estar hay he has ha había tengo tiene tienes hacer hago hice puedo puede "
    "quiero quieres voy va vamos ya también siempre nunca ahora entonces pues así bueno otra otro vez al del o ni sin sobre "
    "hasta desde mucho poco creo sé siento decir dije dijo les fue cada día cosa cosas",
    "pt": "o a os as um uma de que e não em no na nos nas do da dos das é por com para se me te lhe eu tu você ele ela nós "
    "eles meu minha teu tua seu sua meus mas como quando onde porque quê mais muito bem tudo todos isto isso este esta esse "
    "essa algo nada está estou estava são era sou ser estar há tenho tem tinha fazer faço fiz posso pode quero vou vai vamos "
    "já também sempre nunca agora então assim bom outra outro vez ao à pelo pela ou nem sem sobre até desde pouco acho sei "
    "sinto dizer disse foi cada dia coisa coisas gente né pra aí lá só uns",
    "ca": "el la els les un una de que i no en a és per amb al del dels em et es ens us li ho hi jo tu ell ella nosaltres "
    "vostè meu meva teu teva seu seva però si sí com què quan on perquè més molt bé tot tots això aquest aquesta aquell "
    "aquella alguna res està estic estava són era sóc ets ser estar ha he has havia tinc té tens fer faig puc pot vull vols "
    "vaig va anem ja també sempre mai ara llavors així bo altra altre cop vegada o ni sense sobre fins des poc crec sé sento "
    "dir doncs cada dia cosa coses l d s m n pel",
    "gl": "o a os as un unha de que e non en no na nos nas do da dos das é por con para se me te lle eu ti vostede el ela nós "
    "eles meu miña teu túa seu súa pero como cando onde porque máis moi ben todo todos isto iso este esta ese esa algo nada "
    "está estou estaba son era ser estar hai teño ten tiña facer fago fixen podo pode quero vou vai imos xa tamén sempre nunca "
    "agora entón así bo outra outro vez ao á polo pola ou nin sen sobre ata dende pouco creo sei sinto dicir dixo foi cada día "
    "cousa cousas algunha hoxe",
    "ro": "și să nu în de la cu pe un o că ce este e eu tu el ea noi voi ei ele mă te se îmi îți își mi ți meu mea tău ta lui "
    "lor din pentru dar dacă cum când unde cine mai foarte bine tot toate asta acest această acum aici acolo sunt ești era "
    "eram am ai are avem au fi fost fac face făcut pot poate vreau vrei trebuie spun spus știu cred simt ceva nimic doar numai "
    "atunci așa apoi iar după până prin fără ca sau niște cel cea care nici unei unui nostru şi îţi îşi ţi eşti ştiu aşa",
    # Slavic in Latin letters
    "pl": "i w na nie to się z że do jest a ja ty on ona my wy oni jak co ale o po tak za od dla mi mnie ci ciebie mu go jej "
    "ich mój moja moje twój ten ta te tego tej tym czy kiedy gdzie kto dlaczego bo już jeszcze tylko bardzo dobrze coś nic "
    "wszystko zawsze nigdy teraz potem jestem jesteś są był była było byłem mam masz ma mieć być mogę może chcę muszę wiem "
    "myślę robić zrobić powiedzieć przez przed pod nad bez też więc no żeby który która które sobie siebie trochę tutaj tam "
    "jakby właśnie gdy",
    "cs": "a v na ne to se z že do je já ty on ona my vy oni jak co ale o po tak za od pro mi mě mně ti tě mu ho jí jich můj "
    "moje tvůj ten ta toho té tom jestli když kde kdo proč protože už ještě jen jenom moc velmi dobře něco nic všechno vždycky "
    "nikdy teď pak jsem jsi jsme jste jsou byl byla bylo mám máš má mít být můžu může chci musím vím myslím dělat udělat říct "
    "přes před pod nad bez taky také tedy no aby který která které si sebe trochu tady tam ve s k i by bych není nebo",
    "sk": "a v na nie to sa z že do je ja ty on ona my vy oni ako čo ale o po tak za od pre mi mňa ti teba mu ho jej ich môj "
    "moja moje tvoj ten tá toho tej tom či keď kde kto prečo pretože lebo už ešte len iba veľmi dobre niečo nič všetko vždy "
    "nikdy teraz potom som si sme ste sú bol bola bolo mám máš má mať byť môžem môže chcem musím viem myslím robiť urobiť "
    "povedať cez pred pod nad bez aj tiež teda no aby ktorý ktorá ktoré seba trochu tu tam vo s k i by nebo alebo",
    "sl": "in v na ne to se z da do je jaz ti on ona mi vi oni kako kaj ampak pa o po tako za od mene me te tebe mu ga jo jih "
    "moj moja moje tvoj ta tega tej tem če ko kje kdo zakaj ker že še samo zelo dobro nekaj nič vse vedno nikoli zdaj potem "
    "sem si smo ste so bil bila bilo imam imaš ima imeti biti lahko hočem moram vem mislim delati narediti reči skozi pred pod "
    "nad brez tudi torej no naj ki katera sebe malo tukaj tam s k h bi ali nisem ni",
    "hr": "i u na ne to se s sa da do je ja ti on ona mi vi oni kako što ali o po tako za od meni mene me te tebe mu ga joj ih "
    "moj moja moje tvoj taj ta toga toj tome ako kad kada gdje tko zašto jer već još samo jako vrlo dobro nešto ništa sve "
    "uvijek nikad sada onda sam si smo ste su bio bila bilo imam imaš ima imati biti mogu može hoću moram znam mislim raditi "
    "napraviti reći kroz prije pod nad bez također dakle pa koji koja koje sebe malo ovdje tamo iz bi ili nisam nije htio "
    "netko vrijeme",
    "sr": "и у на не то се с са да до је ја ти он она ми ви они како шта што али о по тако за од мени мене ме те тебе му га јој "
    "их мој моја моје твој тај та тога тој ако кад када где ко зашто јер већ још само јако врло добро нешто ништа све увек никад "
    "сада онда сам си смо сте су био била било имам имаш има бити могу може хоћу морам знам мислим рећи кроз пре под над без "
    "такође дакле па који која које себе мало овде тамо из би или нисам није неко време",
    # Other languages in Latin letters
    "lt": "ir aš tu jis ji tai kad ne į su iš kaip bet o po taip už nuo man mane tau tave jam mano tavo savo šis ši šito ar "
    "kai kur kas kodėl nes jau dar tik labai gerai kažką nieko viskas visada niekada dabar tada esu esi yra buvo buvau turiu "
    "turi turėti būti galiu gali noriu reikia žinau manau daryti pasakyti per prieš be pat todėl na kuris kuri truputį čia ten "
    "mes jūs jie iki apie arba nėra mums jos jų jo dėl",
    "lv": "un es tu viņš viņa tas ka ne uz ar no kā bet pēc jā par man mani tev tevi viņam mans mana tavs savs šis šī vai kad "
    "kur kas kāpēc jo jau vēl tikai ļoti labi kaut ko nekas viss vienmēr nekad tagad tad esmu esi ir bija biju būt var varu "
    "gribu vajag zinu domāju darīt teikt caur pirms bez arī tāpēc nu lai kurš kura mazliet šeit tur mēs jūs viņi līdz nav mums "
    "to tā tie daudz tādu",
    "et": "ja ma mina sa sina ta tema see et ei on kui aga oma mind mulle sind sulle teda mu su selle seda siis kas kus kes "
    "miks sest juba veel ainult väga hästi midagi kõik alati kunagi nüüd olen oled oli olin olid olema saan saab tahan pean "
    "tean arvan teha öelda läbi enne ilma ka niisiis noh mis mida natuke siin seal me meie te teie nad nende kuidas või ning "
    "pole ole peab nii kuid mul sul tal minu sinu rohkem ära",
    "fi": "ja minä sinä hän se että ei on kun mutta oma minua minulle sinua minun sinun mä sä mun sun mulla sulla niin siis "
    "kuka missä mitä miksi koska jo vielä vain vaan tosi hyvin jotain mitään kaikki aina koskaan nyt sitten olen olet oli olin "
    "olivat olla en et voin voi haluan pitää täytyy tiedän luulen tehdä sanoa ennen ilman myös mikä joka jotka vähän tässä "
    "siellä me te he heidän miten tai ole sitä tämä tämän tuo ne nämä kanssa kuin itse no joo jos enemmän onko ovat jonka",
    "hu": "a az és én te ő nem hogy is egy van volt meg de ha mert mi mit mint azt ez ezt ami aki amit akkor most már még csak "
    "nagyon jó jól valami semmi minden mindig soha itt ott vagyok vagy vannak voltam lesz lehet tudok tud akarok kell tudom "
    "gondolom csinálni mondani után előtt nélkül tehát hát egyébként kicsit ti ők nekem neked neki engem téged velem magam "
    "hogyan miért hol ki el fel le be kérdés amikor vagyis pedig illetve szerintem sem olyan így úgy abban ebben ezek azok",
    "tr": "ve bir bu ben sen o biz siz onlar de da ne için ile mi mı mu mü ama çok daha gibi var yok değil ki en kadar sonra "
    "önce bana sana ona beni seni onu benim senin onun bizim şey zaman nasıl neden niye nerede kim çünkü artık hâlâ sadece iyi "
    "her hiç şimdi evet hayır belki biraz orada burada olarak olan oldu olur olsun oluyor diye yani ise eğer hep bunu şu böyle "
    "öyle istiyorum biliyorum dedim dedi kendi kendimi vardı yoktu şeyi ya işte",
    "az": "və bir bu mən sən o biz siz onlar də da nə üçün ilə mı mi amma çox daha kimi var yox deyil ki ən qədər sonra əvvəl "
    "mənə sənə ona məni səni onu mənim sənin onun bizim şey zaman necə niyə harada kim çünki artıq hələ yalnız yaxşı hər heç "
    "indi bəli xeyr bəlkə az orada burada olaraq olan oldu olur deyə yəni əgər həmişə bunu belə elə istəyirəm bilirəm dedim "
    "dedi öz idi",
    "sq": "dhe unë ti ai ajo ne ju ata një që të e i në me për nga nuk s është jam je janë ishte isha kam ke ka kemi kanë "
    "kisha po jo si çfarë kur ku kush pse sepse por ose edhe vetëm shumë mirë diçka asgjë gjithçka gjithmonë kurrë tani pastaj "
    "mund dua duhet di mendoj bëj them tha pa para pas deri tek më mua ty tij saj im ime yt jote kjo ky këtë atë se do u",
    "eu": "eta ni zu hura gu bat da dut naiz zara dira dago zen nuen ez bai baina ere oso gehiago ondo zer nola noiz non nor "
    "zergatik hau hori egin egiten izan esan nahi behar dakit uste beti inoiz orain gero hemen hor nire zure bere niri zuri "
    "dela duen zela baino edo beste gauza asko guztiak ezer zerbait baita dugu duzu ditut nintzen egun bezala",
    "mt": "u jien int hu hi aħna intom huma li il ta ma mhux huwa hija kien kienet kont hemm għandi għandek għandu biex minn "
    "fuq għal għax imma jew ukoll biss ħafna tajjeb xi xejn kollox dejjem qatt issa kif meta fejn min għaliex dan din dak dik "
    "tiegħi tiegħek tiegħu lili lilek kollha mal fl l d s t x dwar bħal qed se",
    "ga": "agus an na is mé tú sé sí muid sibh siad go ní bhí tá níl ar ag le do i ó as faoi chun ach nó freisin seo sin mo "
    "mar cad conas nuair cá cé cén fáth a bhfuil raibh beidh bheith dom duit dó di agam agat aige orm ort rud anois riamh "
    "gcónaí maith gach aon rinne dúirt iad é í leis den don nach",
    "cy": "y yr a ac i o yn mae fi ti fe hi ni chi nhw roedd oedd dw wyt ydy ydw rydw dydw bod wedi ddim ond neu hefyd hyn "
    "hynny fy dy ei ein eich eu beth sut pryd ble pwy pam achos nawr wedyn bob dim rhywbeth popeth byth da iawn mwy gyda ar am "
    "at gan dros heb cyn ôl bydd gallu eisiau rhaid gwneud dweud meddwl n ch r w mewn fel os",
    "id": "yang dan saya aku kamu anda dia kami kita mereka ini itu di ke dari untuk dengan tidak nggak bukan ada adalah akan "
    "sudah belum bisa harus mau ingin apa bagaimana kapan mana siapa kenapa mengapa karena tapi tetapi atau juga hanya sangat "
    "lebih baik semua selalu pernah sekarang lalu kemudian sama pada dalam oleh sebagai seperti jadi kalau jika ya orang hal "
    "lagi masih banyak sesuatu merasa tahu pikir kata bahwa telah para saat diri hari",
    "ms": "yang dan saya aku awak anda dia kami kita mereka ini itu di ke dari daripada untuk dengan tidak tak bukan ada ialah "
    "akan sudah belum boleh perlu mahu ingin apa bagaimana bila mana siapa kenapa mengapa kerana tetapi tapi atau juga hanya "
    "sangat lebih baik semua selalu pernah sekarang kemudian sama pada dalam oleh sebagai seperti jadi kalau jika ya orang hal "
    "lagi masih banyak sesuatu rasa tahu fikir kata bahawa telah para saat diri hari kepada sahaja",
    "tl": "ang ng mga sa na ay ko mo niya ako ikaw ka siya kami tayo kayo sila ito iyon iyan at o pero hindi wala may mayroon "
    "meron para kung kapag dahil kasi paano ano kailan saan sino bakit din rin lang lamang po opo oo naman pa ba daw gusto "
    "kailangan alam isip gawin sabi lahat palagi ngayon tapos yung nang kanyang aking iyong natin namin nila kanila dito doon "
    "isang parang",
    "sw": "na ya wa ni kwa za la katika mimi wewe yeye sisi nyinyi wao hii hiyo hizo huo huyu hayo cha vya si sio hapana ndiyo "
    "lakini au pia tu sana zaidi vizuri kitu hakuna kila daima kamwe sasa kisha nini vipi lini wapi nani kwanini sababu kama "
    "kuwa kufanya kusema nataka lazima najua nadhani yangu yako yake yetu wangu wako wake kwamba ili bila kabla baada hivyo "
    "leo alikuwa ilikuwa nilikuwa ana nina una watu mtu",
    "vi": "và tôi bạn anh chị em nó chúng ta là không có của cho với một những các này đó kia thì mà ở trong ngoài trên dưới "
    "từ đến được bị sẽ đã đang phải muốn cần biết nghĩ làm nói gì sao như thế nào khi đâu ai vì nhưng hoặc cũng chỉ rất hơn "
    "tốt mọi luôn bây giờ rồi nếu về lại ra vào người việc điều nhiều lúc hay mình cảm thấy vẫn còn",
    "eo": "kaj la mi vi li ŝi ĝi ni ili estas estis ne jes en al de kun por sed aŭ ankaŭ nur tre bone kio kiel kiam kie kiu "
    "kial ĉar se ke tio ĉi tiu tiuj ĉio ĉiam neniam nun poste pli mia via lia nia havas povas volas devas scias pensas diris "
    "fari io nenio iom da sen antaŭ post pri per ol plu jam ankoraŭ unu min vin",
    # Cyrillic
    "ru": "и я ты он она мы вы они в на не что это с как но а по так за от для мне меня тебе тебя вам вас ему его её ее их мой "
    "моя моё твой этот эта то того той том если когда где кто почему потому уже ещё еще только очень хорошо ничего всё все "
    "всегда никогда сейчас потом есть был была было были быть могу может хочу надо нужно знаю думаю делать сделать сказать "
    "через перед под над без тоже значит ну чтобы который которая которые себе себя немного здесь там к у из о бы или нет да "
    "вот просто какой какие мной будет чем же ли говорю",
    "uk": "і й я ти він вона ми ви вони в у на не що це з як але а по так за від для мені мене тобі тебе вам вас йому його її "
    "їх мій моя моє твій цей ця то того тій тому якщо коли де хто чому бо вже ще тільки лише дуже добре щось нічого все всі "
    "завжди ніколи зараз потім є був була було були бути можу може хочу треба потрібно знаю думаю робити зробити сказати через "
    "перед під над без теж також отже ну щоб який яка які собі себе трохи тут там до із о би або ні та ось просто мною буде ж "
    "чи",
    "be": "і я ты ён яна мы вы яны ў у на не што гэта з як але а па так за ад для мне мяне табе цябе вам вас яму яго яе іх мой "
    "мая маё твой гэты гэтая то таго той калі дзе хто чаму таму бо ўжо яшчэ толькі вельмі добра нешта нічога ўсё усё усе "
    "заўсёды ніколі зараз потым ёсць быў была было былі быць магу можа хачу трэба ведаю думаю рабіць зрабіць сказаць праз "
    "перад пад над без таксама ну каб які якая якія сабе сябе трохі тут там да аб бы ці або ды вось проста мной будзе жа гэтага",
    "bg": "и аз ти той тя ние вие те в на не че това с как но а по така за от ми ме теб му го я им мой моя моето твоя този "
    "тази тези тогава ако когато къде кой защо защото вече още само много добре нещо нищо всичко винаги никога сега после съм "
    "си е сме сте са бях беше били бъде да мога може искам трябва знам мисля правя направя кажа през преди под над без също "
    "значи ами който която които себе малко тук там към у из или ще ли обаче какво до след със във един една има няма като",
    "mk": "и јас ти тој таа ние вие тие во на не дека тоа со како но а по така за од ми ме тебе му го ја им мојот мојата моето "
    "твојот овој оваа овие тогаш ако кога каде кој зошто бидејќи веќе уште само многу добро нешто ништо сѐ се секогаш никогаш "
    "сега потоа сум си е сме сте бев беше биле биде да можам може сакам треба знам мислам правам направам кажам преку пред под "
    "над без исто значи па што која кои себе малку тука таму кон или ќе ли меѓутоа до еден една има нема",
    "kk": "және мен сен ол біз сіз олар бұл сол осы да де ма ме ба бе не үшін бен пен бірақ өте көп жақсы бар жоқ емес деп ғой "
    "маған саған оған мені сені оны менің сенің оның біздің нәрсе қалай неге қайда кім себебі енді әлі тек бәрі әрқашан "
    "ешқашан қазір содан кейін керек білемін ойлаймын болды болып болады еді бір соң туралы жаңа сияқты қандай иә",
    "mn": "би чи тэр бид та нар энэ юм нь бол байна байсан байгаа биш үгүй ба болон гэж гэсэн гэхдээ харин маш их сайн юу яаж "
    "хэзээ хаана хэн яагаад учир одоо дараа надад чамд түүнд намайг чамайг түүнийг миний чиний түүний бидний хэрэгтэй мэдэж "
    "бодож хийх хэлэх бүх үргэлж зөвхөн илүү ч л вэ уу үү шүү даа ямар нэг өдөр хүн өөрийн",
    # Arabic letters
    "ar": "في من على أن إن لا ما هذا هذه ذلك التي الذي كان كنت هو هي أنا أنت نحن هم مع عن إلى أو لم لن قد كل شيء بعد قبل عند "
    "لكن ليس هل كيف ماذا متى أين لماذا لأن إذا ثم أيضا جدا أكثر دائما الآن يوم نعم يا أريد أعرف يكون تكون عندما حتى بين لي لك "
    "له انا انت ايه مش اللي كده عشان بس و",
    "fa": "و من تو او ما شما آنها در از به که این آن را با برای است هست بود نیست می نمی هم یک تا اما ولی اگر چون خیلی خوب چه "
    "چرا کجا کی چطور همه هیچ چیزی همیشه الان بعد قبل فقط دیگر باید شد شده کنم کرد کردم کنید دارم دارد داشت خودم خود فکر گفت "
    "بله نه یا هر ها های باشد رو اینکه وقتی یعنی",
    "ur": "اور میں تم آپ وہ ہم یہ کا کی کے کو سے پر نے ہے ہیں تھا تھی تھے ہوں نہیں کہ جو بھی ہی تو اگر لیکن کیا کیوں کیسے کب "
    "کہاں کون بہت اچھا کچھ سب ہمیشہ کبھی اب پھر بعد پہلے صرف ساتھ لئے لیے ہو رہا رہی کر کرنا کرتا گیا جب تک مجھے میرا میری ایک "
    "اس ان جی ہاں والے",
    # Devanagari
    "hi": "और मैं तुम आप वह हम यह का की के को से पर ने है हैं था थी थे हूँ हूं नहीं कि जो भी ही तो अगर लेकिन क्या क्यों कैसे "
    "कब कहाँ कौन बहुत अच्छा कुछ सब हमेशा कभी अब फिर बाद पहले सिर्फ साथ लिए हो रहा रही कर करना करता गया जब तक मुझे मेरा मेरी एक "
    "इस उस में जी हाँ वाले अपने वो ये",
    "mr": "आणि मी तू तुम्ही तो ती ते आम्ही आपण हा ही हे चा ची चे ला ने आहे आहेत होता होती होते नाही की जे पण तर जर काय का कसे "
    "कधी कुठे कोण खूप चांगले काही सर्व नेहमी आता मग नंतर आधी फक्त साठी मला माझा माझी माझे तुला तुझा एक या त्या मध्ये करणे केले "
    "झाले असे त्याला म्हणून म्हणजे होय",
    "ne": "र म तिमी तपाईं ऊ हामी यो त्यो को का की लाई ले मा बाट छ छन् थियो थिए हुँ होइन छैन कि जो पनि नै त यदि तर के किन कसरी "
    "कहिले कहाँ धेरै राम्रो केही सबै सधैं अब अनि पछि अघि मात्र साथ लागि हो भयो गर्न गर्छु गरेको जब मलाई मेरो तिम्रो एक यस उस "
    "भने गर्ने हुन्छ भएको",
}

# The letters beyond a to z, and beyond the common ones of the other scripts, that each language writes: they speak for words
# that are in no list, shared among the languages that have them all.
LETTERS: dict[str, str] = {
    "de": "äöüß",
    "nl": "ëïéè",
    "af": "êëôïûé",
    "sv": "åäöé",
    "da": "æøåé",
    "no": "æøåéòô",
    "is": "áðéíóúýþæö",
    "fr": "àâçéèêëîïôùûœ",
    "it": "àèéìòù",
    "es": "áéíóúñü",
    "pt": "áâãàçéêíóôõú",
    "ca": "àçèéíïòóúü",
    "gl": "áéíóúñ",
    "ro": "ăâîșțşţ",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíľĺňóôŕšťúýž",
    "sl": "čšž",
    "hr": "čćđšž",
    "sr": "ђћџјљњ",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "et": "äõöüšž",
    "fi": "äö",
    "hu": "áéíóöőúüű",
    "tr": "çğıöşü",
    "az": "əçğıöşü",
    "sq": "ëç",
    "eu": "ñ",
    "mt": "ċġħżà",
    "ga": "áéíóú",
    "cy": "âêîôûŵŷ",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "eo": "ĉĝĥĵŝŭ",
    "ru": "ыэёъ",
    "uk": "їєґі",
    "be": "ўёыэі",
    "bg": "ъ",
    "mk": "ѓќѕјљњџ",
    "kk": "қңғұһәіөүы",
    "mn": "өүыэё",
    "fa": "پچژگکی",
    "ur": "پچژگٹڈڑےںہھکی",
    "ku": "ێۆڵڕەپچژگکی",
    "ar": "يىكة",
    "mr": "ळ",
}
