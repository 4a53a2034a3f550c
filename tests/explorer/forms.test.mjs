// Forms send what has filled them: official samples, and nested values that were entered as JSON. `cargo xtask explorer`
// compares what has arrived.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { close, launch, open } from "./browser.mjs";

const { EXPLORER_RECORDED, FORMS } = process.env;

let browser;
let page;

before(async () => {
  browser = await launch();
  page = await open(browser, EXPLORER_RECORDED);
});
after(async () => {
  await close(browser, page);
});

/** Does something, and waits for the response from a path below that of the action. */
async function responded(name, act) {
  const response = page.waitForResponse((response) => response.url().endsWith(`/${name}`));
  await act();
  assert.equal((await response).status(), 200, `${page.url()}/${name}: ${await (await response).text()}`);
}

async function view(name) {
  await responded(name, () => page.click(`#view-${name}`));
  await page.locator(name === "json" ? "#json" : "#inputs").waitFor();
}

const forms = JSON.parse(readFileSync(FORMS, "utf8"));
const samples = forms.filter((form) => form.sample !== null);
const others = forms.filter((form) => form.sample === null);

test(`${samples.length} official samples`, async () => {
  assert.ok(samples.length >= 128);
  for (const { path, region, sample } of samples) {
    const url = new URL(path, EXPLORER_RECORDED).href;
    if (page.url() !== url) await page.goto(url);
    await page.fill("#region", region);
    await responded("sample", () => page.selectOption("#sample", String(sample)));
    await view("json");
    await responded("call", () => page.click('#call button[type="submit"]'));
    await page.locator("#panel-response .outcome").waitFor();
    await view("form");
  }
});

for (const { path, region, json } of others) {
  test(`nested values of ${path}`, async () => {
    await page.goto(new URL(path, EXPLORER_RECORDED).href);
    await page.fill("#region", region);
    await view("json");
    await page.fill("#json", json);
    await view("form");
    await view("json");
    await responded("call", () => page.click('#call button[type="submit"]'));
  });
}
