// Every page: no serious or critical finding of axe, nothing that scrolls sideways, and readable without script.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DESK, PHONE, axeFindings, shoot, visitor, workbench } from './support.mjs';

const village = encodeURIComponent('张庄村');
const faulty = encodeURIComponent('付庄村');
const query = encodeURIComponent('清产核资');

/** Addresses of pages that need nothing to be looked up first; pages of files and photos are found on the way. */
const PAGES = {
  overview: '/',
  'overview-filtered': '/?state=fault',
  township: '/township',
  village: `/village/${village}`,
  item: `/village/${village}/item/V03`,
  figures: `/village/${faulty}/item/V07`,
  'township-item': '/township/item/T03',
  search: `/search?q=${query}`,
  'search-empty': '/search',
  'search-nothing': `/search?q=${encodeURIComponent('没有这样一句话')}`,
  'search-wrong': `/search?q=${encodeURIComponent('（清产核资')}`,
  meetings: `/search?q=${encodeURIComponent('类型:会议记录')}`,
  photos: '/photos',
  pairs: '/photos?show=pairs',
  elements: '/photos?show=table',
  notices: '/notices',
  transcribe: '/transcribe',
  log: '/log',
  people: '/people',
  folders: '/folders',
  settings: '/settings',
  api: '/api',
  run: '/run',
  help: '/help',
  nothing: '/village/%E6%97%A0',
};

const desk = workbench();

/** The pages above and, by following links, a paper, a hit, a photo and a pair of photos. */
async function addresses(page) {
  const all = { ...PAGES };
  const follow = async (name, from, selector) => {
    await page.goto(desk.server.url + from);
    const href = await page.locator(selector).first().getAttribute('href');
    assert.ok(href, `${name}: no ${selector} on ${from}`);
    all[name] = href;
  };
  await follow('paper', PAGES.item, 'a[href^="/file/"]');
  await follow('hit', PAGES.search, '.hits a.open');
  await follow('sheet', `/search?q=${encodeURIComponent('资产负债表 格式:xlsx')}`, '.hits a.open');
  await follow('photo', PAGES.photos, '.wall a[href^="/file/"], .wall a[href^="/photo/"]');
  await follow('pair', PAGES.pairs, 'a[href^="/photos/pair"]');
  await follow('compare', `/village/${encodeURIComponent('东凫山村')}/item/V19`, 'a.compare-link');
  return all;
}

for (const lang of ['zh', 'en']) {
  for (const [name, options] of Object.entries({
    desk: { viewport: DESK },
    phone: { viewport: PHONE },
    dark: { viewport: DESK, colorScheme: 'dark' },
  })) {
    describe(`${lang}, ${name}`, () => {
      test('axe finds nothing serious, and nothing scrolls sideways', async () => {
        const someone = await visitor({ lang, ...options });
        await someone.page.goto(`${desk.server.url}/?lang=${lang}`);
        const wrong = [];
        for (const [title, address] of Object.entries(await addresses(someone.page))) {
          await someone.page.goto(desk.server.url + address);
          assert.equal(await someone.page.locator('html').getAttribute('lang'), lang === 'zh' ? 'zh-CN' : 'en');
          wrong.push(...(await axeFindings(someone.page)).map((finding) => `${title}: ${finding}`));
          const sideways = await someone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (sideways > 0) wrong.push(`${title}: ${sideways} pixels wider than the window`);
          await shoot(someone.page, `${title}-${lang}-${name}`);
        }
        assert.deepEqual(wrong, []);
        await someone.close();
      });
    });
  }
}

test('without script every page reads the same', async () => {
  const plain = await visitor({ javaScriptEnabled: false });
  const full = await visitor();
  const heading = (page) => page.locator('h1').innerText();
  for (const [title, address] of Object.entries(await addresses(full.page))) {
    await plain.page.goto(desk.server.url + address);
    await full.page.goto(desk.server.url + address);
    assert.equal(await heading(plain.page), await heading(full.page), title);
    const text = await plain.page.locator('main').innerText();
    assert.ok(text.length > 40, `${title}: next to nothing to read`);
  }
  await plain.close();
  await full.close();
});

test('the keyboard alone reaches an item, and says where it is', async () => {
  const someone = await visitor();
  await someone.page.goto(`${desk.server.url}/village/${village}`);
  await someone.page.keyboard.press('Tab');
  assert.match(await someone.page.locator(':focus').innerText(), /跳到正文/);
  await someone.page.keyboard.press('/');
  assert.equal(await someone.page.locator(':focus').getAttribute('name'), 'q');
  await someone.page.keyboard.press('Escape');
  await someone.page.keyboard.press('j');
  const outline = await someone.page.locator(':focus').evaluate((it) => getComputedStyle(it).outlineStyle);
  assert.notEqual(outline, 'none', 'the focus is seen');
  await someone.page.keyboard.press('Enter');
  await someone.page.waitForURL((url) => url.pathname !== `/village/${village}`);
  await someone.page.keyboard.press('?');
  await someone.page.waitForURL('**/help');
  await someone.close();
});
