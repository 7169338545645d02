// Filters of the contact sheet. Without this script everything is there to be read.
const form = document.getElementById('filters');
if (form) {
  const cards = [...document.querySelectorAll('.wall > li[id]')];
  const rows = new Map([...document.querySelectorAll('[data-row]')].map((row) => [row.dataset.row, row]));
  const points = [...document.querySelectorAll('[data-photo]')];
  const keeps = (data, wanted) => {
    const place = { '': true, yes: data.place !== '', no: data.place === '' };
    const show = { findings: data.findings !== '0', elements: 'lacks' in data, pairs: 'alike' in data };
    const time = { yes: data.month !== '', no: data.month === '' };
    return (!wanted.unit || data.unit === wanted.unit)
      && (!wanted.kind || data.kind === wanted.kind)
      && (!wanted.month || data.month.startsWith(wanted.month))
      && (show[wanted.show] ?? true)
      && (time[wanted.time] ?? true)
      && (place[wanted.place] ?? data.place === wanted.place);
  };
  const apply = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const kept = new Set();
    for (const card of cards) {
      card.hidden = !keeps(card.dataset, wanted);
      if (!card.hidden) kept.add(card.id);
    }
    for (const [id, row] of rows) row.hidden = !kept.has(id);
    for (const point of points) point.classList.toggle('away', !kept.has(point.dataset.photo));
    for (const section of document.querySelectorAll('.wall-section')) {
      section.hidden = !section.querySelector('.wall > li:not([hidden])');
    }
    const pairs = document.getElementById('pairs');
    if (pairs) pairs.hidden = wanted.show !== '' && wanted.show !== 'pairs' || wanted.unit !== '';
    form.elements.shown.value = `${kept.size} ${form.elements.shown.dataset.unit}`;
  };
  form.hidden = false;
  form.addEventListener('change', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  for (const bar of document.querySelectorAll('.timeline a[data-month]')) {
    bar.addEventListener('click', (event) => {
      event.preventDefault();
      const months = form.elements.month;
      months.value = months.value === bar.dataset.month ? '' : bar.dataset.month;
      apply();
    });
  }
  apply();
}
