// How quick the explorer is: prints the rows of a table, with what is measured, the value, and the goal.
//
// The explorer has just been started: nothing has been asked of it.

import { WIDTHS } from "./browser.mjs";
import { Browser } from "./devtools.mjs";

const { EXPLORER } = process.env;
const ROUNDS = 20;

/** Pages of actions: one of a product with written docs, and one of a product with facts only. */
const ACTIONS = ["/redis/2018-04-12/DescribeInstances", "/cvm/2017-03-12/RunInstances"];

function print(name, value, unit, goal) {
  console.log(`| ${name} | ${value.toFixed(unit === "ms" ? 1 : 0)} ${unit} | ${goal} ${unit} |`);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Returns how long a page takes to arrive, in milliseconds, and its size. */
async function get(path, cookie) {
  const start = performance.now();
  const response = await fetch(new URL(path, EXPLORER), { headers: { cookie } });
  const body = await response.arrayBuffer();
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return { time: performance.now() - start, size: body.byteLength };
}

const cookie = (await fetch(EXPLORER)).headers.get("set-cookie").split(";")[0];
for (const path of ACTIONS) {
  const [, product, , action] = path.split("/");
  print(`\`${product} ${action}\`, the first time`, (await get(path, cookie)).time, "ms", 20);
  const times = [];
  for (let round = 0; round < ROUNDS; round++) times.push((await get(path, cookie)).time);
  print(`\`${product} ${action}\`, later`, median(times), "ms", 20);
}

/**
 * Returns how long it took until an action was found, in milliseconds from the time when the link was opened, or the page
 * reloaded. Asking for it repeatedly would disturb what is measured.
 */
async function foundAt(tab) {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const time = await tab.run(() => globalThis.foundAt);
  if (time === undefined) throw new Error("no action was found within a second");
  return time;
}

/** As soon as the page is there, someone searches: the time at which the first action is found is kept. */
function searchAtOnce() {
  addEventListener("DOMContentLoaded", () => {
    const search = document.querySelector("#search");
    search.focus();
    search.value = "backup";
    new MutationObserver(() => { globalThis.foundAt ??= performance.now(); }).observe(
      document.querySelector("#options"), { childList: true });
    search.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** Types faster than anyone does, and returns how long each key took, in milliseconds. */
async function type() {
  const search = document.querySelector("#search");
  const times = [];
  for (const text of ["b", "ba", "bac", "back", "backu", "backup", "backup r", "backup re", "backup redis", "describe"]) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    search.value = text;
    const start = performance.now();
    search.dispatchEvent(new Event("input", { bubbles: true }));
    times.push(performance.now() - start);
  }
  return times;
}

const browser = new Browser(WIDTHS[1400]);
const first = [];
const again = [];
const keys = [];
let sizes;
for (let round = 0; round < ROUNDS / 2; round++) {
  const tab = await browser.tab();
  await tab.prepare(searchAtOnce);
  await tab.open(EXPLORER);
  first.push(await foundAt(tab));
  sizes ??= await tab.run(() => {
    const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return Object.fromEntries(all.map((entry) => [new URL(entry.name).pathname, entry.encodedBodySize]));
  });
  await tab.reload();
  again.push(await foundAt(tab));
  keys.push(...await tab.run(type));
  await tab.close();
}
await browser.close();

print("page, until all actions can be searched", median(again), "ms", 100);
print("page, until all actions can be searched, the first time", median(first), "ms", 100);
print("a key in the search", median(keys), "ms", 5);
print("a key in the search, worst", Math.max(...keys), "ms", 5);
const bytes = Object.entries(sizes);
const script = bytes.filter(([path]) => path.endsWith(".js")).reduce((sum, [, size]) => sum + size, 0);
print("script", script / 1024, "KB", 50);
print("page with script, styles and the names of all actions", bytes.reduce((sum, [, size]) => sum + size, 0) / 1024, "KB", 500);
