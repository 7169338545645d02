// Size and turn of a page's picture without a new page: + larger, - smaller, 0 fit width, 1 actual size, r turn right.
// The links of the tools do the same without this file.
const steps = [25, 50, 75, 100, 125, 150, 200, 250, 300, 400];
const viewer = document.querySelector('.viewer');
const svg = viewer.querySelector('svg');

if (svg) {
  const box = viewer.querySelector('.viewer-box');
  const [width, height, unit] = ['width', 'height', 'unit'].map((name) => Number(svg.dataset[name]));
  let zoom = viewer.dataset.zoom === 'fit' ? null : Number(viewer.dataset.zoom);
  let turn = Number(viewer.dataset.turn);
  const sides = () => (turn % 180 === 0 ? [width, height] : [height, width]);
  // What fills the width now, in percent, so that larger is larger than what is seen.
  const percent = () => zoom ?? (svg.getBoundingClientRect().width / (sides()[0] * unit)) * 100;
  const matrix = () => ({
    90: `0 1 -1 0 ${height} 0`, 180: `-1 0 0 -1 ${width} ${height}`, 270: `0 -1 1 0 0 ${width}`,
  })[turn] ?? '1 0 0 1 0 0';

  const address = (href) => {
    const url = new URL(href, location.href);
    url.searchParams.delete('zoom');
    url.searchParams.delete('turn');
    if (zoom !== null) url.searchParams.set('zoom', zoom);
    if (turn !== 0) url.searchParams.set('turn', turn);
    return url;
  };

  const show = () => {
    const [across, down] = sides();
    svg.setAttribute('viewBox', `0 0 ${across} ${down}`);
    svg.firstElementChild.setAttribute('transform', `matrix(${matrix()})`);
    svg.classList.toggle('fit', zoom === null);
    if (zoom === null) {
      svg.removeAttribute('width');
      svg.removeAttribute('height');
    } else {
      svg.setAttribute('width', Math.round((across * unit * zoom) / 100));
      svg.setAttribute('height', Math.round((down * unit * zoom) / 100));
    }
    viewer.querySelector('output').value = zoom === null ? '' : `${zoom}%`;
    for (const tool of viewer.querySelectorAll('[data-does]')) {
      const is = { fit: zoom === null, full: zoom === 100 }[tool.dataset.does];
      if (is) tool.setAttribute('aria-current', 'true');
      else tool.removeAttribute('aria-current');
    }
    const image = svg.querySelector('image');
    const seen = svg.getBoundingClientRect();
    if (image && Math.max(seen.width, seen.height) * devicePixelRatio > 1600) image.setAttribute('href', svg.dataset.larger);
    // Reloading, coming back and the next page show it the same way.
    history.replaceState(history.state, '', address(location.href));
    for (const link of document.querySelectorAll('.strip a, .pager a[rel]')) link.href = address(link.href);
  };

  // The middle of what is seen stays in the middle.
  const resize = (to) => {
    const before = percent();
    const middle = [(box.scrollLeft + box.clientWidth / 2) / before, (box.scrollTop + box.clientHeight / 2) / before];
    zoom = to;
    show();
    const after = percent();
    box.scrollLeft = middle[0] * after - box.clientWidth / 2;
    box.scrollTop = middle[1] * after - box.clientHeight / 2;
  };

  const does = {
    fit: () => resize(null),
    full: () => resize(100),
    larger: () => resize(steps.find((step) => step > percent() + 1) ?? steps[steps.length - 1]),
    smaller: () => resize([...steps].reverse().find((step) => step < percent() - 1) ?? steps[0]),
    turn: () => {
      turn = (turn + 90) % 360;
      show();
    },
  };
  const keys = { '+': 'larger', '=': 'larger', '-': 'smaller', 0: 'fit', 1: 'full', r: 'turn' };

  viewer.addEventListener('click', (event) => {
    const tool = event.target.closest('[data-does]');
    if (!tool || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    does[tool.dataset.does]();
  });
  document.addEventListener('keydown', (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    if (!(event.key in keys)) return;
    event.preventDefault();
    does[keys[event.key]]();
  });
}
