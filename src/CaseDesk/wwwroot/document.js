// Shows the finished document before it is released, and binds the release to the very document that came to this browser.
// Without this file a link opens the document, and the page binds to it when it is loaded again.
import { GlobalWorkerOptions, TextLayer, getDocument } from "./lib/pdfjs/pdf.min.mjs";

GlobalWorkerOptions.workerSrc = new URL("./lib/pdfjs/pdf.worker.min.mjs", import.meta.url).href;

const pixelsAPoint = 96 / 72;
const [smallest, largest, step] = [0.25, 4, 1.25];
// Browsers refuse larger pictures, or give up memory for them.
const mostPixels = 16_000_000;

const sheet = document.querySelector("[data-document]");
const part = (name) => sheet.querySelector(`[data-document-${name}]`);
const [status, tools, frame, number, total, percent, again] = ["status", "tools", "pages", "number", "total", "percent", "again"].map(part);
const form = document.querySelector("[data-document-form]");
const button = form.querySelector("[type=submit]");

let scale = 1;
let fits = true;
let pages = [];
let near = null;
let width = 0;

number.addEventListener("change", () => turn(Number(number.value)));
part("previous").addEventListener("click", () => turn(current() - 1));
part("next").addEventListener("click", () => turn(current() + 1));
part("smaller").addEventListener("click", () => zoom(scale / step));
part("larger").addEventListener("click", () => zoom(scale * step));
part("fit").addEventListener("click", () => zoom(fitting(), true));
frame.addEventListener("scroll", () => requestAnimationFrame(count), { passive: true });
new ResizeObserver(() => pages.length > 0 && fits && zoom(fitting(), true)).observe(frame);
again.addEventListener("click", open);
open();

async function open() {
  again.hidden = true;
  bind("");
  say(sheet.dataset.documentMade ? "The document is being opened." : "The document is being made. With very many rows this takes a minute.");
  let data;
  try {
    const answer = await fetch(sheet.dataset.document, { cache: "no-store", redirect: "error", headers: { Accept: "application/pdf, application/problem+json" } });
    if (!answer.ok) throw new Error(await reason(answer));
    const hash = answer.headers.get("CaseDesk-Document");
    const lacks = answer.headers.has("CaseDesk-Document-Lacks");
    data = new Uint8Array(await answer.arrayBuffer());
    if (!hash || (await hashOf(data, answer.headers.get("CaseDesk-Document-Room"))) !== hash) throw new Error("The document did not come whole.");
    bind(hash, lacks);
  } catch (fault) {
    again.hidden = false;
    say(`${sentence(fault.message)} Nothing can be released before the document was opened.`);
    return;
  }
  // From here on the browser has the whole document; that it can draw it is another matter.
  try {
    await show(data);
  } catch (fault) {
    again.hidden = false;
    say(`The document came to this browser, and cannot be shown here (${fault.message}). Open it by the link instead: what came is what would be signed.`);
  }
}

// Of all but the room for the signature, as the signature will state it. From the bytes that came, not from what was said of them.
async function hashOf(data, room) {
  const [first, second] = (room ?? "").split("-").map(Number);
  if (!(first > 0 && second > first && second < data.length)) return null;
  const covered = new Uint8Array(data.length - (second - first));
  covered.set(data.subarray(0, first));
  covered.set(data.subarray(second), first);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", covered));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function reason(answer) {
  if (answer.status === 401) return "You are signed out. Load the page again.";
  try {
    return (await answer.json()).detail;
  } catch {
    return `The desk answered with status ${answer.status}. Try again in a moment.`;
  }
}

function sentence(words) {
  return /[.!?]$/.test(words) ? words : `The document cannot be shown: ${words}.`;
}

function say(words) {
  status.textContent = words;
}

// The button releases what came here, or waits.
function bind(hash, lacks = false) {
  form.elements.DocumentHash.value = hash;
  button.disabled = !hash;
  for (const place of document.querySelectorAll("[data-document-hash]")) place.textContent = hash || "none yet";
  for (const words of document.querySelectorAll("[data-document-when]")) words.hidden = words.dataset.documentWhen !== (hash ? "bound" : "waits");
  for (const words of document.querySelectorAll("[data-document-lacks]")) words.hidden = !lacks;
}

async function show(data) {
  // No code is made from what a document holds (no eval, no WebAssembly), and nothing is fetched for it: its fonts are inside.
  const pdf = await getDocument({ data, verbosity: 0, isEvalSupported: false, useWasm: false, useSystemFonts: false, enableXfa: false, disableWorkerRendering: true }).promise;
  const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
  width = first.width;
  frame.style.setProperty("--page-width", width);
  frame.style.setProperty("--page-height", first.height);
  total.textContent = pdf.numPages;
  number.max = pdf.numPages;
  tools.hidden = false;
  frame.hidden = false;
  pages = Array.from({ length: pdf.numPages }, (_, index) => blank(pdf, index + 1));
  frame.replaceChildren(...pages.map((page) => page.place));

  // Only what is near the view is drawn; what leaves it is forgotten.
  near?.disconnect();
  near = new IntersectionObserver(
    (changes) => {
      for (const change of changes) {
        const page = pages[change.target.dataset.page - 1];
        if (change.isIntersecting) draw(page);
        else forget(page);
      }
    },
    { root: frame, rootMargin: "100% 0px" },
  );
  zoom(fitting(), true);
  for (const page of pages) near.observe(page.place);

  say(`The document is shown: ${pdf.numPages === 1 ? "1 page" : `${pdf.numPages} pages`}.`);
  count();
}

function blank(pdf, index) {
  const place = document.createElement("div");
  place.className = "document-page";
  place.dataset.page = index;
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", `Page ${index} of ${pdf.numPages}`);
  return { pdf, index, place, drawing: null, scale: 0 };
}

async function draw(page) {
  if (page.scale === scale) return;
  const [mine, at] = [Symbol(), scale];
  page.drawing?.task?.cancel();
  page.drawing = { mine };
  page.scale = at;
  const isMine = () => page.drawing?.mine === mine;
  try {
    const source = await page.pdf.getPage(page.index);
    if (!isMine()) return;
    const viewport = source.getViewport({ scale: at * pixelsAPoint });
    page.place.style.setProperty("--page-width", viewport.rawDims.pageWidth);
    page.place.style.setProperty("--page-height", viewport.rawDims.pageHeight);
    const ratio = Math.min(devicePixelRatio || 1, Math.sqrt(mostPixels / (viewport.width * viewport.height)));
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width * ratio);
    canvas.height = Math.floor(viewport.height * ratio);
    canvas.setAttribute("aria-hidden", "true");
    page.drawing.task = source.render({ canvas, viewport, transform: [ratio, 0, 0, ratio, 0, 0] });
    await page.drawing.task.promise;
    if (!isMine()) return;
    // Words over the picture, unseen: to be read aloud, searched and copied.
    const words = document.createElement("div");
    words.className = "document-words";
    page.place.replaceChildren(canvas, words);
    await new TextLayer({ textContentSource: source.streamTextContent({ includeMarkedContent: true }), container: words, viewport }).render();
    if (isMine()) page.place.dataset.drawn = "";
  } catch (fault) {
    if (isMine() && fault.name !== "RenderingCancelledException") say(`Page ${page.index} cannot be drawn: ${fault.message}. Open the document by the link instead.`);
  }
}

async function forget(page) {
  if (!page.drawing) return;
  page.drawing.task?.cancel();
  page.drawing = null;
  page.scale = 0;
  delete page.place.dataset.drawn;
  // A canvas keeps its memory until it has no size.
  const canvas = page.place.querySelector("canvas");
  if (canvas) canvas.width = canvas.height = 0;
  page.place.replaceChildren();
  (await page.pdf.getPage(page.index)).cleanup();
}

function fitting() {
  const room = frame.clientWidth - 2 * parseFloat(getComputedStyle(frame).paddingInlineStart);
  return room / (width * pixelsAPoint);
}

function zoom(to, isFit = false) {
  const at = frame.scrollTop / Math.max(1, frame.scrollHeight);
  const before = scale;
  fits = isFit;
  scale = Math.min(largest, Math.max(smallest, to));
  percent.textContent = `${Math.round(scale * 100)} %`;
  frame.style.setProperty("--total-scale-factor", scale * pixelsAPoint);
  if (scale === before) return;
  frame.scrollTop = at * frame.scrollHeight;
  for (const page of pages) if (page.drawing) draw(page);
  count();
}

function turn(to) {
  const page = pages[Math.min(pages.length, Math.max(1, to || 1)) - 1];
  frame.scrollTop = page.place.offsetTop - parseFloat(getComputedStyle(frame).paddingTop);
  count();
}

// The page that stands at the upper third of the frame, found by halving.
function current() {
  const line = frame.scrollTop + frame.clientHeight / 3;
  let [low, high] = [0, pages.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pages[middle].place.offsetTop <= line) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

function count() {
  if (document.activeElement !== number || number.value === "") number.value = current();
  part("previous").disabled = current() === 1;
  part("next").disabled = current() === pages.length;
}
