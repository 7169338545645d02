// The desk's tasks, each with the clicks and keys that it takes: an own archive under odd names, the same item from village
// to village, several findings at once, and what was typed outliving a look at the help.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PHONE, axeFindings, closeBrowser, run, serve, shoot, visitor, workbench } from './support.mjs';

const TEXT = '成员代表会议记录\n时间：2020年5月6日\n应到30人，实到28人。\n';

/** Two villages' files under odd names, and odds and ends. */
function oddArchive() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cundang-odd-'));
  const files = path.join(folder, '资料');
  const write = (name, text) => {
    fs.mkdirSync(path.dirname(path.join(files, name)), { recursive: true });
    fs.writeFileSync(path.join(files, name), text);
  };
  write('张庄（最新）/会议记录.txt', TEXT);
  write('付庄资料2020改/会议记录.txt', TEXT);
  write('付庄产改/签到表.txt', TEXT);
  write('经管站/方案.txt', TEXT);
  for (let n = 0; n < 6; n += 1) write(`杂/${n}.txt`, TEXT + n);
  run(['index', files, '--ocr', 'off', '--quiet']);
  return { files, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

describe('an own archive', () => {
  let own;
  let server;
  before(async () => {
    own = oddArchive();
    server = await serve(own.files);
  });
  after(async () => {
    await server?.stop();
    await closeBrowser();
    own?.remove();
  });

  test('which folder is which village: one link, two choices, one button', async () => {
    const someone = await visitor();
    const { page } = someone;
    await page.goto(server.url);
    assert.match(await page.locator('.misplaced').innerText(), /份不属于任何村/);
    await page.getByRole('link', { name: '请核对哪个文件夹是哪个村' }).click();
    assert.match(await page.locator('h1').innerText(), /哪个文件夹是哪个村/);
    const owner = (folder) => page.getByLabel(`归属：${folder}`, { exact: true });
    assert.equal(await owner('张庄（最新）').inputValue(), 'village:张庄村');
    assert.equal(await owner('付庄资料2020改').inputValue(), 'village:付庄村');
    assert.equal(await owner('付庄产改').inputValue(), 'village:付庄村', 'two folders of one village are one');
    assert.equal(await owner('杂').inputValue(), 'nobody');
    await shoot(page, 'folders-zh-desk', { fullPage: true });
    await owner('杂').selectOption('village:张庄村');
    await owner('经管站').selectOption('township');
    await page.getByLabel('姓名').fill('王芳');
    await page.getByRole('button', { name: '保存归属' }).click();
    assert.match(await page.locator('.saved').innerText(), /已保存/);
    assert.equal(await page.locator('.misplaced').count(), 0);
    await page.getByRole('link', { name: '看全镇总览' }).click();
    const villages = page.locator('#villages .matrix tbody tr');
    assert.equal(await villages.count(), 2);
    assert.equal(await page.locator('.first-run').count(), 0, 'nobody is asked twice');
    assert.ok(!fs.existsSync(path.join(own.files, 'archive.json')), 'nothing is written into the archive');
    await page.goto(`${server.url}/settings`);
    await page.getByRole('link', { name: '哪个文件夹是哪个村' }).click();
    await page.getByRole('row', { name: /杂/ }).getByRole('button', { name: '撤销' }).click();
    assert.equal(await owner('杂').inputValue(), 'nobody', 'one click takes it back');
    assert.deepEqual(await axeFindings(page), []);
    await someone.close();
  });

  test('the same page on a phone and in English', async () => {
    const someone = await visitor({ viewport: PHONE, lang: 'en' });
    await someone.page.goto(`${server.url}/folders?lang=en`);
    assert.match(await someone.page.locator('h1').innerText(), /Which folder is which village/);
    assert.ok((await someone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    assert.deepEqual(await axeFindings(someone.page), []);
    await shoot(someone.page, 'folders-en-phone', { fullPage: true });
    await someone.close();
  });
});

describe('the assessor', () => {
  const desk = workbench();
  const item = (village, id) => `/village/${encodeURIComponent(village)}/item/${id}`;

  test('goes from an item to the same item of the next village by one key', async () => {
    const { page } = await desk.visit();
    await page.goto(desk.server.url + item('张庄村', 'V03'));
    const first = await page.locator('h1').innerText();
    assert.match(first, /^V03 \S{4,}/, 'the title says what the item is');
    await page.keyboard.press('m');
    await page.waitForURL((url) => !decodeURIComponent(url.pathname).includes('张庄村'));
    assert.match(decodeURIComponent(page.url()), /\/item\/V03$/);
  });

  test('has the form in view without scrolling', async () => {
    const { page } = await desk.visit();
    await page.goto(desk.server.url + item('付庄村', 'V19'));
    const form = await page.locator('#score').boundingBox();
    assert.ok(form.y + form.height < 768, `the score's field stands at ${form.y}`);
    await page.locator('.findings').scrollIntoViewIfNeeded();
    const still = await page.locator('#score').boundingBox();
    assert.ok(still.y >= 0 && still.y < 768, 'and stays there');
    assert.equal(await page.getByLabel('姓名').count(), await page.locator('#decide').count() + 1, 'asked where it is not known');
  });

  test('loses nothing that was typed to a look at the help or a reload', async () => {
    const { page } = await desk.visit();
    await page.goto(desk.server.url + item('付庄村', 'V19'));
    const why = page.locator('#decide textarea[name=reason]');
    await why.fill('公示栏看得清');
    await why.press('Escape');
    await page.keyboard.press('?');
    await page.waitForURL('**/help');
    await page.goBack();
    assert.equal(await why.inputValue(), '公示栏看得清');
    await page.reload();
    assert.equal(await why.inputValue(), '公示栏看得清');
    await page.locator('#decide [name=by]').fill('王芳');
    await page.locator('#accept').click();
    await page.waitForURL('**saved=1');
    await page.reload();
    assert.equal(await page.locator('.restored').count(), 0, 'what was saved is not brought back');
  });

  test('settles several findings at once', async () => {
    const { page } = await desk.visit();
    await page.goto(desk.server.url + item('付庄村', 'V19'));
    const all = page.locator('.settle-all');
    if ((await all.count()) === 0) return;
    await all.getByLabel('误报').check();
    await all.locator('input[name="reason:*"]').fill('同一范本');
    const name = page.locator('form:has(.settle-all) input[name=by]:not([type=hidden])');
    if (await name.count()) await name.fill('王芳');
    await page.getByRole('button', { name: '保存对发现的判断' }).click();
    await page.waitForURL('**saved=1');
    assert.match(await page.locator('.dismissed summary').innerText(), /已定为误报/);
  });

  test('reaches the table by a skip link, and its cells say whose and what', async () => {
    const { page } = await desk.visit();
    await page.goto(desk.server.url);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.match(await page.locator(':focus').innerText(), /各村各项的表格/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.ok(await page.locator(':focus').evaluate((it) => it.closest('#villages') !== null));
    const cell = page.locator('#villages tbody tr').first().locator('td a').first();
    assert.match(await cell.innerText(), /村 V01 /);
  });

  test('narrows the tasks with the table', async () => {
    const { page } = await desk.visit();
    await page.goto(`${desk.server.url}/?item=V03`);
    const rows = page.locator('.work tbody tr');
    const named = await rows.evaluateAll((all) => all.map((row) => row.innerText));
    assert.ok(named.length > 0 && named.every((text) => text.includes('V03') || text.includes('等')), named.join('\n'));
  });

  test('finds photos by what was found of them and by distance', async () => {
    const { page } = await desk.visit();
    await page.goto(`${desk.server.url}/photos`);
    const all = await page.locator('.wall > li').count();
    const found = await page.locator('select[name=finding] option').nth(1).getAttribute('value');
    await page.goto(`${desk.server.url}/photos?finding=${found}`);
    const some = await page.locator('.wall > li').count();
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
    await page.goto(`${desk.server.url}/photos?far=20000`);
    assert.ok((await page.locator('.wall > li').count()) < all, 'few are taken so far away');
  });

  test('a village begins with what to do, and its parts stand under tabs', async () => {
    const { page } = await desk.visit();
    await page.goto(`${desk.server.url}/village/${encodeURIComponent('张庄村')}`);
    const todo = await page.locator('#todo').boundingBox();
    assert.ok(todo.y < 400, `tasks begin at ${todo.y}`);
    assert.equal(await page.locator('.panel:visible').count(), 1);
    await page.locator('#tabs a[href="#files"]').click();
    assert.ok(await page.locator('.files').isVisible());
    await shoot(page, 'village-files-zh-desk');
    await page.goBack();
    assert.ok(await page.locator('.items').isVisible(), 'the tab before comes back');
  });
});
