// Turns an Answer of the contract into nodes. Words of people and documents only ever become text nodes.

const MAP = "https://www.google.com/maps/search/?api=1&query=";
const words = document.body.dataset;
const dates = JSON.parse(words.dates);

export function newExchange(question) {
  const exchange = copyOf("exchange");
  exchange.querySelector(".asked p").textContent = question;
  for (const part of ["places", "sources", "contact", "chips"]) find(exchange, part).hidden = true;
  return exchange;
}

export function showText(exchange, text) {
  const box = find(exchange, "text");
  box.replaceChildren(...paragraphs(text, () => null));
}

export function showAnswer(exchange, answer, ask) {
  const text = find(exchange, "text");
  const sources = new Map();
  find(exchange, "asking").remove();
  find(exchange, "answer").dataset.outcome = answer.outcome;
  const places = find(exchange, "places");
  places.hidden = !answer.places?.length;
  places.append(...(answer.places ?? []).map(placeNode));
  showSources(exchange, answer.citations ?? [], sources);
  showContact(find(exchange, "contact"), answer.contact);
  const chips = find(exchange, "chips");
  chips.hidden = !answer.suggestions?.length;
  chips.append(...(answer.suggestions ?? []).map((suggestion) => chip(suggestion, ask)));
  text.lang = answer.language;
  text.replaceChildren(...paragraphs(answer.text, (number) => markNode(exchange, sources.get(number), number)));
}

export function copyOf(template) {
  return document.getElementById(template).content.firstElementChild.cloneNode(true);
}

function paragraphs(text, mark) {
  return text.trim().split(/\n\s*\n/).map((part) => {
    const paragraph = document.createElement("p");
    for (const piece of part.split(/(\[\d{1,3}\])/)) {
      const number = /^\[\d{1,3}\]$/.test(piece) ? Number(piece.slice(1, -1)) : null;
      paragraph.append((number !== null && mark(number)) || piece);
    }
    return paragraph;
  });
}

function markNode(exchange, source, number) {
  if (!source) return null;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mark";
  button.textContent = number;
  button.setAttribute("aria-label", `${words.sources} ${number}: ${source.querySelector(".title").textContent}`);
  button.addEventListener("click", () => {
    find(exchange, "sources").open = true;
    source.focus();
    source.scrollIntoView({ block: "nearest" });
  });
  return button;
}

function showSources(exchange, citations, sources) {
  const nodes = citations.map((citation) => {
    const node = sourceNode(citation);
    sources.set(citation.number, node);
    return node;
  });
  const box = find(exchange, "sources");
  box.hidden = nodes.length === 0;
  box.querySelector("summary").textContent = `${words.sources} (${nodes.length})`;
  box.querySelector("ol").replaceChildren(...nodes);
}

function sourceNode(citation) {
  const node = copyOf("source");
  const dated = citation.published ? day(citation.published) : null;
  const checked = !dated && citation.accessed ? words.checked.replace("{date}", day(citation.accessed)) : null;
  const page = citation.page ? words.page.replace("{page}", citation.page) : null;
  node.value = citation.number;
  put(node, ".title", citation.title).lang = citation.language;
  put(node, ".origin", [citation.agency || citation.site, dated, checked, page].filter(Boolean).join(" · "));
  put(node, "blockquote", citation.quote).lang = citation.language;
  link(node.querySelector(".open"), citation.url);
  return node;
}

function placeNode(place) {
  const node = copyOf("place");
  put(node, ".name", place.name);
  node.querySelector("a").href = `${MAP}${Number(place.latitude)},${Number(place.longitude)}`;
  return node;
}

function showContact(box, contact) {
  box.hidden = !contact;
  if (!contact) return;
  put(box, "strong", contact.name);
  put(box, ".site .name", contact.url ?? "");
  link(box.querySelector(".site"), contact.url);
  const phone = put(box, ".phone", contact.phone ?? "");
  const number = /\+?\d[\d .()-]{1,}\d/.exec(contact.phone ?? "");
  if (number) phone.href = `tel:${number[0].replace(/[^+\d]/g, "")}`;
  else phone.remove();
}

function chip(suggestion, ask) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = suggestion;
  button.addEventListener("click", () => ask(suggestion));
  return button;
}

function link(anchor, address) {
  if (/^https?:\/\/[^/]/i.test(address ?? "")) anchor.href = address;
  else anchor.remove();
}

// Dates may be partial: 2025, 2025-10 or 2025-10-07. Written as prompts/dates.py does: not every browser knows Lao.
function day(written) {
  const [whole, year, month, date] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(written ?? "") ?? [];
  if (!whole || (month && !dates.months[month - 1])) return written;
  const names = date ? dates.months : dates.months_alone;
  const values = { year, month: names[month - 1], day: date === "01" ? dates.first_day : Number(date) };
  return dates[date ? "full" : month ? "month" : "year"].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function find(node, name) {
  return node.querySelector(`.${name}`);
}

function put(node, selector, text) {
  const found = node.querySelector(selector);
  found.textContent = text;
  return found;
}
