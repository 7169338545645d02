// The queue of lines that recognition is not sure of, with lines in it, before axe.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DESK, PHONE, axeFindings, closeBrowser, root, run, serve, shoot, visitor } from './support.mjs';

let folder;
let server;

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cundang-browser-'));
  const files = path.join(folder, 'archive');
  const meetings = path.join(files, '01张庄村', '03会议');
  fs.mkdirSync(meetings, { recursive: true });
  // A small and dim picture of a printed list, most lines of which are doubtful.
  fs.copyFileSync(path.join(root, 'tests/data/ocr/doubtful.png'), path.join(meetings, '成员代表会议记录.png'));
  run(['index', files, '--quiet']);
  server = await serve(files);
});

after(async () => {
  await server?.stop();
  await closeBrowser();
  fs.rmSync(folder, { recursive: true, force: true });
});

for (const lang of ['zh', 'en']) {
  for (const [name, options] of Object.entries({
    desk: { viewport: DESK },
    phone: { viewport: PHONE },
    dark: { viewport: DESK, colorScheme: 'dark' },
  })) {
    describe(`${lang}, ${name}`, () => {
      test('axe finds nothing serious on a line of the queue', async () => {
        const someone = await visitor({ lang, ...options });
        const { page } = someone;
        await page.goto(`${server.url}/transcribe?lang=${lang}`);
        assert.equal(await page.locator('.line-picture svg').count(), 1, 'the picture of a line');
        assert.equal(await page.locator('#transcribe-text').count(), 1, 'the field for what it says');
        assert.deepEqual(await axeFindings(page), []);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, 'nothing scrolls sideways');
        await shoot(page, `transcribe-lines-${lang}-${name}`);
        await someone.close();
      });
    });
  }
}
