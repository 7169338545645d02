// What people do all day: read the matrix, open a village and an item, look at the proof, decide, search, compare.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { shoot, visitor, workbench } from './support.mjs';

const desk = workbench();

async function open(address, options = {}) {
  const { page } = desk.someone ?? (await desk.visit(options));
  await page.goto(desk.server.url + address);
  return page;
}

/** An interval such as “6 – 88 / 100” as its two ends. */
const interval = (text) => text.match(/[\d.]+/g).slice(0, 2).map(Number);

for (const lang of ['zh', 'en']) {
  const say = (zh, en) => (lang === 'zh' ? zh : en);
  describe(lang, () => {
    test('from the matrix to a village, its item, and the quoted line boxed on the page', async () => {
      const page = await open(`/?lang=${lang}`, { lang });
      assert.match(await page.locator('header').innerText(), say(/2020-06-30 截止/, /due 2020-06-30/));
      const rows = page.locator('.matrix tbody tr');
      assert.equal(await rows.count(), 19, 'the township and eighteen villages');
      const row = page.locator('.matrix tbody tr', { hasText: '付庄村' });
      assert.equal(await row.locator('td a').count(), 26, 'a cell an item');
      await page.getByRole('link', { name: '付庄村' }).first().click();
      await page.waitForURL('**/village/**');
      assert.match(await page.locator('h1').innerText(), /付庄村/);
      await page.locator('.items a.id', { hasText: 'V19' }).click();
      assert.match(await page.locator('h1').innerText(), /V19/);
      assert.match(await page.locator('main').innerText(), /低级文字错误/, 'the standard stands there word for word');

      const quoted = page.locator('.findings a[href*="quote="]').first();
      await quoted.click();
      await page.waitForURL('**/file/**');
      const mark = page.locator('.file-text mark').first();
      assert.ok((await mark.innerText()).length > 1, 'the quotation is marked in the text');
      // The picture lies in the viewer's SVG, under the boxes; a reader process draws it.
      const picture = page.locator('.page-picture image');
      const drawn = await page.request.get(desk.server.url + (await picture.getAttribute('href')));
      assert.equal(drawn.headers()['content-type'], 'image/jpeg');
      const box = await page.locator('.page-picture .boxes rect').first().boundingBox();
      const sheet = await picture.boundingBox();
      assert.ok(box.width > 5 && box.height > 5, 'a box of some size');
      assert.ok(
        box.x >= sheet.x - 2 && box.y >= sheet.y - 2 && box.y + box.height <= sheet.y + sheet.height + 2,
        `the box ${JSON.stringify(box)} lies on the page ${JSON.stringify(sheet)}`,
      );
      // The text that lies over the picture can be selected.
      const line = page.locator('.page-picture .text-layer text', { hasText: (await mark.innerText()).trim().slice(0, 4) }).first();
      await line.evaluate((it) => getSelection().selectAllChildren(it));
      assert.ok((await page.evaluate(() => String(getSelection()))).length > 1, 'text over the picture is selected');
      await shoot(page, `boxed-${lang}`);
      await page.goBack();
      assert.match(await page.locator('h1').innerText(), /V19/, 'nothing is lost on the way back');
    });

    test('a name is searched, its page opened with the hit marked, and the next hit follows', async () => {
      const page = await open(`/?lang=${lang}`, { lang });
      await page.keyboard.press('/');
      await page.keyboard.type('股份经济合作社');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/search?**');
      const hits = page.locator('.hits').first().locator('> li');
      assert.ok((await hits.count()) > 3);
      assert.equal(await hits.first().locator('mark').first().innerText(), '股份经济合作社');
      await hits.first().locator('a.open').click();
      await page.waitForURL('**/file/**');
      assert.ok((await page.locator('mark, .boxes rect').count()) > 0, 'the hit is marked');
      const first = page.url();
      await page.locator('a.hit-after').click();
      assert.notEqual(page.url(), first);
      await page.locator('a.hit-before').click();
      assert.equal(new URL(page.url()).pathname, new URL(first).pathname);
    });

    test('meetings that decided something are listed without reading', async () => {
      const page = await open(`/search?lang=${lang}&q=${encodeURIComponent('类型:会议记录 股权')}`, { lang });
      const table = page.locator('table.meetings');
      assert.ok((await table.locator('tbody tr').count()) > 1);
      assert.match(await table.innerText(), /20\d\d-\d\d-\d\d/);
      await shoot(page, `meetings-list-${lang}`);
    });
  });
}

for (const lang of ['zh', 'en']) test(`a decision moves the score, is kept with its reason, and can be taken back (${lang})`, async () => {
  const say = (zh, en) => (lang === 'zh' ? zh : en);
  const page = await open(`/village/%E5%BC%A0%E5%BA%84%E6%9D%91?lang=${lang}`, { lang });
  const score = async () => interval(await page.locator('h1 .figure').innerText());
  const [confirmed, possible] = await score();
  const item = `${desk.server.url}/village/%E5%BC%A0%E5%BA%84%E6%9D%91/item/V24`;
  await page.goto(item);
  await page.getByLabel(say('得分', 'Score'), { exact: true }).fill('3.5');
  await page.getByLabel(say('理由（与建议相同可不写）', 'Why (not needed for the suggested score)')).fill('近景清楚，缺一张远景');
  await page.locator('#decide').getByLabel(say('姓名', 'Your name')).fill('周小满');
  await page.locator('#accept').click();
  assert.match(await page.locator('.saved').innerText(), say(/已保存/, /Saved/));
  await shoot(page, `decided-${lang}`);
  assert.match(await page.locator('.history').innerText(), /周小满[\s\S]*3\.5[\s\S]*缺一张远景/);

  await page.goto(`${desk.server.url}/village/%E5%BC%A0%E5%BA%84%E6%9D%91`);
  const [confirmedNow, possibleNow] = await score();
  assert.ok(confirmedNow > confirmed, `confirmed ${confirmed} has risen to ${confirmedNow}`);
  assert.ok(possibleNow < possible, `possible ${possible} has sunk to ${possibleNow}`);

  await page.goto(item);
  await page.locator('#undo').click();
  await page.goto(`${desk.server.url}/village/%E5%BC%A0%E5%BA%84%E6%9D%91`);
  assert.deepEqual(await score(), [confirmed, possible], 'as before');
});

test('the keyboard takes a suggestion and goes on to the next item', async () => {
  const page = await open('/village/%E5%BC%A0%E5%BA%84%E6%9D%91/item/V10');
  await page.locator('#decide').getByLabel('姓名').fill('周小满');
  await page.locator('h1').click();
  await page.keyboard.press('a');
  assert.equal(await page.locator(':focus').getAttribute('id'), 'accept');
  await page.keyboard.press('Enter');
  await page.locator('.saved').waitFor();
  await page.keyboard.press('n');
  await page.waitForURL((url) => !url.pathname.endsWith('/V10'));
});

test('two people decide on one item: both see what the other said, and nothing is written over', async () => {
  const other = await visitor();
  const address = `${desk.server.url}/village/%E5%BC%A0%E5%BA%84%E6%9D%91/item/V25`;
  const page = await open('/');
  await page.goto(address);
  await other.page.goto(address);
  const decide = async (who, name, points, reason) => {
    await who.getByLabel('得分').fill(points);
    await who.getByLabel('理由（与建议相同可不写）').fill(reason);
    await who.locator('#decide').getByLabel('姓名').fill(name);
    await who.locator('#accept').click();
  };
  await decide(page, '甲', '4', '记录完整');
  await decide(other.page, '乙', '2', '表决情况太简');
  const alert = other.page.getByRole('alert');
  assert.match(await alert.innerText(), /甲[\s\S]*4/);
  assert.equal(await other.page.getByLabel('得分').inputValue(), '2', 'what was typed still stands there');
  await shoot(other.page, 'conflict');
  await page.goto(address);
  assert.match(await page.locator('.history').innerText(), /甲/);
  assert.doesNotMatch(await page.locator('.history').innerText(), /乙/);
  await other.close();
});

test('photos that may be one are shown side by side', async () => {
  const page = await open('/photos?show=pairs');
  const pair = page.locator('.pairs > li').first();
  assert.equal(await pair.locator('img').count(), 2);
  for (const picture of await pair.locator('img').all()) {
    await picture.scrollIntoViewIfNeeded();
    await picture.evaluate((img) => img.decode());
  }
  await shoot(page, 'photo-pairs');
});

test('figures stand beside each other with their pages', async () => {
  const page = await open(`/village/${encodeURIComponent('付庄村')}/item/V07`);
  const table = page.locator('table.figures');
  assert.ok((await table.locator('tbody tr').count()) > 6);
  assert.ok((await table.locator('a[href^="/file/"]').count()) > 6);
});

test('the workbook and the lists can be taken along', async () => {
  const page = await open('/');
  for (const [name, begins] of [['XLSX', 'PK'], ['CSV', '\ufeff']]) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name, exact: true }).first().click(),
    ]);
    const stream = await download.createReadStream();
    const chunk = await new Promise((resolve) => stream.once('data', resolve));
    assert.ok(chunk.toString('utf8').startsWith(begins), `${name} begins with ${JSON.stringify(begins)}`);
  }
});
