// What goes on at the workbench, without a reload: progress, and a link where there is something new. Only small counters change by
// themselves. Every page works without this file.
const byId = (id) => document.getElementById(id);
const shown = Number(document.body.dataset.report);
let source;
let counted = shown;

function set(id, text) {
  const place = byId(id);
  if (place && place.textContent !== text) place.textContent = text;
}

function hide(id, hidden) {
  const place = byId(id);
  if (place && place.hidden !== hidden) place.hidden = hidden;
}

function bar(row, id, part, active) {
  hide(row, !active || part.total === 0);
  const place = byId(id);
  if (place) {
    place.max = Math.max(part.total, 1);
    place.value = part.done;
  }
}

async function count(number) {
  const places = [...document.querySelectorAll('[data-count]')];
  if (places.length === 0) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const place of places) {
    const now = fresh.querySelector(`[data-count="${place.dataset.count}"]`);
    if (now) place.textContent = now.textContent;
  }
  counted = number;
}

function show(live) {
  const isNew = live.report > shown;
  const own = byId('run-text');
  hide('live', !isNew && (own || !live.active));
  set('live-text', own || !live.active ? '' : live.text);
  hide('live-new', !isNew);
  if (isNew && byId('live-new')) byId('live-new').href = location.href;
  if (live.report > counted) count(live.report).catch(() => {});
  if (!own) return;
  const running = live.run !== null && live.run.ended_at === null;
  set('run-text', live.text);
  if (live.run) {
    bar('run-files', 'run-bar', live.run, running);
    set('run-current', live.run.current ?? '');
  }
  bar('page-files', 'page-bar', live.recognition, live.recognition.active);
  set('page-current', live.recognition.current ?? '');
  hide('run-start', running);
  hide('run-stop', !running || live.run.stopping);
}

// A browser opens few connections to one place, so a page that nobody looks at keeps none.
function follow() {
  if (document.hidden) {
    source?.close();
    source = undefined;
  } else if (!source) {
    source = new EventSource(`/api/v1/run/events?lang=${document.documentElement.lang.slice(0, 2)}`);
    source.addEventListener('live', (event) => show(JSON.parse(event.data)));
  }
}

document.addEventListener('visibilitychange', follow);
addEventListener('pagehide', () => source?.close());
follow();
