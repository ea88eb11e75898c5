// The reading line of the timeline and the sorting of tables. The page says all it has to say without this script.
(() => {
  const figure = v => v == null ? '–' : v < 9.95 ? v.toFixed(1) : Math.round(v).toLocaleString('en-US');
  const digits = v => v == null ? '–' : v < 10 ? v.toFixed(2) : v < 100 ? v.toFixed(1) : Math.round(v).toLocaleString('en-US');
  const clock = t => (t < 0 ? '−' : '') + Math.floor(Math.abs(t) / 60) + ':' + String(Math.abs(t) % 60).padStart(2, '0');
  const element = (name, text, cls) => {
    const e = document.createElement(name);
    if (text != null) e.textContent = text;
    if (cls) e.className = cls;
    return e;
  };

  for (const fig of document.querySelectorAll('.tl')) {
    const d = JSON.parse(fig.querySelector('script').textContent), count = d.started.length;
    const areas = [...fig.querySelectorAll('.area')], first = areas[0];
    const stepShown = () => d.steps[areas.find(a => a.dataset.step && a.offsetParent)?.dataset.step];
    const add = cls => fig.appendChild(element('div', null, cls));
    const cross = add('cross'), tip = add('tip');
    tip.setAttribute('role', 'status');
    const lines = area => area.dataset.use ? d.use.lines.map(line => line.values[area.dataset.use])
      : (area.dataset.dots ?? '').split(' ').filter(Boolean).map(series => area.dataset.step ? d.steps[area.dataset.step][series] : d[series]);
    const dots = areas.flatMap(area => lines(area).map(values => ({ area, values, el: add('dot'),
      min: +area.dataset.min, max: +area.dataset.max, log: 'log' in area.dataset })));
    let at = -1;

    const hide = () => { at = -1; for (const e of [cross, tip, ...dots.map(p => p.el)]) e.style.display = 'none'; };

    const place = (dot, x, f) => {
      const v = dot.values[at];
      if (!dot.area.offsetParent || v == null) { dot.el.style.display = 'none'; return; }
      const r = dot.area.getBoundingClientRect(), value = dot.log ? Math.log10(Math.max(v, .001)) : v;
      const y = r.bottom - f.top - Math.max(0, Math.min(1, (value - dot.min) / (dot.max - dot.min))) * r.height;
      Object.assign(dot.el.style, { display: 'block', left: x + 'px', top: y + 'px' });
    };

    const used = () => {
      const table = element('table', null, 'use');
      table.insertRow().append(element('th'), ...d.use.units.map(unit => element('td', unit)));
      for (const line of d.use.lines) table.insertRow().append(element('th', line.name), ...line.values.map(values => element('td', digits(values[at]))));
      return table;
    };

    const fill = () => {
      const t = d.from + at * d.width, s = stepShown(), phase = d.phases.findLast(p => t + d.width / 2 >= p.from) ?? d.phases[0];
      const table = element('table');
      const row = (label, value) => {
        const tr = table.insertRow();
        tr.append(element('th', label), element('td', value));
      };
      row(d.planned ? 'started / planned' : 'started', figure(d.started[at]) + (d.planned ? ' / ' + figure(d.planned[at]) : '') + ' per s');
      if (s) for (const p of ['p50', 'p95', 'p99']) row(p + ' ' + s.name, figure(s[p][at]) + (s[p][at] == null ? '' : ' ms'));
      row('failed', figure(d.failed[at]) + ' per s');
      tip.replaceChildren(element('b', clock(t) + (phase ? ' · ' + phase.name : '')), ...(phase?.note ? [element('p', phase.note)] : []), table, ...(d.use ? [used()] : []));
    };

    const show = i => {
      at = Math.max(0, Math.min(count - 1, i));
      const f = fig.getBoundingClientRect(), a = first.getBoundingClientRect(), last = areas.at(-1).getBoundingClientRect();
      const x = a.left - f.left + (at + .5) / count * a.width;
      Object.assign(cross.style, { display: 'block', left: x + 'px', top: a.top - f.top + 'px', height: last.bottom - a.top + 'px' });
      for (const dot of dots) place(dot, x, f);
      fill();
      tip.style.display = 'block';
      const right = x + 14 + tip.offsetWidth < f.width;
      // At the top of the charts, or of the window where that is further down: with targets the charts are taller than many a window.
      Object.assign(tip.style, { left: Math.max(0, right ? x + 14 : x - 14 - tip.offsetWidth) + 'px', top: Math.max(a.top, 0) - f.top + 8 + 'px' });
    };

    fig.addEventListener('pointermove', e => {
      const a = first.getBoundingClientRect(), x = e.clientX - a.left;
      if (x < 0 || x > a.width || e.target.closest('figcaption')) hide(); else show(Math.floor(x / a.width * count));
    });
    fig.addEventListener('pointerleave', hide);
    fig.addEventListener('change', () => at >= 0 && show(at));
    fig.addEventListener('blur', hide);
    fig.addEventListener('keydown', e => {
      const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[e.key];
      if (e.target !== fig) return;
      if (e.key === 'Escape') hide();
      else if (e.key === 'Home') show(0);
      else if (e.key === 'End') show(count - 1);
      else if (by) show(at < 0 ? 0 : at + by);
      else return;
      e.preventDefault();
    });
  }

  for (const table of document.querySelectorAll('.sortable')) {
    const body = table.tBodies[0], original = [...body.rows];
    [...table.tHead.rows[0].cells].forEach((th, i) => {
      if (th.classList.contains('nosort')) return;
      const button = element('button');
      button.append(...th.childNodes);
      th.append(button);
      button.addEventListener('click', () => {
        const numeric = th.classList.contains('n'), order = numeric ? ['descending', 'ascending'] : ['ascending', 'descending'];
        const next = order[order.indexOf(th.ariaSort) + 1] ?? null;
        for (const other of th.parentNode.cells) other.removeAttribute('aria-sort');
        if (!next) { body.append(...original); return; }
        th.setAttribute('aria-sort', next);
        const key = row => numeric ? +(row.cells[i].dataset.v ?? -1) : row.cells[i].textContent, sign = next === 'ascending' ? 1 : -1;
        body.append(...[...original].sort((a, b) => sign * (numeric ? key(a) - key(b) : key(a).localeCompare(key(b)))));
      });
    });
  }
})();
