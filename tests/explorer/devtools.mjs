// Chromium without Playwright, for measurements: Playwright adds a JavaScript context of its own to each page, and follows
// each request.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { FLAGS, PROGRAM } from "./browser.mjs";

/** A running browser, with one empty tab, that takes commands of the DevTools protocol over a pipe. */
export class Browser {
  #answers = new Map();
  #folder = mkdtempSync(join(tmpdir(), "tencloud-explorer-"));
  #last = 0;
  #process;

  constructor({ width, height }) {
    const args = ["--headless", "--no-sandbox", "--no-first-run", "--remote-debugging-pipe", `--user-data-dir=${this.#folder}`,
      `--window-size=${width},${height}`];
    this.#process = spawn(PROGRAM, [...FLAGS, ...args, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    let text = "";
    this.#process.stdio[4].setEncoding("utf8").on("data", (data) => {
      const messages = (text + data).split("\0");
      text = messages.pop();
      for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
        const answer = this.#answers.get(id);
        this.#answers.delete(id);
        if (error) answer?.reject(new Error(error.message));
        else answer?.resolve(result);
      }
    });
  }

  /** Sends a command, and returns the result. */
  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#last;
    this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
  }

  /** Opens an empty tab, and forgets all that is cached, and all cookies. */
  async tab() {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const tab = new Tab(this, targetId, sessionId);
    await tab.send("Network.clearBrowserCache");
    await tab.send("Network.clearBrowserCookies");
    return tab;
  }

  async close() {
    const closed = new Promise((resolve) => this.#process.once("exit", resolve));
    await this.send("Browser.close");
    await closed;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

class Tab {
  constructor(browser, target, session) {
    Object.assign(this, { browser, target, session });
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }

  /** Runs a function in each document before its own scripts. */
  async prepare(run) {
    await this.send("Page.enable");
    await this.send("Page.addScriptToEvaluateOnNewDocument", { source: `(${run})()` });
  }

  async open(url) {
    await this.send("Page.navigate", { url });
  }

  async reload() {
    await this.send("Page.reload");
  }

  /** Runs a function in the document, and returns the value of its promise. */
  async run(run) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression: `(${run})()`, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async close() {
    await this.browser.send("Target.closeTarget", { targetId: this.target });
  }
}
