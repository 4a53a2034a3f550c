// Who gets in: whoever follows the link, from wherever, and no page of another site or port.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, afterEach, before, test } from "node:test";

import { launch, open } from "./browser.mjs";

const { EXPLORER } = process.env;
const HOME = new URL("/", EXPLORER).href;

let browser;
let page;
/** A server of another port, whose pages have a link to the explorer. As `localhost`, it is another site, too. */
let other;

before(async () => {
  browser = await launch();
  other = createServer((_, response) => response.setHeader("content-type", "text/html").end(`<a href="${EXPLORER}">explorer</a>`));
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
after(async () => {
  await browser.close();
  other.close();
});

/** Follows the link from a page of the other server, in a browser that has never been in the explorer. */
async function follow(host) {
  page = await open(browser, `http://${host}:${other.address().port}/`);
  await page.click("a");
  await page.waitForURL(HOME);
}

/** Returns the URL that this document was loaded from, whatever its address has become. */
function source() {
  return page.evaluate(() => performance.getEntriesByType("navigation")[0].name);
}

/** Returns the token of the page, which is kept but not in the document. */
async function kept() {
  const token = await page.evaluate(() => localStorage.getItem("token"));
  assert.ok(token.length > 20 && !(await page.content()).includes(token));
  return token;
}

for (const host of ["127.0.0.1", "localhost"]) {
  test(`the link can be followed from another page on ${host}, and the tab works as any other`, async () => {
    await follow(host);
    assert.equal(await source(), HOME);
    const token = await kept();
    // With the token, a POST gets past the wall, to a page that takes none.
    await page.goto(new URL("/history", HOME).href);
    const statuses = await page.evaluate((token) => Promise.all([token, "none"].map(async (token) => {
      const response = await fetch("/nowhere", { method: "POST", headers: { "x-explorer-token": token } });
      return response.status;
    })), token);
    assert.deepEqual(statuses, [405, 403]);
    await page.goBack();
    assert.equal(page.url(), HOME);
    assert.equal((await page.reload()).status(), 200);
    await page.goBack();
    assert.equal(new URL(page.url()).port, `${other.address().port}`);
  });

  test(`a window that a page on ${host} opens contains the refusal only, and is out of its reach`, async () => {
    await follow(host);
    await page.goBack();
    for (const path of ["/", "/history", "/redis/2018-04-12/DescribeInstances", "/emulator", "/open?token=none"]) {
      const opened = page.waitForEvent("popup");
      await page.evaluate((url) => { globalThis.opened = window.open(url); }, new URL(path, HOME).href);
      const popup = await opened;
      await popup.waitForLoadState();
      assert.equal(await popup.textContent("h1"), "Refused", path);
      assert.ok(await page.evaluate(() => globalThis.opened.closed), path);
      await popup.close();
    }
  });
}

test("a link from outside the browser needs one page only, and its token does not stay there", async () => {
  page = await open(browser, EXPLORER);
  assert.equal(await source(), EXPLORER);
  await kept();
  assert.equal((await page.reload()).status(), 200);
});

test("a tab of an earlier run says what to do", async () => {
  page = await open(browser, EXPLORER);
  await page.goto(new URL("/redis/2018-04-12/DescribeInstances", HOME).href);
  // The cookie of another run is as good as none.
  await page.context().clearCookies();
  await page.fill("#search", "backup");
  await page.locator("#rest", { hasText: "open the link that the terminal shows" }).waitFor();
  await page.click('#call [type="submit"]');
  await page.locator("#panel-response", { hasText: "has refused this request: open the link" }).waitFor();
});
