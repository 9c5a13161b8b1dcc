// Block Kit to pictures: reads [{name, surface, payload}] from FOLDER/cards.json, writes pages there with ROW of them beside each other,
// WIDTH pixels each, light and dark: `node render.mjs FOLDER ROW WIDTH`.
// The renderer is nobody's here (slack-blocks-to-jsx); emoji and mentions are resolved without a network.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const React = require("react");
const { renderToStaticMarkup } = require("react-dom/server");
const { Message } = require("slack-blocks-to-jsx");
const css = readFileSync(require.resolve("slack-blocks-to-jsx/dist/style.css"), "utf8");

const [folder, ROW, WIDTH] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const cards = JSON.parse(readFileSync(join(folder, "cards.json"), "utf8"));
const dot = "data:image/svg+xml;utf8," + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36"><rect width="36" height="36" rx="6" fill="#24443f"/></svg>');

// A fold is closed at first; the picture shows what a press opens, so that its inside is looked at too.
const open = (block) => block.type === "container" ? { ...block, default_collapsed: false } : block;

const side = ({ payload, surface, opened }, theme) => {
  const blocks = opened ? payload.blocks.map(open) : payload.blocks;
  const body = renderToStaticMarkup(React.createElement(Message, {
    blocks, logo: dot, name: surface === "message" ? "Debrief" : `Debrief (${surface})`, time: new Date(2026, 10, 21, 9, 41), theme,
    data: { users: [], channels: [], user_groups: [] },
  }));
  return `<div class="cell">${body}</div>`;
};

for (const theme of ["light", "dark"]) {
  const ground = theme === "dark" ? "#1a1d21" : "#ffffff";
  const ink = theme === "dark" ? "#d1d2d3" : "#1d1c1d";
  for (let at = 0; at < cards.length; at += ROW) {
    const cells = cards.slice(at, at + ROW).map((card) => side(card, theme)).join("");
    writeFileSync(join(folder, `${theme}-${at / ROW}.html`), `<!doctype html><html class="${theme}" data-theme="${theme}">
<meta charset="utf-8"><style>${css}</style><style>
html,body{margin:0;background:${ground};color:${ink};font-family:"Noto Sans","DejaVu Sans",sans-serif;font-size:15px}
body{display:flex;align-items:flex-start}.cell{box-sizing:border-box;width:${WIDTH}px;flex:none;padding:12px;overflow:hidden}
</style><body>${cells}</body></html>`);
  }
}
