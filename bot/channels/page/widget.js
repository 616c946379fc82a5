// One script tag puts the chat into another site: <script src="https://…/widget.js" data-language="vi" defer></script>
// The button lives in a shadow tree and the chat in a sandboxed frame, so neither site's styles touch the other's.
(() => {
  const labels = {{ labels | tojson }};
  const tag = document.currentScript;
  const home = new URL(tag.src).origin;
  const wish = (tag.dataset.language || document.documentElement.lang || "").slice(0, 2).toLowerCase();
  const words = labels[wish] || labels[(navigator.language || "").slice(0, 2)] || labels.en;

  const look = `
    :host { all: initial; }
    button { position: fixed; inset: auto max(1rem, env(safe-area-inset-right)) max(1rem, env(safe-area-inset-bottom)) auto;
      z-index: 2147483647; display: grid; place-items: center; width: 60px; height: 60px; padding: 0; border: 2px solid #fff;
      border-radius: 50%; color: #fff; background: #23654a; box-shadow: 0 6px 20px rgb(0 0 0 / 28%); cursor: pointer; }
    button:focus-visible { outline: 3px solid #23654a; outline-offset: 3px; }
    svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
    iframe { position: fixed; inset: auto 1rem 92px auto; z-index: 2147483647; width: min(400px, 100vw - 2rem);
      height: min(640px, 100dvh - 110px); border: 1px solid rgb(0 0 0 / 18%); border-radius: 16px; background: Canvas;
      box-shadow: 0 16px 48px rgb(0 0 0 / 26%); }
    [hidden] { display: none; }
    @media (max-width: 480px) { iframe { inset: 0 0 auto 0; width: 100vw; height: calc(100dvh - 92px); border: 0; border-radius: 0; } }`;

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  const button = document.createElement("button");
  let frame = null;

  function draw(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    line.setAttribute("d", path);
    svg.append(line);
    button.replaceChildren(svg);
  }

  function makeFrame() {
    const made = document.createElement("iframe");
    // Scripts and own origin together are safe here: the frame's origin is never the embedding page's.
    made.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox");
    made.title = words.title;
    made.src = `${home}/?embed=1${labels[wish] ? `&site=${wish}` : ""}`;
    root.prepend(made);
    return made;
  }

  function paint(open) {
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", open ? words.close : words.open);
    draw(open ? "M6 6l12 12M18 6L6 18" : "M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4a2 2 0 0 1-2-2z");
  }

  function show(open) {
    if (open) frame ??= makeFrame();
    frame.hidden = !open;
    paint(open);
    (open ? frame : button).focus();
  }

  sheet.replaceSync(look);
  root.adoptedStyleSheets = [sheet];
  button.type = "button";
  root.append(button);
  paint(false);
  if (document.body) document.body.append(host);
  else document.addEventListener("DOMContentLoaded", () => document.body.append(host));

  button.addEventListener("click", () => show(frame === null || frame.hidden));
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame && !frame.hidden) show(false);
  });
  window.addEventListener("message", (event) => {
    if (frame && event.source === frame.contentWindow && event.data === "close-chat") show(false);
  });
})();
