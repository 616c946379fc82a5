// The conversation: asking, reading the stream, keeping questions that could not be sent, remembering per tab.

import { copyOf, newExchange, showAnswer, showText } from "./answer.js";

const PATIENCE = 60_000; // the server gives a sign of life every 10 seconds
const KEPT = 30;
const words = document.body.dataset;
const [form, box, log, welcome, status, count, fresh] =
  ["ask", "question", "log", "welcome", "status", "count", "new-chat"].map((id) => document.getElementById(id));

const memory = new Map();
let conversation = recall("conversation") ?? newName();
let turns = [];
let asking = null;

function recall(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null; // storage is shut in some frames and private windows
  }
}

function keep(key, value) {
  memory.set(key, value);
  try {
    sessionStorage.setItem(key, value);
  } catch {
    /* the tab's memory has to do */
  }
}

function newName() {
  const name = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
  keep("conversation", name.join(""));
  return name.join("");
}

async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (waiting + value).split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
      yield { name, value: name && JSON.parse(data) };
    }
  }
}

async function fetchAnswer(text, onText) {
  const leaving = new AbortController();
  let timer = setTimeout(() => leaving.abort(), PATIENCE);
  const body = { text, conversation, ...(words.language && { language: words.language }) };
  try {
    const response = await fetch("/api/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify(body),
      signal: leaving.signal,
    });
    if (!response.ok) throw new Refused();
    let shown = "";
    for await (const event of eventsOf(response)) {
      clearTimeout(timer);
      timer = setTimeout(() => leaving.abort(), PATIENCE);
      if (event.name === "text") onText((shown += event.value.text));
      if (event.name === "answer") return event.value;
      if (event.name === "failed") throw new Refused();
    }
    throw new TypeError("the stream ended early");
  } finally {
    clearTimeout(timer);
  }
}

class Refused extends Error {}

async function ask(question) {
  const text = question.trim();
  if (!text || asking) return;
  asking = open(text);
  const exchange = asking;
  try {
    const answer = await fetchAnswer(text, (shown) => exchange.isConnected && showText(exchange, shown));
    if (exchange.isConnected) settle(exchange, text, answer);
  } catch (error) {
    if (exchange.isConnected) fail(exchange, text, error);
  } finally {
    if (asking === exchange) busy(null);
  }
}

function open(text) {
  for (const failed of log.querySelectorAll(".failed")) {
    if (failed.querySelector(".asked p").textContent === text) failed.remove();
  }
  const exchange = newExchange(text);
  const typing = document.activeElement === box;
  welcome.hidden = true;
  fresh.hidden = false;
  busy(exchange);
  log.append(exchange);
  write("");
  exchange.scrollIntoView({ block: "start" });
  if (!typing) exchange.querySelector(".answer").focus({ preventScroll: true });
  return exchange;
}

function busy(exchange) {
  asking = exchange;
  log.setAttribute("aria-busy", String(Boolean(exchange)));
  form.classList.toggle("busy", Boolean(exchange));
  status.textContent = exchange ? words.asking : status.textContent;
}

function settle(exchange, text, answer) {
  showAnswer(exchange, answer, ask);
  status.textContent = words.ready;
  turns.push({ question: text, answer: { ...answer, passages: [] } });
  turns = turns.slice(-KEPT);
  keep("turns", JSON.stringify(turns));
}

function fail(exchange, text, error) {
  const trouble = copyOf("trouble");
  const cutOff = !(error instanceof Refused);
  trouble.querySelector("p").textContent = cutOff ? words.offline : words.error;
  trouble.querySelector("button").addEventListener("click", () => {
    if (box.value.trim() === text) write("");
    ask(text);
  });
  exchange.classList.add("failed");
  exchange.querySelector(".answer").replaceChildren(trouble);
  status.textContent = "";
  if (!box.value) write(text);
}

function write(text) {
  box.value = text;
  measure();
}

function measure() {
  count.textContent = `${box.value.length}/${box.maxLength}`;
  count.hidden = !box.value;
  count.classList.toggle("near", box.value.length > box.maxLength * 0.9);
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
  keep("draft", box.value);
}

function startAfresh() {
  log.replaceChildren();
  busy(null);
  turns = [];
  keep("turns", "[]");
  conversation = newName();
  welcome.hidden = false;
  fresh.hidden = true;
  status.textContent = "";
  box.focus();
}

function restore() {
  turns = JSON.parse(recall("turns") ?? "[]");
  for (const turn of turns) {
    const exchange = newExchange(turn.question);
    showAnswer(exchange, turn.answer, ask);
    log.append(exchange);
  }
  welcome.hidden = turns.length > 0;
  fresh.hidden = turns.length === 0;
  write(recall("draft") ?? "");
  log.lastElementChild?.scrollIntoView({ block: "start" });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(event.submitter?.name === "suggestion" ? event.submitter.value : box.value);
});

box.addEventListener("input", measure);
box.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.keyCode === 229; // an input method takes this Enter (229: Safari)
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  ask(box.value);
});

fresh.addEventListener("click", startAfresh);
window.addEventListener("online", () => {
  if (log.querySelector(".failed")) status.textContent = words.online;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const menu = document.querySelector(".menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (window.parent !== window) {
    window.parent.postMessage("close-chat", "*");
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) menu.open = menu.contains(event.target);
});

try {
  restore();
} catch {
  startAfresh(); // an older version of the page left something else behind
}
