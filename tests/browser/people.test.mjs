// Authentication and access: the login, what a village's clerk sees, the people page, the log.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings, run, shoot, workbench } from './support.mjs';

const OWN = '/village/%E5%BC%A0%E5%BA%84%E6%9D%91';
const OTHER = '/village/%E4%BB%98%E5%BA%84%E6%9D%91';
const PASSWORD = 'eine lange Reihe 7';

const desk = workbench((files) => {
  for (const [name, role] of [
    ['周小满', 'township'],
    ['钱评定', 'assessor'],
    ['孙文书', 'village:张庄村'],
  ]) {
    run(['user', 'add', files, name, '--role', role], { input: `${PASSWORD}\n` });
  }
});

async function enter(name, password = PASSWORD, lang = 'zh') {
  const say = (zh, en) => (lang === 'zh' ? zh : en);
  const { page } = await desk.visit({ lang });
  await page.goto(`${desk.server.url}/login?lang=${lang}`);
  await page.getByLabel(say('姓名', 'Name')).fill(name);
  await page.getByLabel(say('密码', 'Password')).fill(password);
  await page.getByRole('button', { name: say('登录', 'Log in') }).click();
  return page;
}

test('nobody comes in without a password, and a wrong one is not let in', async () => {
  const page = await enter('周小满', 'falsch geraten');
  assert.match(await page.getByRole('alert').innerText(), /姓名或密码不对/);
  await shoot(page, 'login-refused');
  assert.deepEqual(await axeFindings(page), []);
  for (const address of ['/', OWN, '/search?q=1', '/report.json', '/api/v1/report']) {
    const answer = await page.request.get(desk.server.url + address, { maxRedirects: 0 });
    assert.ok([303, 401].includes(answer.status()), `${address}: ${answer.status()}`);
  }
});

for (const lang of ['zh', 'en']) test(`a clerk sees one village, in pages, counts, facets, snippets, pictures and files (${lang})`, async () => {
  const page = await enter('孙文书', PASSWORD, lang);
  await page.goto(`${desk.server.url}/?lang=${lang}`);
  assert.match(await page.locator('main').innerText(), /张庄村/);
  assert.doesNotMatch(await page.locator('body').innerText(), /付庄村|柳泉村/);
  await shoot(page, `clerk-overview-${lang}`);
  await page.goto(desk.server.url + OWN);
  assert.match(await page.locator('h1').innerText(), /张庄村/);
  const file = await page.locator('table.files a').first().getAttribute('href');

  await page.goto(`${desk.server.url}/search?q=${encodeURIComponent('股份经济合作社')}`);
  assert.ok((await page.locator('.hits > li').count()) > 0);
  const text = await page.locator('main').innerText();
  assert.doesNotMatch(text, /付庄村|柳泉村|00镇级/);
  const data = await (await page.request.get(`${desk.server.url}/search.json?q=${encodeURIComponent('股份')}&limit=1000`)).json();
  assert.ok(data.hits.length > 0 && data.hits.every((hit) => hit.village === '张庄村'), 'hits of the own village alone');

  const photos = await (await page.request.get(`${desk.server.url}/api/v1/photos?limit=1000`)).text();
  assert.doesNotMatch(photos, /付庄/);
  const foreign = encodeURI('02付庄村');
  for (const address of [OTHER, `${OTHER}/item/V03`, '/township', '/township/item/T01', '/people', '/log']) {
    const answer = await page.request.get(desk.server.url + address);
    assert.ok([403, 404].includes(answer.status()), `${address}: ${answer.status()}`);
    assert.doesNotMatch(await answer.text(), /付庄村股份/);
  }
  const whole = await page.request.get(`${desk.server.url}/report.json`);
  assert.doesNotMatch(await whole.text(), new RegExp(`${decodeURI(foreign)}|付庄村`));
  assert.equal((await page.request.get(desk.server.url + file)).status(), 200);
  // A post of a decision is refused whatever the page shows.
  const decided = await page.request.post(`${desk.server.url}${OWN}/item/V24`, {
    form: { do: 'score', saw: '0', score: '5', reason: 'x', by: 'x' },
    headers: { origin: desk.server.url },
  });
  assert.equal(decided.status(), 403);
});

test('what lies elsewhere is not there for a clerk: no page, picture, original or comparison', async () => {
  const assessor = await enter('钱评定');
  await assessor.goto(`${desk.server.url}${OTHER}`);
  const elsewhere = await assessor.locator('table.files a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  assert.ok(elsewhere.length > 20);
  const pictures = elsewhere.filter((href) => /\.(jpg|png|pdf)/i.test(href)).slice(0, 4);
  await desk.leave();
  const page = await enter('孙文书');
  for (const href of [...elsewhere.slice(0, 3), ...pictures]) {
    const rest = href.replace(/^\/file\//, '').replace(/\?.*$/, '');
    for (const kind of ['file', 'original', 'thumbnail', 'picture', 'photo', 'api/v1/files']) {
      const answer = await page.request.get(`${desk.server.url}/${kind}/${rest}`);
      assert.equal(answer.status(), 404, `/${kind}/${decodeURI(rest)}`);
    }
    const compared = await page.request.get(`${desk.server.url}/compare/${rest}?with=${rest}`);
    assert.equal(compared.status(), 404);
    const pair = await page.request.get(`${desk.server.url}/photos/pair?a=${rest}&b=${rest}`);
    assert.equal(pair.status(), 404);
  }
});

test('an assessor decides under the own name, and looks after nobody', async () => {
  const page = await enter('钱评定');
  await page.goto(`${desk.server.url}${OWN}/item/V06`);
  assert.equal(await page.locator('#decide input[name=by]').count(), 0, 'nobody types a name');
  await page.getByLabel('得分').fill('1.5');
  await page.getByLabel('理由（与建议相同可不写）').fill('签字齐全');
  await page.locator('#accept').click();
  assert.match(await page.locator('.history').innerText(), /钱评定/);
  assert.equal((await page.request.get(`${desk.server.url}/people`)).status(), 403);
});

test('the township adds a person, who can come in at once, and the log tells of it', async () => {
  const page = await enter('周小满');
  await page.goto(`${desk.server.url}/people`);
  assert.deepEqual(await axeFindings(page), []);
  const form = page.locator('form').last();
  await form.getByLabel('姓名').fill('李新来');
  await form.getByLabel('角色').selectOption('assessor');
  await form.getByLabel('初始密码').fill('noch eine Reihe 8');
  await form.getByRole('button', { name: '添加' }).click();
  assert.match(await page.locator('main').innerText(), /李新来/);
  await shoot(page, 'people');
  await page.goto(`${desk.server.url}/log`);
  assert.match(await page.locator('main').innerText(), /周小满[\s\S]*李新来/);
  assert.deepEqual(await axeFindings(page), []);
  await shoot(page, 'log');
  await desk.leave();
  const other = await enter('李新来', 'noch eine Reihe 8');
  await other.waitForURL(`${desk.server.url}/`);
  assert.match(await other.locator('header').innerText(), /李新来/);
});

test('after five wrong passwords even the right one has to wait', async () => {
  const page = await enter('孙文书', 'falsch 1');
  for (let time = 2; time <= 5; time += 1) {
    await page.getByLabel('密码').fill(`falsch ${time}`);
    await page.getByRole('button', { name: '登录' }).click();
  }
  await page.getByLabel('密码').fill(PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  assert.match(await page.getByRole('alert').innerText(), /次数过多/);
});
