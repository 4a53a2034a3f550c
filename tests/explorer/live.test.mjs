// Calls to the cloud, for which an emulator stands in: reads are sent at once, writes after consent, and a wrong key is
// refused.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { call, close, launch, open, search, tabTo, type } from "./browser.mjs";

const { CLOUD, EXPLORER_LIVE, EXPLORER_REFUSED } = process.env;
const INSTANCE = "crs-5a4py64p";

let browser;
let page;

before(async () => {
  const instance = { id: INSTANCE, region: "ap-guangzhou", order: { InstanceName: "orders" } };
  const response = await control("instances", "POST", instance);
  assert.ok(response.ok, await response.text());
  browser = await launch();
  page = await open(browser, EXPLORER_LIVE);
});
after(async () => {
  await close(browser, page);
});

function control(path, method, body) {
  const headers = { "content-type": "application/json" };
  return fetch(`${CLOUD}/_emulator/${path}`, { method, headers, body: body && JSON.stringify(body) });
}

/** Returns the actions that have arrived at the service since it was asked last. */
async function arrived() {
  const requests = await (await control("requests", "GET")).json();
  await control("requests", "DELETE");
  return requests.map((request) => request.action);
}

/** Opens the form of an action in the region of the instance. */
async function form(words, action) {
  await search(page, words, action);
  await tabTo(page, "#region");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("ap-guangzhou");
}

/** Presses Enter in the question, and waits for the response. */
async function confirm() {
  const responded = page.waitForResponse((response) => response.url().endsWith("/call"));
  await page.keyboard.press("Enter");
  await responded;
}

test("a read is sent at once", async () => {
  await arrived();
  await form("redis describe instances", "DescribeInstances");
  assert.match(await (await call(page)).textContent(), /orders/);
  assert.deepEqual(await arrived(), ["DescribeInstances"]);
});

test("a write is sent after a click", async () => {
  await form("manual backup", "ManualBackupInstance");
  await type(page, "InstanceId", INSTANCE);
  const panel = await call(page);
  assert.match(await panel.locator("#consent-title").textContent(), /^ManualBackupInstance /);
  assert.deepEqual(await arrived(), []);
  // The question has the focus, and no button that a key pressed twice would push.
  await page.keyboard.press("Enter");
  assert.deepEqual(await arrived(), []);
  await tabTo(page, "[data-cancel]");
  await page.keyboard.press("Enter");
  assert.match(await panel.textContent(), /Nothing was sent/);
  assert.deepEqual(await arrived(), []);

  await call(page);
  await page.keyboard.press("Escape");
  assert.match(await panel.textContent(), /Nothing was sent/);

  await call(page);
  await tabTo(page, '.consent [type="submit"]');
  await confirm();
  await panel.locator(".outcome").waitFor();
  assert.deepEqual(await arrived(), ["ManualBackupInstance"]);
});

test("what destroys is sent after its id has been typed", async () => {
  await form("redis destroy postpaid", "DestroyPostpaidInstance");
  await type(page, "InstanceId", INSTANCE);
  const panel = await call(page);
  assert.match(await panel.locator("#consent-title").textContent(), /destroys/);
  // Nothing typed, and something else.
  await page.keyboard.press("Enter");
  await page.keyboard.type("crs-other");
  await confirm();
  assert.deepEqual(await arrived(), []);
  await panel.locator("#consent-title").waitFor();

  await page.keyboard.type(INSTANCE);
  await confirm();
  await panel.locator(".outcome").waitFor();
  assert.deepEqual(await arrived(), ["DestroyPostpaidInstance"]);
});

test("a wrong key is an error that says what to do", async () => {
  const page = await open(browser, EXPLORER_REFUSED);
  await search(page, "redis describe instances", "DescribeInstances");
  const error = (await call(page)).locator('.error[role="alert"]');
  assert.equal(await error.locator("h2").textContent(), "AuthFailure.SignatureFailure");
  assert.match(await error.textContent(), /What to do\./);
  assert.match(await page.locator("#status").textContent(), /Failed/);
});
