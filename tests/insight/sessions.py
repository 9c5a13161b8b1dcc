"""Texts written for these tests, as somebody would drop them: people say things twice, and in one there is nothing to prove."""

ALLOTMENT = """\
Iva: Good to see you, Ada. What would you like to work on today?
Ada: I want to stop saying yes to every favour I am asked. I say yes before I have even thought about it.
Iva: What happens in you just before you say yes?
Ada: I get scared that I will be the difficult one, but I also feel proud when people need me, and then it is too late \
to take it back and I am cross with myself for the rest of the day.
Iva: You are proud to be needed, and cross with yourself afterwards.
Ada: Yes. I learned early that I am only safe when I am useful, and I do not want to carry that any more.
Iva: What would you do if being useful were not the price?
Ada: I would sleep. I always hide how tired I am, but I want to be honest with my sister about it.
Iva: What happens in you just before you say yes?
Ada: I always hide how tired I am, but I want to be honest with my sister about it.
Iva: So what will you do?
Ada: I'll call my sister on Friday and tell her that I cannot take the children in August. And I'll write the email to \
the allotment committee on Friday, too.
Iva: I'll send you the page about boundaries by Friday.
Ada: Thank you. I'll call my sister on Friday and tell her that I cannot take the children in August.
Iva: See you in two weeks.
"""

SHOP = """\
Coach: Welcome back, Tom. How did the two weeks go?
Client: I called the landlord, like I said I would. He gave us three more months, and I am proud of that.
Coach: You called him, and he gave you three months. What does that change?
Client: It means I can breathe. I thought I had to sell the shop to be a good father, but I was only scared of asking.
Coach: What do you want to use our time for?
Client: I want to find out whether I still love this work, or whether I am only afraid of stopping.
Coach: What tells you that you still love it?
Client: The mornings. I am honest with myself in the mornings, and I feel calm when the bread comes out. My father never had \
a calm morning in his life, and I decided long ago that I would have them, whatever it costs.
Coach: What will you do before we meet again?
Client: I will open an hour later on Mondays. I will open an hour later on Mondays, no matter what my brother says.
Coach: Could you tell your brother that before Monday?
Client: Yes, I will do that on Sunday.
Coach: I will send you the questions we talked about tomorrow.
Client: Great, see you then.
"""

WERKSTATT = """\
Nele: Schön, dass du da bist, Jonas. Was möchtest du heute mitnehmen?
Jonas: Ich möchte endlich wissen, ob ich die Werkstatt weiterführen will. Ich habe Angst, dass ich es nur für meinen Vater mache.
Nele: Was wäre, wenn du es für dich machen würdest?
Jonas: Dann würde ich weniger arbeiten. Ich habe mein Leben lang gedacht, dass ich stark sein muss, \
aber eigentlich brauche ich Ruhe.
Nele: Du brauchst Ruhe.
Jonas: Ja. Ich habe gemerkt, dass ich stolz auf die Lehrlinge bin, aber nicht mehr auf die Zahlen. Früher war das anders, da \
habe ich abends noch gerechnet und mich gefreut, und heute mache ich die Tür zu und bin einfach nur müde und will heim.
Nele: Was möchtest du bis zum nächsten Mal tun?
Jonas: Ich rufe am Donnerstag den Steuerberater an und frage ihn nach dem Verkauf. Und am Donnerstag rede ich mit Mira.
Nele: Könntest du dir den Satz aufschreiben, bevor du mit ihr redest?
Jonas: Ja, das mache ich. Ich rufe am Donnerstag den Steuerberater an und frage ihn nach dem Verkauf.
Nele: Ich schicke dir morgen die Liste mit den Fragen.
Jonas: Danke, bis in zwei Wochen.
"""

KARTEN = """\
Berater: Guten Tag. Womit möchten Sie anfangen?
Kundin: Ich will lernen, Nein zu sagen, ohne mich zu schämen. Ich will lernen, Nein zu sagen, ohne mich zu schämen.
Berater: Wann ist Ihnen das zuletzt gelungen?
Kundin: Am Montag habe ich der Chefin gesagt, dass ich nicht komme. Ich war stolz und hatte gleichzeitig Angst vor dem Anruf.
Berater: Was hat Ihnen geholfen?
Kundin: Ich habe verstanden, dass ich mir selbst vertraue, wenn ich langsam spreche. Das hat mich frei gemacht, und \
danach war der ganze Tag anders, ich bin sogar noch schwimmen gegangen und habe niemandem davon erzählt, weil es nur meins war.
Berater: Was nehmen Sie sich vor?
Kundin: Ich schreibe jeden Abend einen Satz auf eine Karte. Und ich sage meiner Schwester am Samstag ab.
Berater: Ich sende Ihnen die Karten bis Freitag.
Kundin: Danke schön.
"""

CHAT = """\
Coach: Hello, can you hear me?
Client: Yes, loud and clear.
Coach: How was the train?
Client: Late, as it is most days. I usually read on the way.
Coach: And the weather?
Client: It rained.
Coach: Same time next week?
Client: Same time next week.
Coach: Take care.
Client: You too.
"""

TEXTS = {"allotment": ALLOTMENT, "shop": SHOP, "werkstatt": WERKSTATT, "karten": KARTEN, "chat": CHAT}
