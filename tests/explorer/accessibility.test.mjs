// axe-core finds nothing, in light and dark colors, on a desktop and on a phone; and nothing is wider than the phone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { AxeBuilder, WIDTHS, call, launch, open } from "./browser.mjs";

const { EXPLORER, EXPLORER_LIVE, EXPLORER_REFUSED, PICTURES } = process.env;

/** All levels that a law can ask for, and what is good beyond them. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The rules that depend on colors. */
const COLORS = ["color-contrast", "link-in-text-block"];

const SMALL = "/sts/2018-08-13";
const ACTION = "/redis/2018-04-12/DescribeInstances";
const BACKUP = "/redis/2018-04-12/ManualBackupInstance";
const DESTROY = "/redis/2018-04-12/DestroyPostpaidInstance";
const NESTED = "/cvm/2017-03-12/RunInstances";

/** What is looked at: the link of an explorer, a path, what is done there, and the name of its screenshot. */
const STATES = [
  { name: "home", path: "/", picture: true },
  { name: "search", path: SMALL, act: (page) => find(page, "redis backup"), picture: true },
  { name: "search without a result", path: SMALL, act: (page) => find(page, "no such action") },
  { name: "product", path: "/redis/2018-04-12", picture: true },
  { name: "product without docs", path: "/cvm/2017-03-12" },
  { name: "action", path: ACTION },
  { name: "action with nested values", path: NESTED, act: nested, picture: true },
  { name: "action as JSON", path: NESTED, act: (page) => page.click("#view-json") },
  { name: "response", path: ACTION, act: respond, picture: true },
  { name: "response with a task", path: BACKUP, act: backup },
  { name: "wrong parameters", path: BACKUP, act: (page) => call(page) },
  { name: "error", link: EXPLORER_REFUSED, path: ACTION, act: (page) => call(page) },
  { name: "consent", link: EXPLORER_LIVE, path: DESTROY, act: consent },
  { name: "code", path: ACTION, act: (page) => tab(page, "code") },
  { name: "signature", path: ACTION, act: (page) => tab(page, "signature") },
  { name: "signature compared", path: ACTION, act: compare, picture: true },
  { name: "history", path: "/history", act: (page) => page.locator(".history summary").first().click(), picture: true },
  { name: "emulator", path: "/emulator", act: (page) => page.locator("main h1").waitFor() },
  { name: "not found", path: "/redis/2018-04-12/NoSuchAction" },
];

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function find(page, words) {
  await page.keyboard.press("/");
  await page.keyboard.type(words);
  await page.locator("#found").waitFor();
}

async function nested(page) {
  for (const path of ["DataDisks", "Placement", "LoginSettings", "LoginSettings.KeyIds", "TagSpecification", "TagSpecification.0.Tags"]) {
    const drawn = page.waitForResponse((response) => response.url().endsWith("/form"));
    await page.click(`[data-add="${path}"]`);
    await drawn;
  }
  await page.locator('[name="TagSpecification.0.Tags.0.Key"]').waitFor();
}

async function respond(page) {
  await call(page);
  for (const details of await page.locator("#panel-response details:not([open]) > summary").all()) {
    if (await details.isVisible()) await details.click();
  }
}

async function backup(page) {
  await page.fill('[name="InstanceId"]', "crs-5a4py64p");
  await call(page);
  // To the end, before which the instance refuses other tasks.
  await page.click("[data-wait]");
  await page.locator('.waiting[data-state="done"]').waitFor();
}

async function consent(page) {
  await page.fill('[name="InstanceId"]', "crs-5a4py64p");
  await page.fill("#region", "ap-guangzhou");
  await call(page);
  await page.locator("[data-consent]").waitFor();
}

async function tab(page, name) {
  const drawn = page.waitForResponse((response) => response.url().endsWith(`/${name}`));
  await page.click(`#tab-${name}`);
  await drawn;
}

async function compare(page) {
  await tab(page, "signature");
  const request = await page.locator('#panel-signature pre[aria-label="Request"]').textContent();
  await page.click("#panel-signature .signing > details > summary");
  await page.fill("#pasted", request.replace(/\{\}$/, '{"Limit":7}'));
  await page.click('#panel-signature [type="submit"]');
  await page.locator("#panel-signature .differs").first().waitFor();
}

for (const { name, link = EXPLORER, path, act, picture } of STATES) {
  test(name, async () => {
    const found = [];
    for (const viewport of Object.values(WIDTHS)) {
      const page = await open(browser, link, { viewport });
      await page.goto(new URL(path, link).href);
      await act?.(page);
      if (picture) await take(page, name, viewport);
      found.push(...await findings(page, viewport));
      await page.context().close();
      found.push(...page.faults);
    }
    assert.ok(!found.length, found.join("\n"));
  });
}

/** Writes a screenshot in light and in dark colors. */
async function take(page, name, { width }) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${PICTURES}/${name.replaceAll(" ", "-")}-${width}-${colorScheme}.png` });
  }
}

/** Returns what is wrong with a page. */
async function findings(page, { width }) {
  const found = [];
  const { scrollWidth, scrollHeight } = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { scrollWidth, scrollHeight };
  });
  if (scrollWidth > width) found.push(`${width}: the page is ${scrollWidth} wide`);
  // As high as the page, so that what stays at the bottom covers nothing.
  await page.setViewportSize({ width, height: scrollHeight });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // Without a page of its own for the results, which only frames of other origins need.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    // What is not about colors is the same in all of them.
    const rules = colorScheme === "light" ? axe.withTags(TAGS) : axe.withRules(COLORS);
    for (const { id, help, nodes } of (await rules.analyze()).violations) {
      const places = nodes.slice(0, 3).map((node) => `\n    ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`);
      found.push(`${width}, ${colorScheme}, ${id}: ${help}: ${nodes.length}, such as${places.join("")}`);
    }
  }
  return found;
}
