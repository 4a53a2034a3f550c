// A backup by keyboard alone: search, form, call, wait, list, link; then query, code, history and dark colors.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { call, close, launch, open, search, tabTo, type, value } from "./browser.mjs";

const INSTANCE = "crs-5a4py64p";
const REMARK = "nightly 备份 a+b&c=d";

let browser;
let page;

before(async () => {
  browser = await launch();
  page = await open(browser, process.env.EXPLORER);
});
after(async () => {
  await close(browser, page);
});

test("an instance is found", async () => {
  await search(page, "redis describe instances", "DescribeInstances");
  const panel = await call(page);
  assert.match(await panel.textContent(), new RegExp(INSTANCE));
});

test("wrong parameters are not sent, and lead to their inputs", async () => {
  await search(page, "manual backup", "ManualBackupInstance");
  const panel = await call(page);
  assert.match(await panel.textContent(), /Nothing was sent.*InstanceId: is required/s);
  await tabTo(page, "[data-fault]");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.name), "InstanceId");
});

test("a backup is made and awaited", async () => {
  await search(page, "manual backup", "ManualBackupInstance");
  await type(page, "InstanceId", INSTANCE);
  await type(page, "Remark", REMARK);
  const panel = await call(page);
  assert.match(await value(panel, "TaskId"), /^\d+$/);
  await tabTo(page, "[data-wait]");
  await page.keyboard.press("Enter");
  await panel.locator('.waiting[data-state="done"]').waitFor();
});

test("the backup is listed, and its link downloads it", async () => {
  await search(page, "redis instance backups", "DescribeInstanceBackups");
  await type(page, "InstanceId", INSTANCE);
  const listed = await call(page);
  const backup = await value(listed.locator("ol.json > li", { hasText: REMARK }), "BackupId");

  await search(page, "backup url", "DescribeBackupUrl");
  await type(page, "InstanceId", INSTANCE);
  await type(page, "BackupId", backup);
  const panel = await call(page);
  await tabTo(page, "#panel-response a.string");
  const link = await panel.locator("a.string").first().getAttribute("href");
  const file = await fetch(link);
  assert.equal(file.status, 200, link);
  assert.equal((await file.text()).slice(0, 5), "REDIS");
});

test("a query searches the response", async () => {
  await search(page, "redis describe instances", "DescribeInstances");
  const panel = await call(page);
  await type(page, "query", "InstanceSet[].InstanceId");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector("[data-tree] .key"));
  assert.match(await panel.locator("[data-tree]").textContent(), new RegExp(INSTANCE));
});

test("a list grows and shrinks", async () => {
  await tabTo(page, '[data-add="InstanceIds"]', "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.locator('[name="InstanceIds.0"]').waitFor();
  await tabTo(page, '[name="InstanceIds.0"]');
  await page.keyboard.type(INSTANCE);
  await tabTo(page, '[data-remove="InstanceIds.0"]');
  await page.keyboard.press("Enter");
  await page.locator('[name="InstanceIds.0"]').waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.dataset.add), "InstanceIds");
});

test("the code is that of the form", async () => {
  await type(page, "Limit", "7");
  await tabTo(page, "#tab-response");
  await page.keyboard.press("ArrowRight");
  await page.locator("#program", { hasText: "limit(7)" }).waitFor();
  await tabTo(page, "#language");
  await page.keyboard.type("curl");
  await page.locator("#program", { hasText: '"Limit": 7' }).waitFor();
});

test("a call of the history fills the form", async () => {
  await page.keyboard.press("Control+Home");
  await page.evaluate(() => document.activeElement?.blur());
  await tabTo(page, '.bar a[href="/history"]');
  await page.keyboard.press("Enter");
  await page.waitForURL("**/history");
  await tabTo(page, '.replay[href*="ManualBackupInstance"]');
  await page.keyboard.press("Enter");
  await page.waitForURL("**/ManualBackupInstance?from=*");
  assert.equal(await page.locator('[name="Remark"]').inputValue(), REMARK);
});

test("dark colors are chosen and stay", async () => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await tabTo(page, "#theme");
  await page.keyboard.press("Enter");
  const dark = await background();
  assert.notEqual(dark, light);
  await page.reload();
  assert.equal(await background(), dark);
  await tabTo(page, "#theme");
  await page.keyboard.press("Enter");
  assert.equal(await background(), light);
});

test("whatever has the focus is seen", async () => {
  await page.goto(new URL("/redis/2018-04-12/DescribeInstances", process.env.EXPLORER).href);
  const unseen = [];
  const seen = new Set();
  for (;;) {
    await page.keyboard.press("Tab");
    const { name, isSeen, isFirst } = await page.evaluate(focused, seen.size);
    if (isFirst || seen.has(name)) break;
    seen.add(name);
    if (!isSeen) unseen.push(name);
  }
  assert.ok(seen.size > 60, `Tab reaches ${seen.size} elements`);
  assert.deepEqual(unseen, []);
});

/** Describes the element with the focus: whether it is not covered, and has an outline. Runs in the page. */
function focused() {
  const element = document.activeElement;
  const all = [...document.querySelectorAll("*")];
  const name = `${element.tagName.toLowerCase()} ${all.indexOf(element)} ${element.id || element.name || element.textContent.slice(0, 30)}`;
  const { left, top, width, height } = element.getBoundingClientRect();
  const x = Math.min(Math.max(left + width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(top + Math.min(height, innerHeight) / 2, 0), innerHeight - 1);
  const there = document.elementFromPoint(x, y);
  const isCovered = !there || !(element.contains(there) || there.contains(element));
  const style = getComputedStyle(element);
  const isSeen = !isCovered && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return { name, isSeen, isFirst: element === document.body };
}
