// Opens the pages that browser_test.cpp wrote and uses them as people do: with the mouse, the keyboard, a reader of
// screens, on paper, in the dark, without scripts. Prints what fails; exits with 1 if anything did.
//
// Usage: node pages.mjs FOLDER DEPENDENCIES CHROMIUM
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [, , folder, dependencies, executablePath] = process.argv;
const { chromium } = createRequire(dependencies + "/node_modules/")("playwright-core");
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-dev-shm-usage", "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND"],
});
let failures = 0;

function expect(what, actual, wanted) {
  const fits = wanted instanceof RegExp ? wanted.test(String(actual)) : typeof wanted === "function" ? wanted(actual)
    : JSON.stringify(actual) === JSON.stringify(wanted);
  if (fits) return;
  ++failures;
  console.log(`FAILED ${what}: ${JSON.stringify(actual)}${typeof wanted === "function" ? "" : `, wanted ${wanted instanceof RegExp ? wanted : JSON.stringify(wanted)}`}`);
}

/** Opens a page, and notes whatever it should not do: errors, messages, dialogs, requests. */
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  const misdeeds = [];
  const address = pathToFileURL(`${folder}/${name}.html`).href;
  page.on("console", (message) => misdeeds.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => misdeeds.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => (misdeeds.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== address && !/^(data|blob):/.test(request.url())) misdeeds.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, misdeeds, close: () => context.close() };
}

const visibleRows = (page, table) => page.locator(`${table} tbody tr:visible`).count();
const downloaded = async (page, click) => {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
};

async function tablesOfTheStudy(page) {
  const table = "#rq1\\.sources";
  const first = () => page.locator(`${table} tbody tr:visible`).first().locator("td").first().textContent();
  const head = page.locator(table).getByRole("columnheader", { name: "packages" });
  await head.getByRole("button").click();
  expect("sorting a number begins with the largest", [await first(), await head.getAttribute("aria-sort")], ["144", "descending"]);
  await head.getByRole("button").focus();
  await page.keyboard.press("Enter");
  expect("the keyboard sorts the other way", [await first(), await head.getAttribute("aria-sort")], ["40", "ascending"]);
  await page.locator(table).getByRole("searchbox").fill("forum");
  await page.locator(`${table} .shown`).getByText("1 of 9").waitFor();
  expect("the filter leaves one row", await visibleRows(page, table), 1);
  const csv = await downloaded(page, () => page.locator(table).getByRole("button", { name: "CSV" }).click());
  expect("CSV has what is shown", csv.bytes.toString().split("\r\n"), (lines) =>
    csv.name === "rq1.sources.csv" && lines[0] === "source,packages,files,lines,paper,density" && lines[1].startsWith("forum,79,5.5,720,789,0.15") && lines.length === 3);
  await page.locator(table).getByRole("searchbox").fill("");
  await page.locator(`${table} .shown`).getByText("of 9").waitFor({ state: "detached" });
  await page.locator(`${table} tbody tr`).first().getByRole("button").click();
  expect("a number shows its packages", await page.getByRole("dialog").getByRole("listitem").allTextContents(),
    ["package-0 1.0", "package-1 1.0", "package-2 1.0", "package-7 1.0"]);
  await page.keyboard.press("Escape");
  expect("the list closes", await page.getByRole("dialog").count(), 0);
}

async function chartsOfTheStudy(page) {
  const figure = page.locator("#rq2\\.shares");
  await figure.locator("rect.c0[data-tip]").first().hover();
  expect("pointing at a bar tells its value", await page.locator(".tip").textContent(), "command execution, here: 58.0 % (55.0 % to 61.0 %)");
  await figure.locator(".drawing").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("End");
  expect("the keyboard reaches the last bar", await page.locator(".tip").textContent(), /, paper: 10.0 %$/);
  expect("it is said aloud", await page.locator("#said").textContent(), /, paper: 10.0 %$/);
  const svg = await downloaded(page, () => figure.getByRole("button", { name: "SVG" }).click());
  expect("the figure is saved as SVG", svg.bytes.toString(), (text) => svg.name === "rq2.shares.svg" && text.includes("--c0:#") && text.includes("<title>"));
  const png = await downloaded(page, () => figure.getByRole("button", { name: "PNG" }).click());
  expect("the figure is saved as PNG", png.bytes.subarray(1, 4).toString(), "PNG");
}

async function accessibility(page, figures) {
  for (const name of figures) expect(`figure "${name}" has its name`, await page.getByRole("img", { name, exact: true }).count(), 1);
  const unnamed = await page.locator("svg[role=img]").evaluateAll((all) =>
    all.filter((svg) => !svg.getAttribute("aria-labelledby").split(" ").every((id) => document.getElementById(id))).length);
  expect("every figure is named by an element", unnamed, 0);
  const tables = await page.locator("table").evaluateAll((all) => all.filter((table) =>
    table.querySelectorAll("thead th[scope=col]").length === 0 || !(table.hasAttribute("aria-label") || table.hasAttribute("aria-labelledby"))).length);
  expect("every table has heads and a name", tables, 0);
  const ids = await page.locator("[id]").evaluateAll((all) => all.map((one) => one.id));
  expect("ids are unique", ids.filter((id, at) => ids.indexOf(id) !== at), []);
  expect("controls have names", await page.locator("button, input, select").evaluateAll((all) =>
    all.filter((one) => !(one.textContent.trim() || one.getAttribute("aria-label"))).length), 0);
  await page.keyboard.press("Tab");
}

async function lookOf(page) {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  expect("the dark is dark", [light, dark], (pair) => pair[0] === "rgb(252, 251, 248)" && pair[1] === "rgb(22, 25, 28)");
  await page.getByRole("button", { name: "Light", exact: true }).click();
  expect("the reader may choose light", await ground(), light);
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  expect("paper has no navigation", await page.getByRole("navigation").isVisible(), false);
  const pdf = await page.pdf({ format: "A4" });
  expect("it prints", pdf.subarray(0, 4).toString() + (pdf.length > 20000), "%PDFtrue");
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize({ width: 390, height: 800 });
  expect("a narrow window needs no sideways scrolling", await page.evaluate(() => document.documentElement.scrollWidth), (width) => width <= 390);
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** No text of a package became markup, and no script runs but the page's own. Leaves messages behind: comes last. */
async function nothingBrokeOut(page, title) {
  expect("the title stands", await page.title(), title);
  expect("no image was made of a name", await page.locator("img, iframe, object, embed").count(), 0);
  expect("scripts are the data and the page's own", await page.locator("script").count(), 2);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.broken = true";
    document.body.append(script);
    return window.broken === true;
  });
  expect("the policy stops other scripts", ran, false);
}

async function study() {
  const { page, misdeeds, close } = await open("study");
  await accessibility(page, ["Behaviours beside the paper's", "Lines of code", "The life of families"]);
  await tablesOfTheStudy(page);
  await chartsOfTheStudy(page);
  await lookOf(page);
  expect("the study does nothing it should not", misdeeds, []);
  await nothingBrokeOut(page, "The study");
  await close();
}

async function plain(name, texts) {
  const { page, misdeeds, close } = await open(name, { javaScriptEnabled: false });
  for (const text of texts) expect(`${name} shows "${text}" without scripts`, await page.getByText(text, { exact: true }).first().isVisible(), true);
  expect(`${name} without scripts does nothing it should not`, misdeeds, []);
  await close();
}

async function mapOfClasses(page) {
  const canvas = page.locator("canvas");
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  const scale = Math.min(box.width, box.height) / 2 - 16;
  const [sequence, x, y] = await page.evaluate(() => {
    const data = JSON.parse(document.getElementById("data").textContent);
    return [0, data.sequences[0][0], data.sequences[0][1]];
  });
  expect("the first sequence is the first", sequence, 0);
  const at = [box.x + box.width / 2 + x * scale, box.y + box.height / 2 - y * scale];
  await page.mouse.move(...at);
  expect("pointing at a point tells its packages and calls", await page.locator(".tip").textContent(),
    (text) => /package-0-1 1.1/.test(text) && /0 · token grabbers/.test(text) && /builtins\.open|os\.getenv|os\.listdir|re\.findall/.test(text));
  await page.mouse.click(...at);
  const panel = page.getByRole("complementary", { name: "Selected point" });
  expect("pressing keeps it", await panel.getByRole("heading").textContent(), /^<\/script><script>document\.title/);
  expect("its behaviours are told", await panel.getByRole("list", { name: "Behaviours" }).getByRole("listitem").first().textContent(), "steal/browser-passwords");
  await panel.getByRole("button", { name: "12 packages" }).click();
  expect("its packages are listed", await page.getByRole("dialog").getByRole("listitem").count(), 12);
  await page.keyboard.press("Escape");
  await canvas.focus();
  await page.keyboard.press("ArrowLeft");
  const next = await panel.getByRole("heading").textContent();
  expect("arrow keys go on", next, /^package-\d+/);
  expect("it is said aloud", await page.locator("#said").textContent(), (text) => text.startsWith(next));
  const picture = () => canvas.evaluate((one) => one.toDataURL().length + one.toDataURL().slice(-4000));
  const changes = async (what, act) => {
    const before = await picture();
    await act();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    expect(what, (await picture()) !== before, true);
  };
  await page.mouse.move(...at);
  await changes("the wheel zooms", () => page.mouse.wheel(0, -400));
  await changes("dragging moves", async () => {
    await page.mouse.down();
    await page.mouse.move(at[0] - 60, at[1] + 40, { steps: 3 });
    await page.mouse.up();
  });
  await changes("the whole map comes back", () => page.getByRole("button", { name: "Whole map" }).click());
  const toggle = page.getByRole("list", { name: "Groups on the map" }).getByRole("button").first();
  await changes("a cluster can be left out", () => toggle.click());
  expect("its button says so", await toggle.getAttribute("aria-pressed"), "false");
  await changes("colours show categories", () => page.getByRole("combobox", { name: "Colour by" }).selectOption("category"));
  expect("the legend has the five", await page.getByRole("list", { name: "Groups on the map" }).getByRole("button").count(), 5);
  await page.getByRole("searchbox", { name: /on the map/ }).fill("socket.connect");
  await page.locator("#map-view .shown").getByText(/^\d+ sequences$/).waitFor();
}

async function listOfClasses(page) {
  const list = page.locator("#package-list");
  expect("the list shows a page", await list.locator(".shown").textContent(), "1–25 of 895");
  await list.getByRole("button", { name: "Next page" }).click();
  expect("and the next", await list.locator(".shown").textContent(), "26–50 of 895");
  await list.getByRole("searchbox").fill("package-18-3");
  await list.locator(".shown").getByText("1–1 of 1", { exact: true }).waitFor();
  await list.getByRole("button", { name: "package-18-3" }).click();
  expect("a name of the list is shown on the map", await page.getByRole("complementary").getByRole("heading").textContent(), "package-18 1.0");
}

async function classes() {
  const { page, misdeeds, close } = await open("classify");
  await accessibility(page, ["Which call follows which", "Cosine between the centres of clusters", "When families were seen"]);
  await mapOfClasses(page);
  await listOfClasses(page);
  await page.locator("[data-node='0']").hover();
  expect("pointing at a call brings out its edges", await page.locator(".edge.on").count(), (count) => count > 0);
  await lookOf(page);
  expect("the classes do nothing they should not", misdeeds, []);
  await nothingBrokeOut(page, "Classes of malicious packages");
  await close();
}

async function manyPoints() {
  const begin = Date.now();
  const { page, misdeeds, close } = await open("many");
  await page.locator("canvas").waitFor();
  expect("20,000 sequences open in time", Date.now() - begin, (elapsed) => elapsed < 20000);
  const frame = await page.evaluate(async () => {
    const canvas = document.querySelector("canvas");
    const box = canvas.getBoundingClientRect();
    const times = [];
    for (let i = 0; i < 5; ++i) {
      const start = performance.now();
      canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: i % 2 === 0 ? -120 : 120, clientX: box.x + 200, clientY: box.y + 200, cancelable: true }));
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[2];
  });
  console.log(`20,000 sequences: open after ${Date.now() - begin} ms, two frames in ${Math.round(frame)} ms`);
  expect("20,000 points move at once", frame, (elapsed) => elapsed < 3000);
  expect("a large page does nothing it should not", misdeeds, []);
  await close();
}

for (const check of [study, classes, manyPoints, () => plain("study", ["mirrors", "1,183.5", "How they start, by year"]),
  () => plain("classify", ["token grabbers", "package-18", "Which call follows which"])]) {
  try {
    await check();
  } catch (error) {
    ++failures;
    console.log(`FAILED ${check.name}: ${error.message}`);
  }
}
await browser.close();
process.exit(failures === 0 ? 0 : 1);
