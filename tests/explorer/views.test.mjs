// The two views of the parameters, and what the search finds besides names.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { close, launch, open } from "./browser.mjs";

const PASSWORD = '[name="Password"]';

let browser;
let page;

before(async () => {
  browser = await launch();
  page = await open(browser, process.env.EXPLORER);
  await page.goto(new URL("/redis/2018-04-12/ResetPassword", process.env.EXPLORER).href);
});
after(async () => {
  await close(browser, page);
});

/** Switches to a view, and waits until it is there. */
async function view(name) {
  await page.click(`#view-${name}`);
  await page.locator(`#view-${name}[aria-pressed="true"]`).waitFor();
}

test("a secret is kept where the JSON has its mask, changed where it has text, and gone where it has nothing", async () => {
  await page.fill('[name="InstanceId"]', "crs-5a4py64p");
  await page.fill(PASSWORD, "Planted-1234");
  for (const [json, expected] of [
    [undefined, "Planted-1234"],
    ['{"InstanceId":"crs-5a4py64p","Password":"Other-5678"}', "Other-5678"],
    ['{"InstanceId":"crs-5a4py64p"}', ""],
  ]) {
    await view("json");
    assert.doesNotMatch(await page.inputValue("#json"), /Planted|Other/);
    if (json !== undefined) await page.fill("#json", json);
    await view("form");
    assert.equal(await page.inputValue(PASSWORD), expected, json);
  }
});

test("an empty JSON is no parameters", async () => {
  await view("json");
  await page.fill("#json", "");
  await view("form");
  assert.equal(await page.inputValue('[name="InstanceId"]'), "");
});

test("an error of the JSON is gone when it is corrected", async () => {
  await view("json");
  await page.fill("#json", "[]");
  await page.click("#view-form");
  await page.locator("#panel-response .error", { hasText: "it is not a JSON object" }).waitFor();
  await page.fill("#json", "{}");
  await view("form");
  assert.equal(await page.locator("#panel-response .error").count(), 0);
});

test("summaries, other verbs and products are found", async () => {
  for (const [words, found] of [
    ["redis recycle bin immediately", "CleanUpInstance redis"],
    ["list redis instances", "DescribeInstances redis"],
    ["redis", "redis all its actions"],
    ["no such thing at all", null],
  ]) {
    await page.fill("#search", words);
    const first = page.locator('#found [role="option"]').first();
    if (found) await first.filter({ hasText: found }).waitFor();
    else await page.locator("#rest", { hasText: "No action has all of these" }).waitFor();
  }
});
