// What the tests of the workbench in a real browser share: an archive of their own, the real program, and Chromium.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(here, '../..');
const program = process.env.CUNDANG_PROGRAM ?? path.join(root, 'target/release/cundang');
const shots = process.env.CUNDANG_SHOTS ?? path.join(os.tmpdir(), 'cundang-shots');
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The widths that people have: an office screen and a phone. */
export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

// Chromium announces itself under several names; `CHROMIUM` names another one.
function browserPath() {
  const names = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = names.find((name) => name && fs.existsSync(name));
  assert.ok(found, 'no Chromium here: install the package chromium, or say where it is with CHROMIUM');
  return found;
}

let browser;
/** The one browser of this process. */
export async function openBrowser() {
  browser ??= await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox', '--disable-quic'] });
  return browser;
}

export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

/** A visitor with cookies of their own. Whatever a page's script complains of makes the test fail. */
export async function visitor({ viewport = DESK, lang = 'zh', ...rest } = {}) {
  const context = await (await openBrowser()).newContext({ viewport, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', ...rest });
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    // A refused page (404, 409, 422) is told of here too; the tests look at those answers themselves.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) troubles.push(message.text());
  });
  const close = async () => {
    await context.close();
    assert.deepEqual(troubles, [], 'the browser complains');
  };
  return { page, context, close };
}

/** Runs the program to its end and gives what it printed. */
export function run(args, { input, status = 0 } = {}) {
  const done = spawnSync(program, args, { input, encoding: 'utf8', timeout: 300_000, maxBuffer: 1 << 28 });
  assert.equal(done.status, status, `cundang ${args.join(' ')}: ${done.error ?? ''}\n${done.stderr}`);
  return done.stdout;
}

/** A copy of the sample archive with a store beside it, already read (without recognition, which takes minutes). */
export function archive() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cundang-browser-'));
  const files = path.join(folder, 'archive');
  fs.cpSync(path.join(root, 'sample-archive'), files, { recursive: true });
  run(['index', files, '--ocr', 'off', '--quiet']);
  return { folder, files, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** Serves an archive until `stop`. */
export async function serve(files, ...more) {
  const args = ['serve', files, '--ocr', 'off', '--bind', '127.0.0.1:0', '--lang', 'zh', ...more];
  const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const url = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`serve does not say where it listens:\n${said}`)), 120_000);
    server.stderr.on('data', (data) => {
      said += data;
      const found = /http:\/\/[\d.]+:\d+/.exec(said);
      if (found) {
        clearTimeout(late);
        resolve(found[0]);
      }
    });
    server.on('exit', (code) => reject(new Error(`serve ended with ${code}:\n${said}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      server.on('exit', resolve);
      server.kill('SIGINT');
    });
  return { url, stop, said: () => said };
}

/** Keeps a picture of a page for people to look at. */
export async function shoot(page, name, options = {}) {
  fs.mkdirSync(shots, { recursive: true });
  const file = path.join(shots, `${name}.png`);
  await page.screenshot({ path: file, ...options });
  assert.ok(fs.statSync(file).size > 8_000, `${name}.png: an empty page?`);
}

/** Serious and critical findings of axe on a page, by the rules of WCAG 2.2 AA and below. */
export async function axeFindings(page) {
  // Through the protocol, not as a script of the page: its content security policy stays as it is.
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).slice(0, 3).join(' | ')} (${nodes.length})`);
}

/**
 * The desk that the tests of a file work at: an archive of their own, served from before the first test until after the
 * last. `prepare` is given the archive before it is served. A visitor that `visit` brings leaves after the test.
 */
export function workbench(prepare = () => {}) {
  const desk = { archive: undefined, server: undefined, someone: undefined };
  before(async () => {
    desk.archive = archive();
    prepare(desk.archive.files);
    desk.server = await serve(desk.archive.files);
  });
  afterEach(() => desk.leave());
  after(async () => {
    await desk.server?.stop();
    await closeBrowser();
    desk.archive?.remove();
  });
  desk.visit = async (options) => {
    await desk.leave();
    desk.someone = await visitor(options);
    return desk.someone;
  };
  desk.leave = async () => {
    const { someone } = desk;
    desk.someone = undefined;
    await someone?.close();
  };
  return desk;
}
