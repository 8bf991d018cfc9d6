(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const xs = data.days.map(day => day * 86400);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let drawn = [];

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const view = () => document.body.classList.contains('view-order') ? 'order' : 'event';
  const number = (value, unit) => value == null ? '–'
    : unit === 'money' ? value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    : unit === 'percent' ? value.toFixed(1) + ' %' : value.toLocaleString('en');
  const short = value => Math.abs(value) >= 1e6 ? +(value / 1e6).toFixed(2) + ' M'
    : Math.abs(value) >= 1e4 ? +(value / 1e3).toFixed(1) + ' k' : value.toLocaleString('en');
  const date = seconds => new Date(seconds * 1000).toLocaleDateString('en-GB', data.grain === 'month'
    ? { timeZone: 'UTC', month: 'short', year: 'numeric' }
    : { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

  let year = null;
  const tick = (seconds, i) => {
    const at = new Date(seconds * 1000);
    if (i === 0) year = null;
    const text = at.toLocaleDateString('en-GB', { timeZone: 'UTC', day: data.grain === 'month' ? undefined : 'numeric', month: 'short' });
    const isNew = year !== at.getUTCFullYear();
    year = at.getUTCFullYear();
    return isNew ? text + '\n' + year : text;
  };

  function options(chart, width) {
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    return {
      width, height: width < 500 ? 210 : 260,
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      cursor: { y: false },
      scales: { y: { range: (u, low, high) => [Math.min(0, low), high > 0 ? high * 1.08 : 1] } },
      axes: [{ ...axis, values: (u, ticks) => ticks.map(tick) }, {
        ...axis, size: 62,
        values: (u, ticks) => ticks.map(tick => chart.unit === 'percent' ? tick + ' %' : short(tick)),
      }],
      series: [
        { label: data.grain === 'month' ? 'Month' : 'Day', value: (u, at) => at == null ? '–' : date(at) },
        ...chart.series.map((series, i) => ({
          label: series.label, stroke: colour('--c' + (i + 1)), width: 2, spanGaps: false,
          points: { show: xs.length < 40, size: 5 },
          value: (u, value) => number(value, chart.unit),
        })),
      ],
    };
  }

  function draw() {
    drawn.forEach(plot => plot.destroy());
    drawn = [...document.querySelectorAll('.chart')].map(place => {
      const chart = data.charts[+place.dataset.chart];
      return new uPlot(options(chart, place.clientWidth), [xs, ...chart.series.map(series => series[view()])], place);
    });
  }

  document.querySelectorAll('[data-view]').forEach(button => button.addEventListener('click', () => {
    document.body.className = 'view-' + button.dataset.view;
    document.querySelectorAll('[data-view]').forEach(other =>
      other.setAttribute('aria-pressed', String(other === button)));
    draw();
  }));
  let width = 0;
  addEventListener('resize', () => {
    if (document.body.clientWidth !== width) draw();
    width = document.body.clientWidth;
  });
  dark.addEventListener('change', draw);
  width = document.body.clientWidth;
  draw();
})();
