"""A few sentences of an invented session in each language, as a transcription writes them: written for these tests."""

SAMPLES = {
    "en": "I don't know what to do about my boss. Every time we talk I feel very small, and afterwards I am angry with myself. "
    "What would you like instead? I would like to say calmly what I need. So on Friday I will speak to him.",
    "de": "Ich weiß nicht, was ich mit meinem Chef machen soll. Jedes Mal, wenn wir reden, fühle ich mich sehr klein, und "
    "danach ärgere ich mich über mich selbst. Was hätten Sie stattdessen gern? Ich möchte ruhig sagen, was ich brauche.",
    "nl": "Ik weet niet wat ik met mijn baas moet doen. Elke keer als we praten voel ik me heel klein, en daarna ben ik boos "
    "op mezelf. Wat zou je liever willen? Ik wil rustig zeggen wat ik nodig heb. Vrijdag ga ik met hem praten.",
    "af": "Ek weet nie wat om met my baas te doen nie. Elke keer as ons praat, voel ek baie klein, en daarna is ek kwaad vir "
    "myself. Wat sou jy eerder wou hê? Ek wil rustig sê wat ek nodig het. Vrydag sal ek met hom praat.",
    "sv": "Jag vet inte vad jag ska göra med min chef. Varje gång vi pratar känner jag mig väldigt liten, och efteråt är jag "
    "arg på mig själv. Vad skulle du vilja i stället? Jag vill lugnt kunna säga vad jag behöver. På fredag pratar jag med "
    "honom.",
    "da": "Jeg ved ikke, hvad jeg skal gøre med min chef. Hver gang vi taler sammen, føler jeg mig meget lille, og bagefter er "
    "jeg vred på mig selv. Hvad kunne du tænke dig i stedet? Jeg vil roligt sige, hvad jeg har brug for. På fredag taler jeg "
    "med ham.",
    "no": "Jeg vet ikke hva jeg skal gjøre med sjefen min. Hver gang vi snakker føler jeg meg veldig liten, og etterpå er jeg "
    "sint på meg selv. Hva kunne du tenke deg i stedet? Jeg vil rolig si hva jeg trenger. På fredag skal jeg snakke med ham.",
    "is": "Ég veit ekki hvað ég á að gera við yfirmanninn minn. Í hvert skipti sem við tölum saman finnst mér ég vera mjög "
    "lítil, og eftir það er ég reið við sjálfa mig. Hvað myndir þú vilja í staðinn? Ég vil geta sagt rólega hvað ég þarf.",
    "fr": "Je ne sais pas quoi faire avec mon chef. Chaque fois qu'on parle, je me sens toute petite, et après je suis en "
    "colère contre moi-même. Qu'est-ce que vous aimeriez à la place ? J'aimerais dire calmement ce dont j'ai besoin.",
    "it": "Non so cosa fare con il mio capo. Ogni volta che parliamo mi sento molto piccola, e dopo sono arrabbiata con me "
    "stessa. Che cosa vorrebbe invece? Vorrei dire con calma quello di cui ho bisogno. Venerdì gli parlerò.",
    "es": "No sé qué hacer con mi jefe. Cada vez que hablamos me siento muy pequeña, y después estoy enfadada conmigo misma. "
    "¿Qué te gustaría en lugar de eso? Me gustaría decir con calma lo que necesito. El viernes voy a hablar con él.",
    "pt": "Não sei o que fazer com o meu chefe. Cada vez que falamos, sinto-me muito pequena, e depois fico zangada comigo "
    "mesma. O que é que gostaria em vez disso? Gostava de dizer com calma aquilo de que preciso. Na sexta vou falar com ele.",
    "ca": "No sé què fer amb el meu cap. Cada vegada que parlem em sento molt petita, i després estic enfadada amb mi mateixa. "
    "Què t'agradaria en lloc d'això? M'agradaria dir amb calma el que necessito. Divendres parlaré amb ell.",
    "gl": "Non sei que facer co meu xefe. Cada vez que falamos síntome moi pequena, e despois estou enfadada comigo mesma. Que "
    "che gustaría no canto diso? Gustaríame dicir con calma o que preciso. O venres vou falar con el.",
    "ro": "Nu știu ce să fac cu șeful meu. De fiecare dată când vorbim mă simt foarte mică, iar după aceea sunt supărată pe "
    "mine. Ce ți-ai dori în schimb? Aș vrea să spun calm de ce am nevoie. Vineri o să vorbesc cu el.",
    "pl": "Nie wiem, co zrobić z moim szefem. Za każdym razem, kiedy rozmawiamy, czuję się bardzo mała, a potem jestem zła na "
    "siebie. Czego chciałabyś zamiast tego? Chciałabym spokojnie powiedzieć, czego potrzebuję. W piątek z nim porozmawiam.",
    "cs": "Nevím, co mám dělat se svým šéfem. Pokaždé, když spolu mluvíme, se cítím hrozně malá a potom se na sebe zlobím. Co "
    "byste chtěla místo toho? Chtěla bych v klidu říct, co potřebuju. V pátek s ním promluvím.",
    "sk": "Neviem, čo mám robiť so svojím šéfom. Zakaždým, keď sa rozprávame, sa cítim veľmi malá a potom sa na seba hnevám. "
    "Čo by ste chceli namiesto toho? Chcela by som pokojne povedať, čo potrebujem. V piatok sa s ním porozprávam.",
    "sl": "Ne vem, kaj naj naredim s svojim šefom. Vsakič, ko se pogovarjava, se počutim zelo majhno, potem pa sem jezna nase. "
    "Kaj bi želeli namesto tega? Rada bi mirno povedala, kaj potrebujem. V petek bom govorila z njim.",
    "hr": "Ne znam što da radim sa svojim šefom. Svaki put kad razgovaramo osjećam se jako malo, a poslije sam ljuta na sebe. "
    "Što biste htjeli umjesto toga? Htjela bih mirno reći što trebam. U petak ću razgovarati s njim.",
    "sr": "Не знам шта да радим са својим шефом. Сваки пут кад разговарамо осећам се јако мало, а после сам љута на себе. Шта "
    "бисте хтели уместо тога? Хтела бих мирно да кажем шта ми треба. У петак ћу разговарати с њим.",
    "lt": "Nežinau, ką daryti su savo viršininku. Kiekvieną kartą, kai kalbamės, jaučiuosi labai maža, o paskui pykstu ant "
    "savęs. Ko norėtumėte vietoj to? Norėčiau ramiai pasakyti, ko man reikia. Penktadienį su juo pasikalbėsiu.",
    "lv": "Es nezinu, ko darīt ar savu priekšnieku. Katru reizi, kad mēs runājam, es jūtos ļoti maza, un pēc tam esmu dusmīga "
    "uz sevi. Ko jūs gribētu tā vietā? Es gribētu mierīgi pateikt, kas man ir vajadzīgs. Piektdien es ar viņu parunāšu.",
    "et": "Ma ei tea, mida oma ülemusega teha. Iga kord, kui me räägime, tunnen ennast väga väiksena ja pärast olen enda peale "
    "vihane. Mida sa selle asemel tahaksid? Tahaksin rahulikult öelda, mida mul vaja on. Reedel räägin temaga.",
    "fi": "En tiedä, mitä tekisin pomoni kanssa. Joka kerta kun me puhutaan, tunnen itseni tosi pieneksi, ja sen jälkeen olen "
    "vihainen itselleni. Mitä sä haluaisit sen sijaan? Haluaisin sanoa rauhassa, mitä tarvitsen. Perjantaina puhun hänelle.",
    "hu": "Nem tudom, mit csináljak a főnökömmel. Minden alkalommal, amikor beszélünk, nagyon kicsinek érzem magam, utána meg "
    "haragszom magamra. Mit szeretnél helyette? Szeretném nyugodtan elmondani, mire van szükségem. Pénteken beszélek vele.",
    "tr": "Patronumla ne yapacağımı bilmiyorum. Her konuştuğumuzda kendimi çok küçük hissediyorum, sonra da kendime kızıyorum. "
    "Bunun yerine ne isterdin? Neye ihtiyacım olduğunu sakince söylemek istiyorum. Cuma günü onunla konuşacağım.",
    "az": "Müdirimlə nə edəcəyimi bilmirəm. Hər dəfə danışanda özümü çox kiçik hiss edirəm, sonra da özümə əsəbiləşirəm. Bunun "
    "əvəzinə nə istəyərdin? Mənə nə lazım olduğunu sakitcə demək istəyirəm. Cümə günü onunla danışacağam.",
    "sq": "Nuk e di çfarë të bëj me shefin tim. Sa herë që flasim ndihem shumë e vogël, dhe pastaj jam e zemëruar me veten. "
    "Çfarë do të doje në vend të kësaj? Do të doja të thosha me qetësi se çfarë më duhet. Të premten do të flas me të.",
    "eu": "Ez dakit zer egin nire nagusiarekin. Hitz egiten dugun bakoitzean oso txiki sentitzen naiz, eta gero nire "
    "buruarekin haserre nago. Zer nahi zenuke horren ordez? Lasai esan nahi dut zer behar dudan. Ostiralean berarekin hitz "
    "egingo dut.",
    "mt": "Ma nafx x'għandi nagħmel mal-kap tiegħi. Kull darba li nitkellmu nħossni żgħira ħafna, u wara nkun irrabjata miegħi "
    "nnifsi. X'tixtieq minflok? Nixtieq ngħid bil-kalma x'għandi bżonn. Il-Ġimgħa se nitkellem miegħu.",
    "ga": "Níl a fhios agam cad ba cheart dom a dhéanamh faoi mo bhainisteoir. Gach uair a labhraímid, mothaím an-bheag, agus "
    "ina dhiaidh sin bíonn fearg orm liom féin. Cad ba mhaith leat ina áit sin? Ba mhaith liom a rá go socair cad atá uaim.",
    "cy": "Dydw i ddim yn gwybod beth i'w wneud am fy mhennaeth. Bob tro rydyn ni'n siarad, dw i'n teimlo'n fach iawn, ac "
    "wedyn dw i'n grac gyda fi fy hun. Beth hoffech chi yn lle hynny? Hoffwn i ddweud yn dawel beth sydd ei angen arna i.",
    "id": "Saya tidak tahu apa yang harus saya lakukan dengan bos saya. Setiap kali kami bicara, saya merasa sangat kecil, dan "
    "setelah itu saya marah pada diri sendiri. Apa yang kamu inginkan? Saya ingin bilang dengan tenang apa yang saya butuhkan.",
    "tl": "Hindi ko alam kung ano ang gagawin ko sa boss ko. Tuwing nag-uusap kami, pakiramdam ko ang liit-liit ko, at "
    "pagkatapos ay galit ako sa sarili ko. Ano ang gusto mo sa halip? Gusto kong sabihin nang mahinahon kung ano ang kailangan "
    "ko.",
    "sw": "Sijui nifanye nini na bosi wangu. Kila tunapozungumza najiona mdogo sana, na baadaye ninajikasirikia mwenyewe. "
    "Ungependa nini badala yake? Ningependa kusema kwa utulivu kile ninachohitaji. Ijumaa nitazungumza naye.",
    "vi": "Tôi không biết phải làm gì với sếp của tôi. Mỗi lần nói chuyện tôi cảm thấy mình rất nhỏ bé, và sau đó tôi giận "
    "chính mình. Thay vào đó chị muốn gì? Tôi muốn bình tĩnh nói ra điều mình cần. Thứ sáu tôi sẽ nói chuyện với anh ấy.",
    "eo": "Mi ne scias, kion fari pri mia estro. Ĉiufoje, kiam ni parolas, mi sentas min tre malgranda, kaj poste mi koleras "
    "kontraŭ mi mem. Kion vi volus anstataŭe? Mi volus trankvile diri, kion mi bezonas. Vendrede mi parolos kun li.",
    "ru": "Я не знаю, что мне делать с начальником. Каждый раз, когда мы говорим, я чувствую себя очень маленькой, а потом "
    "злюсь на себя. Чего бы вы хотели вместо этого? Я хочу спокойно сказать, что мне нужно. В пятницу я с ним поговорю.",
    "uk": "Я не знаю, що мені робити з начальником. Щоразу, коли ми говоримо, я почуваюся дуже маленькою, а потім злюся на "
    "себе. Чого б ви хотіли натомість? Я хочу спокійно сказати, що мені потрібно. У п'ятницю я з ним поговорю.",
    "be": "Я не ведаю, што мне рабіць з начальнікам. Кожны раз, калі мы размаўляем, я адчуваю сябе вельмі маленькай, а потым "
    "злуюся на сябе. Чаго б вы хацелі замест гэтага? Я хачу спакойна сказаць, што мне трэба. У пятніцу я з ім пагавару.",
    "bg": "Не знам какво да правя с шефа си. Всеки път, когато говорим, се чувствам много малка, а после се ядосвам на себе "
    "си. Какво бихте искали вместо това? Искам спокойно да кажа от какво имам нужда. В петък ще говоря с него.",
    "mk": "Не знам што да правам со шефот. Секојпат кога зборуваме се чувствувам многу мала, а потоа се лутам на себе. Што би "
    "сакале наместо тоа? Сакам мирно да кажам што ми треба. Во петок ќе зборувам со него.",
    "kk": "Бастығыммен не істерімді білмеймін. Сөйлескен сайын өзімді өте кішкентай сезінемін, содан кейін өзіме ашуланамын. "
    "Оның орнына не қалар едің? Маған не керек екенін сабырмен айтқым келеді. Жұма күні онымен сөйлесемін.",
    "mn": "Би даргатайгаа яахаа мэдэхгүй байна. Бид ярих болгонд би өөрийгөө маш жижиг мэт мэдэрдэг, дараа нь өөртөө уурладаг. "
    "Та оронд нь юу хүсэж байна вэ? Надад юу хэрэгтэйг тайван хэлмээр байна. Баасан гарагт би түүнтэй ярина.",
    "ar": "لا أعرف ماذا أفعل مع مديري. كل مرة نتحدث فيها أشعر بأنني صغيرة جدا، وبعد ذلك أغضب من نفسي. ماذا تريدين بدلا من ذلك؟ "
    "أريد أن أقول بهدوء ما أحتاج إليه. يوم الجمعة سوف أتحدث معه.",
    "fa": "نمی‌دانم با رئیسم چه کار کنم. هر بار که حرف می‌زنیم احساس می‌کنم خیلی کوچک هستم و بعد از خودم عصبانی می‌شوم. به جای "
    "آن چه می‌خواهید؟ می‌خواهم با آرامش بگویم که به چه چیزی نیاز دارم. جمعه با او صحبت می‌کنم.",
    "ur": "مجھے نہیں معلوم کہ میں اپنے باس کے ساتھ کیا کروں۔ جب بھی ہم بات کرتے ہیں میں خود کو بہت چھوٹا محسوس کرتی ہوں، اور "
    "بعد میں اپنے آپ پر غصہ آتا ہے۔ آپ اس کی جگہ کیا چاہیں گی؟ میں سکون سے کہنا چاہتی ہوں کہ مجھے کیا چاہیے۔",
    "hi": "मुझे नहीं पता कि मैं अपने बॉस के साथ क्या करूँ। जब भी हम बात करते हैं, मैं बहुत छोटा महसूस करती हूँ, और बाद में "
    "मुझे खुद पर गुस्सा आता है। आप इसकी जगह क्या चाहेंगी? मैं शांति से कहना चाहती हूँ कि मुझे क्या चाहिए।",
    "mr": "माझ्या साहेबांशी काय करावे ते मला कळत नाही. प्रत्येक वेळी आम्ही बोलतो तेव्हा मला खूप लहान वाटते आणि नंतर मला "
    "स्वतःचा राग येतो. त्याऐवजी तुम्हाला काय हवे आहे? मला शांतपणे सांगायचे आहे की मला काय हवे आहे.",
    "ne": "मलाई आफ्नो हाकिमसँग के गर्ने थाहा छैन। हामी कुरा गर्दा म धेरै सानो महसुस गर्छु, र पछि मलाई आफैँसँग रिस उठ्छ। त्यसको "
    "सट्टा तपाईं के चाहनुहुन्छ? म शान्त भएर मलाई के चाहिन्छ भन्न चाहन्छु।",
    "el": "Δεν ξέρω τι να κάνω με τον προϊστάμενό μου. Κάθε φορά που μιλάμε νιώθω πολύ μικρή, και μετά θυμώνω με τον εαυτό "
    "μου. Τι θα θέλατε αντί γι' αυτό; Θα ήθελα να πω ήρεμα τι χρειάζομαι.",
    "hy": "Չգիտեմ՝ ինչ անեմ իմ ղեկավարի հետ։ Ամեն անգամ, երբ խոսում ենք, ինձ շատ փոքր եմ զգում, հետո բարկանում եմ ինքս ինձ վրա։",
    "ka": "არ ვიცი, რა ვუყო ჩემს უფროსს. ყოველთვის, როცა ვლაპარაკობთ, თავს ძალიან პატარად ვგრძნობ, მერე კი საკუთარ თავზე "
    "ვბრაზდები.",
    "he": "אני לא יודעת מה לעשות עם הבוס שלי. בכל פעם שאנחנו מדברים אני מרגישה קטנה מאוד, ואחר כך אני כועסת על עצמי. מה היית "
    "רוצה במקום זה? הייתי רוצה להגיד ברוגע מה אני צריכה.",
    "th": "ฉันไม่รู้ว่าจะทำอย่างไรกับหัวหน้าของฉัน ทุกครั้งที่เราคุยกันฉันรู้สึกตัวเล็กมาก แล้วหลังจากนั้นฉันก็โกรธตัวเอง คุณอยากได้อะไรแทน",
    "bn": "আমি জানি না আমার বসের সঙ্গে কী করব। প্রতিবার কথা বলার সময় আমার নিজেকে খুব ছোট মনে হয়, আর পরে নিজের উপর রাগ হয়।",
    "pa": "ਮੈਨੂੰ ਨਹੀਂ ਪਤਾ ਕਿ ਮੈਂ ਆਪਣੇ ਬੌਸ ਨਾਲ ਕੀ ਕਰਾਂ। ਹਰ ਵਾਰ ਜਦੋਂ ਅਸੀਂ ਗੱਲ ਕਰਦੇ ਹਾਂ ਮੈਂ ਬਹੁਤ ਛੋਟਾ ਮਹਿਸੂਸ ਕਰਦੀ ਹਾਂ।",
    "gu": "મને ખબર નથી કે મારા બોસ સાથે શું કરવું. દર વખતે જ્યારે અમે વાત કરીએ છીએ ત્યારે મને ખૂબ નાની લાગણી થાય છે.",
    "ta": "என் மேலாளருடன் என்ன செய்வது என்று எனக்குத் தெரியவில்லை. ஒவ்வொரு முறையும் பேசும்போது நான் மிகவும் சிறியவளாக உணர்கிறேன்.",
    "te": "నా బాస్‌తో ఏమి చేయాలో నాకు తెలియదు. మేము మాట్లాడిన ప్రతిసారీ నేను చాలా చిన్నగా అనిపిస్తుంది.",
    "kn": "ನನ್ನ ಬಾಸ್ ಜೊತೆ ಏನು ಮಾಡಬೇಕೆಂದು ನನಗೆ ಗೊತ್ತಿಲ್ಲ. ಪ್ರತಿ ಬಾರಿ ಮಾತನಾಡುವಾಗ ನನಗೆ ತುಂಬಾ ಚಿಕ್ಕವಳಂತೆ ಅನಿಸುತ್ತದೆ.",
    "ml": "എന്റെ ബോസിന്റെ കാര്യത്തിൽ എന്തു ചെയ്യണമെന്ന് എനിക്കറിയില്ല. ഓരോ തവണ സംസാരിക്കുമ്പോഴും ഞാൻ വളരെ ചെറുതായി തോന്നുന്നു.",
    "si": "මගේ ලොක්කා එක්ක මොනවා කරන්නද කියලා මම දන්නේ නැහැ. හැම වෙලාවෙම කතා කරද්දී මට හරිම පුංචියි කියලා දැනෙනවා.",
    "km": "ខ្ញុំមិនដឹងថាត្រូវធ្វើអ្វីជាមួយប្រធានរបស់ខ្ញុំទេ។ រាល់ពេលដែលយើងនិយាយគ្នា ខ្ញុំមានអារម្មណ៍ថាខ្លួនតូចណាស់។",
    "am": "ከአለቃዬ ጋር ምን እንደማደርግ አላውቅም። በተነጋገርን ቁጥር በጣም ትንሽ እንደሆንኩ ይሰማኛል፣ ከዚያም በራሴ እናደዳለሁ።",
    "ja": "上司とどうしたらいいのか分かりません。話すたびに自分がとても小さく感じて、そのあと自分に腹が立つんです。代わりに何が"
    "ほしいですか。落ち着いて必要なことを言いたいです。",
    "zh": "我不知道该怎么和我的老板相处。每次我们谈话，我都觉得自己很渺小，之后又对自己生气。你想要什么呢？我想平静地说出我需要"
    "什么。",
    "ko": "상사와 어떻게 해야 할지 모르겠어요. 이야기할 때마다 제가 아주 작게 느껴지고, 나중에는 저 자신에게 화가 나요. 대신 "
    "무엇을 원하세요?",
}
