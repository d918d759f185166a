// A chart over time, with the same as a table.

import { count } from "./format.js";
import { html, useEffect, useRef } from "./view.js";

const HEIGHT = 180;

const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function options(width, title, series, unit) {
  const axis = {
    stroke: () => color("--pico-muted-color"),
    grid: { stroke: () => color("--pico-muted-border-color"), width: 1 },
    ticks: { stroke: () => color("--pico-muted-border-color"), width: 1 },
  };
  const marked = mark => `${count(mark)}${unit ? ` ${unit}` : ""}`;
  return {
    width,
    height: HEIGHT,
    legend: { live: false },
    cursor: { y: false },
    scales: { y: { range: (chart, low, high) => [0, Math.max(high * 1.1, unit === "s" ? 0.1 : 4)] } },
    axes: [{ ...axis, space: 90 }, { ...axis, size: 56, values: (chart, marks) => marks.map(marked) }],
    series: [{}, ...series.map(one => ({
      label: one.label,
      stroke: () => color(one.color),
      fill: one.fill ? () => `${color(one.color)}22` : undefined,
      width: 2,
      points: { show: false },
    }))],
  };
}

/**
 * Lines over time.
 *
 * @param times instants in seconds
 * @param series each with label, color (a property of the style sheet), values
 */
export function Chart({ title, times, series, unit }) {
  const place = useRef(null);
  const chart = useRef(null);
  const data = [times, ...series.map(one => one.values)];
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const draw = () => {
      chart.current?.destroy();
      const width = place.current.clientWidth;
      chart.current = new window.uPlot(options(width, title, series, unit), latest.current, place.current);
    };
    draw();
    const size = new ResizeObserver(() => chart.current.setSize({ width: place.current.clientWidth, height: HEIGHT }));
    size.observe(place.current);
    const theme = matchMedia("(prefers-color-scheme: dark)");
    theme.addEventListener("change", draw);
    return () => {
      size.disconnect();
      theme.removeEventListener("change", draw);
      chart.current.destroy();
    };
  }, []);
  useEffect(() => chart.current.setData(data), [data]);

  const shown = value => (value == null ? "–" : `${count(Math.round(value * 100) / 100)}${unit ? ` ${unit}` : ""}`);
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <div ref=${place} aria-hidden="true"></div>
    <details><summary>As a table</summary>
      <div class="scroll low" tabindex="0" role="region" aria-label=${`${title} as a table`}><table>
        <thead><tr><th scope="col">From</th>${series.map(one => html`<th scope="col"
          key=${one.label}>${one.label}</th>`)}</tr></thead>
        <tbody>${times.map((time, i) => html`<tr key=${time}>
          <th scope="row">${new Date(time * 1000).toLocaleString()}</th>
          ${series.map(one => html`<td key=${one.label}>${shown(one.values[i])}</td>`)}
        </tr>`)}</tbody>
      </table></div>
    </details>
  </figure>`;
}
