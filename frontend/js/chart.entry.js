// Charts, drawn from the tables of their figures: what a table says is what is drawn and read out.
import { BarChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, GridComponent, TooltipComponent, CanvasRenderer]);

const MOST_ACROSS = 20; // bars with a name beside them; the table has all
const ROW = 34; // pixels of a bar that lies

/** Colours are said in ways that a canvas of old does not read: let the browser mix them. */
const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
const probe = document.createElement("i");
const colour = (token) => {
  probe.className = `ink-of-${token}`;
  brush.fillStyle = getComputedStyle(probe).color;
  brush.clearRect(0, 0, 1, 1);
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
};

/** What a table says: names of rows, and for each column that is drawn its values and how they are written. */
const read = (figure) => {
  const table = figure.querySelector("table");
  const all = [...table.tBodies[0].rows];
  const telling = (row) => [...row.querySelectorAll("[data-value]")].some((cell) => Number(cell.dataset.value));
  const rows = figure.dataset.across === undefined ? all : all.filter(telling);
  const heads = [...table.tHead.rows[0].cells];
  return {
    names: rows.map((row) => row.cells[0].textContent.trim()),
    series: heads.flatMap((head, at) =>
      head.dataset.drawn === undefined ? [] : [{
        name: head.textContent.trim(),
        values: rows.map((row) => (row.cells[at].dataset.value === "" ? null : Number(row.cells[at].dataset.value))),
        written: rows.map((row) => row.cells[at].textContent.trim()),
      }]),
  };
};

const options = (figure, told) => {
  const ink = colour("ink-2"), quiet = colour("ink-3"), line = colour("line");
  const across = figure.dataset.across !== undefined;
  const many = across ? Math.min(told.names.length, MOST_ACROSS) : told.names.length;
  const names = { type: "category", data: told.names.slice(0, many), inverse: across, axisTick: { show: false },
    axisLine: { lineStyle: { color: quiet } }, axisLabel: { color: ink, width: across ? 150 : undefined, overflow: "truncate", hideOverlap: !across } };
  const compact = new Intl.NumberFormat(document.documentElement.dataset.locale ?? document.documentElement.lang, { notation: "compact" });
  const values = { type: "value", splitNumber: 4, splitLine: { lineStyle: { color: line } }, axisLabel: { color: quiet, formatter: (value) => compact.format(value) } };
  // The second of two is hatched and has an edge, so that they are told apart in grey.
  const hatch = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4, color: ink };
  const looks = [{ color: colour("accent-fill") }, { color: colour("surface"), borderColor: quiet, borderWidth: 1, decal: hatch }];
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 180,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, color: ink },
    grid: { left: 4, right: 16, top: 8, bottom: 14, outerBoundsMode: "same" },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", backgroundColor: colour("raised"), borderColor: quiet, borderWidth: 1, textStyle: { color: colour("ink"), fontSize: 12 },
      formatter: (points) => [points[0].name, ...points.map((it) => `${it.seriesName}: ${told.series[it.seriesIndex].written[it.dataIndex]}`)].join("\n") },
    xAxis: across ? values : names,
    yAxis: across ? names : values,
    series: told.series.map((it, at) => ({ type: "bar", name: it.name, data: it.values.slice(0, many), barMaxWidth: 28, barGap: "12%", itemStyle: looks[at % 2] })),
  };
};

const draw = (figure) => {
  const plot = figure.querySelector(".plot");
  if (!plot) return;
  const told = read(figure);
  if (!told.names.length) return;
  const rows = Math.min(told.names.length, MOST_ACROSS);
  plot.hidden = false;
  // The axis says itself how high it must be, for a bar each; without it, as high as the style says.
  const height = figure.dataset.across === undefined ? undefined : Math.max(120, rows * ROW * Math.min(told.series.length, 1.5) + 60);
  const chart = init(plot, null, { height });
  const paint = () => chart.setOption(options(figure, told), true);
  paint();
  new ResizeObserver(() => chart.resize({ height })).observe(plot);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
};

probe.hidden = true;
document.body.append(probe);
for (const figure of document.querySelectorAll("figure[data-chart]")) draw(figure);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
