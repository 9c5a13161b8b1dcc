// One card drawn as Teams draws it, by Microsoft's own renderer (npm adaptivecards); `draw` gives what it found wrong.
// Words that look like Markdown are read as Markdown here, as Teams does.
const markdown = window.markdownit();
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};
AdaptiveCards.AdaptiveCard.onExecuteAction = () => {};

window.draw = ({ card, config, opened, ground, ink }) => {
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig(config);
  const context = new AdaptiveCards.SerializationContext();
  drawn.parse(card, context);
  const place = document.getElementById("card");
  document.body.style.background = ground;
  document.body.style.color = ink;
  place.replaceChildren(drawn.render());
  if (opened) place.querySelectorAll(".ac-selectable").forEach((head) => head.click());
  const wrong = context.eventCount ? Array.from({ length: context.eventCount }, (_, n) => context.getEventAt(n).message) : [];
  // Its pattern for languages keeps state between cards, and refuses every other one.
  const ours = wrong.filter((message) => !/for property "lang"/.test(message));
  const acting = [...place.querySelectorAll("a, img, script, iframe")].map((node) => node.outerHTML.slice(0, 200));
  return { wrong: ours, acting };
};
