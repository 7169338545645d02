// Keyboard for those who do this all day: / search, j k next and previous, Enter open, a accept the suggestion, u undo,
// e write a photo's caption, ? help.
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

// The suggestion goes into its field; Enter on the button, which then has the focus, keeps it.
function accept() {
  const score = document.getElementById('score');
  if (score.dataset.suggested !== undefined) score.value = score.dataset.suggested;
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
  else if (event.key === 'n' && document.getElementById('next-open')) location.assign(document.getElementById('next-open').href);
  else if (event.key === 'e' && document.getElementById('caption')) {
    // The first element that nobody has given, or else the first.
    const fields = [...document.querySelectorAll('.caption-field input')];
    (fields.find((field) => field.value === '') ?? fields[0]).focus();
  } else if (event.key === '?') location.assign('/help');
  else return;
  event.preventDefault();
});

// What only some pages need is fetched by those.
if (document.querySelector('.viewer')) import('/assets/viewer.js');
