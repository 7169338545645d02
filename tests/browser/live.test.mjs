// What goes on while people look: a file dropped into the archive, progress, results without a reload, a caption kept.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { shoot, workbench } from './support.mjs';

const WORDS = { zh: '杏花坡灌溉渠维修资金', en: '杏花坡提水站更新费用' };

const desk = workbench();

for (const lang of ['zh', 'en']) test(`a dropped file is taken in from the page, and other pages hear of it (${lang})`, async () => {
  const say = (zh, en) => (lang === 'zh' ? zh : en);
  const { page, context } = await desk.visit({ lang });
  const beside = await context.newPage();
  await beside.goto(`${desk.server.url}/village/%E5%BC%A0%E5%BA%84%E6%9D%91`);
  const words = WORDS[lang];
  await page.goto(`${desk.server.url}/search?lang=${lang}&q=${encodeURIComponent(words)}`);
  assert.match(await page.locator('main').innerText(), say(/没有一页含有这些字/, /No page holds these words/));

  fs.writeFileSync(path.join(desk.archive.files, `01张庄村/20200610${words}.txt`), `关于${words}的情况说明\n2020年6月10日\n`);
  await page.goto(`${desk.server.url}/run`);
  await page.getByRole('button', { name: say('现在更新', 'Update now') }).click();
  await page.locator('#run-text', { hasText: say('新读 1 份', '1 files read') }).waitFor({ timeout: 60_000 });
  await shoot(page, `run-done-${lang}`);
  // The other page has not moved; it offers the new results.
  await beside.locator('#live-new').waitFor({ state: 'visible', timeout: 60_000 });
  await beside.locator('#live-new').click();
  await beside.waitForLoadState();
  assert.match(beside.url(), /village/, 'the same page, anew');
  assert.match(await beside.locator('table.files').innerText(), new RegExp(words));

  await page.goto(`${desk.server.url}/search?q=${encodeURIComponent(words)}`);
  assert.equal(await page.locator('.hits > li').count(), 1);
});

test('without script a run is started, shown and ended all the same', async () => {
  const { page } = await desk.visit({ javaScriptEnabled: false });
  await page.goto(`${desk.server.url}/run`);
  await page.getByRole('button', { name: '现在更新' }).click();
  for (let time = 0; time < 60; time += 1) {
    if (/没有变动/.test(await page.locator('#run-text').innerText())) break;
    await page.waitForTimeout(500);
    await page.getByRole('link', { name: '刷新进度' }).click();
  }
  assert.match(await page.locator('#run-text').innerText(), /没有变动/);
});

test('captions are written one photo after the other, counted, and taken back', async () => {
  const { page } = await desk.visit();
  await page.goto(`${desk.server.url}/photos?show=elements`);
  const all = async () => Number(/\d+/.exec(await page.locator('h1 .figure').innerText())[0]);
  const lacking = await all();
  assert.ok(lacking > 1, `${lacking} photos lack elements`);
  await page.locator('.wall a[href^="/photo/"]').first().click();
  const first = page.url();
  for (const [name, words] of [['time', '2020年6月12日'], ['people', '周小满、钱多福'], ['place', '村委会公开栏'], ['event', '张贴公示']]) {
    await page.locator(`#caption-${name}`).fill(words);
  }
  const by = page.locator('#caption input[name=by]');
  await by.fill('周小满');
  await by.press('Enter');
  await page.locator('.saved').waitFor();
  assert.notEqual(new URL(page.url()).pathname, new URL(first).pathname, 'Enter leads to the next photo');
  await page.goto(first);
  assert.match(await page.locator('#caption .decision').innerText(), /人工填写[\s\S]*周小满/);
  await shoot(page, 'caption-written');
  await page.goto(`${desk.server.url}/photos?show=elements`);
  assert.equal(await all(), lacking - 1);
  await page.goto(first);
  await page.locator('#undo').click();
  await page.goto(`${desk.server.url}/photos?show=elements`);
  assert.equal(await all(), lacking, 'taken back');
});
