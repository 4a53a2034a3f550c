// What the tests of the explorer share: a browser, pages that are watched, and hands that use the keyboard alone.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.PLAYWRIGHT}/`);
const { chromium } = require("playwright-core");
export const { AxeBuilder } = require("@axe-core/playwright");

/** The widths of a desktop and of a phone. */
export const WIDTHS = { 1400: { width: 1400, height: 900 }, 400: { width: 400, height: 800 } };

/** How long anything on the page may take. */
const TIMEOUT = 15_000;

/** Debian's Chromium, and what keeps it from calling anybody by itself. */
export const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const FLAGS = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Starts the browser. */
export function launch() {
  return chromium.launch({ executablePath: PROGRAM, args: FLAGS });
}

/**
 * Opens the link of an explorer, with a script that every page runs first, if there is one. `page.faults` collects what the
 * browser complains about.
 */
export async function open(browser, link, options = {}, script = undefined) {
  const context = await browser.newContext({ viewport: WIDTHS[1400], ...options });
  context.setDefaultTimeout(TIMEOUT);
  const page = await context.newPage();
  if (script) await page.addInitScript(script);
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(error.message));
  page.on("console", (message) => {
    // Chromium reports responses such as a question before a write (409) and wrong parameters (422) so.
    const isStatus = message.text().startsWith("Failed to load resource: the server responded with a status of 4");
    if (["error", "warning"].includes(message.type()) && !isStatus) page.faults.push(message.text());
  });
  await page.goto(link);
  await page.waitForURL(new URL("/", link).href);
  return page;
}

/** Closes a browser, which must not have complained about the page. */
export async function close(browser, page) {
  await browser?.close();
  assert.deepEqual(page?.faults ?? [], []);
}

/** Presses Tab until an element has the focus. */
export async function tabTo(page, selector, key = "Tab") {
  const has = () => page.evaluate((selector) => document.activeElement?.matches(selector), selector);
  for (let presses = 0; presses < 300; presses++) {
    if (await has()) return;
    await page.keyboard.press(key);
  }
  assert.fail(`Tab does not reach ${selector}`);
}

/** Finds an action of redis with the search of the bar, and opens its page. */
export async function search(page, words, action) {
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("/");
  await page.keyboard.type(words);
  const first = page.locator('#found [role="option"]').first();
  await first.waitFor();
  assert.equal(await first.textContent(), `${action} redis`, `searching ${words}`);
  const loaded = page.waitForEvent("load");
  await page.keyboard.press("Enter");
  await loaded;
}

/** Types into an input that Tab reaches. */
export async function type(page, name, text) {
  await tabTo(page, `[name="${name}"]`);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

/** Calls the action of the page, and returns the panel with the response. */
export async function call(page) {
  const responded = page.waitForResponse((response) => response.url().endsWith("/call"));
  await page.keyboard.press("Control+Enter");
  await responded;
  const panel = page.locator("#panel-response:not([aria-busy])");
  await panel.waitFor();
  return panel;
}

/** Returns the value beside a key of the response, or of a part of it. */
export async function value(part, key) {
  const item = part.locator("li", { has: part.page().locator(`.key:text-is("${key}")`) }).last();
  const shown = item.locator(".string, .number").first();
  return (await shown.textContent()).trim();
}
