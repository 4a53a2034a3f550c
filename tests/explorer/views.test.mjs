// The two views of the parameters, and what the search finds besides names.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
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

test("what is wrong is said at its input until that is changed", async () => {
  const input = page.locator('[name="InstanceId"]');
  await input.fill("");
  await page.click("#call button[type=submit]");
  const fault = page.locator('[data-path="InstanceId"] .fault', { hasText: "is required" });
  await fault.waitFor();
  assert.equal(await input.getAttribute("aria-invalid"), "true");
  assert.equal(await input.getAttribute("aria-describedby"), "f-InstanceId d-InstanceId");
  await input.fill("crs-5a4py64p");
  assert.equal(await fault.count(), 0);
  assert.equal(await input.getAttribute("aria-describedby"), "d-InstanceId");
});

test("what has been entered is there after a reload, and no secret is stored", async () => {
  const session = () => page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  await page.fill('[name="InstanceId"]', "crs-00000001");
  await page.fill(PASSWORD, "Planted-1234");
  await page.waitForFunction(() => Object.values(sessionStorage).some((text) => text.includes("crs-00000001")));
  assert.doesNotMatch(await session(), /Planted/);
  await page.reload();
  await page.waitForFunction(() => document.querySelector('[name="InstanceId"]').value === "crs-00000001");
  assert.equal(await page.inputValue(PASSWORD), "");
  // A link to the page leads to an empty form, and a reload shows that one then.
  await page.goto(page.url());
  assert.equal(await page.inputValue('[name="InstanceId"]'), "");
  assert.doesNotMatch(await session(), /crs-00000001/);
});

test("a secret stays with its item when others are removed or change places", async () => {
  await page.goto(new URL("/cls/2020-10-16/CreateConsole", process.env.EXPLORER).href);
  for (const [at, name] of ["a", "b", "c"].entries()) {
    await page.click('[data-add="Accounts"]');
    await page.fill(`[name="Accounts.${at}.UserName"]`, name);
    await page.fill(`[name="Accounts.${at}.Password"]`, `pw-${name}`);
  }
  const accounts = async () => {
    const names = await page.locator('[name^="Accounts."][name$=".UserName"]').all();
    const passwords = await page.locator('[name^="Accounts."][name$=".Password"]').all();
    return Promise.all(names.map(async (name, at) => `${await name.inputValue()} ${await passwords[at].inputValue()}`));
  };
  await page.click('[data-remove="Accounts.0"]');
  await page.locator('[name="Accounts.2.UserName"]').waitFor({ state: "detached" });
  assert.deepEqual(await accounts(), ["b pw-b", "c pw-c"]);
  await view("json");
  const json = JSON.parse(await page.inputValue("#json"));
  json.Accounts.push({ UserName: "d", Password: "pw-d" });
  await page.fill("#json", JSON.stringify(json));
  await view("form");
  assert.deepEqual(await accounts(), ["b pw-b", "c pw-c", "d pw-d"]);
  await view("json");
  json.Accounts = [json.Accounts[1], json.Accounts[0]];
  await page.fill("#json", JSON.stringify(json));
  await view("form");
  assert.deepEqual(await accounts(), ["c ", "b "]);
  const placeholders = await page.locator('[name^="Accounts."][name$=".Password"]').evaluateAll(
    (inputs) => inputs.map((input) => input.placeholder));
  assert.deepEqual(placeholders, ["not kept: enter it again", "not kept: enter it again"]);
});

test("secrets of items that look alike are kept in their places, and not moved", async () => {
  await page.goto(new URL("/cls/2020-10-16/CreateConsole", process.env.EXPLORER).href);
  for (const at of [0, 1]) {
    await page.click('[data-add="Accounts"]');
    await page.fill(`[name="Accounts.${at}.UserName"]`, "same");
    await page.fill(`[name="Accounts.${at}.Password"]`, `pw-${at}`);
  }
  const passwords = () => page.locator('[name^="Accounts."][name$=".Password"]').evaluateAll(
    (inputs) => inputs.map((input) => input.value));
  await view("json");
  await view("form");
  assert.deepEqual(await passwords(), ["pw-0", "pw-1"]);
  await view("json");
  const json = JSON.parse(await page.inputValue("#json"));
  json.Accounts.shift();
  await page.fill("#json", JSON.stringify(json));
  await view("form");
  assert.deepEqual(await passwords(), [""]);
});

test("a call that is sent is not sent twice", async () => {
  await page.goto(new URL("/redis/2018-04-12/DescribeInstances", process.env.EXPLORER).href);
  const calls = [];
  page.on("request", (request) => { if (request.url().endsWith("/call")) calls.push(request); });
  await page.evaluate(() => [1, 2, 3].forEach(() => document.querySelector("#call").requestSubmit()));
  await page.locator("#panel-response .outcome").waitFor();
  assert.equal(calls.length, 1);
});

test("summaries, other verbs and products are found", async () => {
  for (const [words, found] of [
    ["redis recycle bin immediately", "CleanUpInstance redis"],
    ["list redis instances", "DescribeInstances redis"],
    ["redis", "TencentDB for Redis redis: all its actions"],
    ["load balancer", "Cloud Load Balancer clb: all its actions"],
    ["mysql", "TencentDB for MySQL cdb: all its actions"],
    ["postgresql", "TencentDB for PostgreSQL postgres: all its actions"],
    ["ti-one", "TI-ONE Training Platform tione: all its actions"],
    ["ai agent", "AI Agent Security Gateway apis: all its actions"],
    ["tencentdb mysql backups", "DescribeBackups cdb"],
    ["no such thing at all", null],
  ]) {
    await page.fill("#search", words);
    const first = page.locator('#found [role="option"]').first();
    if (found) await first.filter({ hasText: found }).waitFor();
    else await page.locator("#rest", { hasText: "No action has all of these" }).waitFor();
  }
});

test("the page finds what the command line finds", async () => {
  const queries = [
    "b", "ba", "es", "redis", "mysql", "describe redis", "describe b", "desc describe", "list redis instances", "make", "get mysql",
    "tke cluster", "load balancer", "redis recycle bin", "Redis.DescribeInstances", "sql s", "s S", "l4", "ti-one", "cdb cdb",
  ];
  for (const query of queries) {
    const { stdout } = spawnSync(process.env.TENCLOUD, ["search", query], { encoding: "utf8" });
    const expected = stdout.trim().split("\n").map((line) => line.split(" ").slice(0, 2).join(" "));
    await page.fill("#search", query);
    await page.locator('#found [role="option"]').first().waitFor();
    const shown = await page.locator('#found [role="option"]').evaluateAll((links) => links.map((link) => {
      const [product, , action] = new URL(link.href).pathname.slice(1).split("/");
      return `${product} ${action ?? "--help"}`;
    }));
    assert.ok(shown.length > 0, query);
    assert.deepEqual(shown, expected.slice(0, shown.length), query);
  }
});
