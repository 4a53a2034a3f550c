// Draws the README's picture: an action with a response.

import { call, launch, open } from "./browser.mjs";

const { EXPLORER, PICTURE } = process.env;

const browser = await launch();
const page = await open(browser, EXPLORER, { viewport: { width: 1400, height: 720 }, colorScheme: "light" });
await page.goto(new URL("/redis/2018-04-12/DescribeInstances", EXPLORER).href);
await page.fill('[name="Limit"]', "20");
await call(page);
await page.evaluate(() => {
  document.activeElement?.blur();
  scrollTo(0, 0);
});
await page.screenshot({ path: PICTURE });
await browser.close();
