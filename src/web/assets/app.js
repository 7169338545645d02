// Keyboard for those who do this all day: / search, j k next and previous, Enter open, a accept the suggestion, u undo,
// m the same item of the next village, e write a photo's caption, ? help.
// Every page works without this file.
const rows = () => [...document.querySelectorAll('.matrix tbody tr, .todos > li, .hits > li, .items tbody tr, .work tbody tr, .across tbody tr, .found tbody tr, .wall > li')];
let at = -1;

const typing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function move(step) {
  const list = rows();
  if (list.length === 0) {
    const way = document.querySelector(step > 0 ? 'a[rel=next]' : 'a[rel=prev]');
    if (way) location.assign(way.href);
    return;
  }
  list[at]?.classList.remove('current');
  at = Math.min(Math.max(at + step, 0), list.length - 1);
  const row = list[at];
  row.classList.add('current');
  row.scrollIntoView({ block: 'nearest' });
  row.querySelector('a')?.focus({ preventScroll: true });
}

// The suggestion goes into its field; Enter on the button, which then has the focus, keeps it. Without a suggestion there is
// nothing to accept: the field is for the person.
function accept() {
  const score = document.getElementById('score');
  if (score.dataset.suggested === undefined) {
    score.focus();
    return;
  }
  score.value = score.dataset.suggested;
  document.getElementById('accept').focus();
}

// On a list, a and u open the chosen item where its suggestion can be taken, or its last step taken back.
function openAt(id) {
  const link = rows()[at]?.querySelector('a[href*="/item/"]');
  if (link) location.assign(`${link.href.split('#')[0]}#${id}`);
}

if (location.hash === '#accept' && document.getElementById('accept')) accept();
if (location.hash === '#undo') document.getElementById('undo')?.focus();

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target)) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const box = document.getElementById('q');
  if (event.key === '/' && box) {
    box.focus();
    box.select();
  } else if (event.key === 'j') move(1);
  else if (event.key === 'k') move(-1);
  else if (event.key === 'a') document.getElementById('accept') ? accept() : openAt('accept');
  else if (event.key === 'u') document.getElementById('undo') ? document.getElementById('undo').focus() : openAt('undo');
  else if (event.key === 'm' && document.getElementById('next-unit')) location.assign(document.getElementById('next-unit').href);
  else if (event.key === 'n' && document.getElementById('next-open')) location.assign(document.getElementById('next-open').href);
  else if (event.key === 'e' && document.getElementById('caption')) {
    // The first element that nobody has given, or else the first.
    const fields = [...document.querySelectorAll('.caption-field input')];
    (fields.find((field) => field.value === '') ?? fields[0]).focus();
  } else if (event.key === '?') location.assign('/help');
  else return;
  event.preventDefault();
});

// What is typed into a form outlives a look at the help, a reload and a lost login, in this tab. It is forgotten once it was
// saved.
const kept = (form) => `typed:${location.pathname}:${form.action}:${[...document.forms].indexOf(form)}`;
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.type !== 'hidden' && field.type !== 'password' && field.type !== 'submit' && field.name !== 'by');
const isChoice = (field) => field.type === 'radio' || field.type === 'checkbox';

function keep(form) {
  const typed = fieldsOf(form).filter((field) => (isChoice(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue && field.tagName !== 'SELECT'));
  try {
    if (typed.length === 0) sessionStorage.removeItem(kept(form));
    else sessionStorage.setItem(kept(form), JSON.stringify(typed.map((field) => [field.name, field.value, isChoice(field) ? field.checked : null])));
  } catch { /* A browser that keeps nothing loses nothing else. */ }
}

function restore(form) {
  const saved = sessionStorage.getItem(kept(form));
  if (!saved) return;
  for (const [name, value, checked] of JSON.parse(saved)) {
    const field = fieldsOf(form).find((field) => field.name === name && (checked === null || field.value === value));
    if (!field) continue;
    if (checked === null) field.value = value;
    else field.checked = checked;
  }
  const note = document.createElement('p');
  note.className = 'restored';
  note.setAttribute('role', 'status');
  note.textContent = document.documentElement.lang.startsWith('zh') ? '已恢复上次填写、尚未保存的内容。' : 'What you typed before and did not save is back.';
  form.append(note);
}

try {
  const sent = sessionStorage.getItem('sent');
  if (sent && document.querySelector('.saved')) sessionStorage.removeItem(sent);
  sessionStorage.removeItem('sent');
} catch { /* as above */ }
for (const form of document.querySelectorAll('form.keep-typed, .decide form')) {
  try {
    restore(form);
  } catch { /* as above */ }
  form.addEventListener('submit', () => {
    keep(form);
    try {
      sessionStorage.setItem('sent', kept(form));
    } catch { /* as above */ }
  });
  form.addEventListener('input', () => keep(form));
  form.addEventListener('change', () => keep(form));
}

// Of the sections under the tabs one is shown, the one that the address names or the first; without this file all are.
const tabs = document.getElementById('tabs');
if (tabs) {
  const panels = [...document.querySelectorAll('.panel')];
  const own = (panel) => panel.getAttribute('aria-labelledby');
  const show = () => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const inside = wanted ? document.getElementById(wanted)?.closest('.panel') : null;
    const current = panels.find((panel) => !panel.hidden && panels.some((other) => other.hidden));
    // An address without a part is the page as it is opened; another part of it changes nothing here.
    const shown = inside ?? (wanted ? current : undefined) ?? panels[0];
    for (const panel of panels) panel.hidden = panel !== shown;
    for (const link of tabs.querySelectorAll('a[href^="#"]')) {
      if (link.hash === `#${own(shown)}`) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    if (inside) document.getElementById(wanted).scrollIntoView({ block: 'nearest' });
  };
  addEventListener('hashchange', show);
  show();
}

// What only some pages need is fetched by those.
if (document.querySelector('.viewer')) import('/assets/viewer.js');
