// The signature of a call, and the comparison with a request that fails. By keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { close, launch, open, search, tabTo } from "./browser.mjs";

const PANEL = "#panel-signature";

let browser;
let page;

before(async () => {
  browser = await launch();
  page = await open(browser, process.env.EXPLORER);
});
after(async () => {
  await close(browser, page);
});

/** Returns the call as it is sent, which the tab shows. */
async function opened() {
  await search(page, "redis describe instances", "DescribeInstances");
  await tabTo(page, "#tab-response");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  return await page.locator(`${PANEL} pre[aria-label="Request"]`).textContent();
}

/** Pastes a request, and returns the answer. */
async function compare(request) {
  await tabTo(page, `${PANEL} .signing > details > summary`);
  await page.keyboard.press("Enter");
  await tabTo(page, "#pasted");
  await page.keyboard.insertText(request);
  await tabTo(page, `${PANEL} [type="submit"]`);
  await page.keyboard.press("Enter");
  const verdict = page.locator(`${PANEL} .verdict`);
  await verdict.waitFor();
  return await verdict.textContent();
}

test("a call is shown as it is sent, step by step", async () => {
  assert.match(await opened(), /^POST \/ HTTP\/1\.1\n.*\nx-tc-action: DescribeInstances\n.*\n\n\{\}$/s);
  const steps = await page.locator(`${PANEL} .steps h3`).allTextContents();
  assert.deepEqual(steps, [
    "Hash of the body",
    "Canonical request",
    "Hash of the canonical request",
    "Credential scope",
    "String to sign",
    "SecretDate",
    "SecretService",
    "SecretSigning",
    "Signature",
    "Authorization header",
  ]);
});

test("another method has other steps", async () => {
  await tabTo(page, "#method", "Shift+Tab");
  await page.keyboard.type("v1");
  await page.locator(`${PANEL} pre[aria-label="Request"]`, { hasText: /^GET .*SignatureMethod=HmacSHA256/ }).waitFor();
  // The focus stays where it was, although the panel is another.
  assert.equal(await page.evaluate(() => document.activeElement.id), "method");
});

test("a request that is right would be accepted", async () => {
  assert.equal(await compare(await opened()), "The service would accept this request.");
});

test("the first difference of a request that fails is marked", async () => {
  const request = (await opened()).replace(/\{\}$/, '{"Limit":7}');
  assert.match(await compare(request), /^The signature is wrong, and this is why:The signature was made for the body \{\}\./);
  const canonical = page.locator(`${PANEL} li.differs`, { hasText: "Canonical request" }).first();
  assert.match(await canonical.locator(".why").textContent(), /^line 8 is the hash of the body/);
  const [expected, found] = await canonical.locator("mark").allTextContents();
  assert.match(expected, /^85d50f61b6ca/);
  assert.match(found, /^44136fa355b3/);
});

test("what is no request is an error with the line", async () => {
  await opened();
  await tabTo(page, `${PANEL} .signing > details > summary`);
  await page.keyboard.press("Enter");
  await tabTo(page, "#pasted");
  await page.keyboard.insertText("what is this?");
  await tabTo(page, `${PANEL} [type="submit"]`);
  await page.keyboard.press("Enter");
  assert.match(await page.locator(`${PANEL} .error[role="alert"]`).textContent(), /^Line 1: /);
});

test("a session token of the environment is not shown, nor a signature of it", async () => {
  const own = await open(browser, process.env.EXPLORER_RECORDED);
  await own.goto(new URL("/redis/2018-04-12/DescribeInstances", process.env.EXPLORER_RECORDED).href);
  await own.click("#tab-signature");
  const request = await own.locator(`${PANEL} pre[aria-label="Request"]`).textContent();
  assert.match(request, /x-tc-token: \*\*\*\n/);
  assert.match(request, /Signature=\*\*\*\n/);
  assert.doesNotMatch(await own.content(), /planted-session-token/);
  await own.context().close();
});
