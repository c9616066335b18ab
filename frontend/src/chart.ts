import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** Draws every [data-chart="id"] from the table of that id: the numbers are in the page once. */
export function draw(root: ParentNode = document): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-chart]")) {
    const table = document.getElementById(place.dataset.chart ?? "");
    if (!(table instanceof HTMLTableElement)) continue;
    const chart = init(place, null, { renderer: "svg" });
    chart.setOption(options(table));
    new ResizeObserver(() => chart.resize()).observe(place);
  }
}

/** An axis of one series says what it counts; for several the legend does. */
function axisName(heads: HTMLTableCellElement[]): string | undefined {
  return heads.length === 1 ? heads[0]?.textContent?.trim() : undefined;
}

function options(table: HTMLTableElement): EChartsCoreOption {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--color-${name}`).trim();
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].slice(1);
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  const kinds = [...new Set(heads.map((head) => head.dataset.kind))]; // bars and lines: an axis each
  const text = { color: colour("soft"), fontFamily: style.getPropertyValue("--font-sans"), fontSize: 12 };
  const colours = [colour("primary"), colour("warning"), colour("secondary"), colour("error")];
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    color: colours,
    textStyle: text,
    grid: { left: 8, right: 8, top: 56, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: text },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // HTML would carry style attributes, which our policy refuses
      valueFormatter: (value: unknown) => Number(value).toLocaleString(document.documentElement.lang),
    },
    xAxis: {
      type: "category",
      data: rows.map((row) => row.cells[0]?.textContent?.trim() ?? ""),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour("line") } },
      axisLabel: text,
    },
    yAxis: kinds.map((kind, at) => ({
      type: "value",
      name: axisName(heads.filter((head) => head.dataset.kind === kind)),
      nameTextStyle: { ...text, align: at ? "right" : "left" },
      minInterval: 1,
      axisLabel: text,
      splitLine: { show: !at, lineStyle: { color: colour("line"), type: "dashed" } },
    })),
    series: heads.map((head, at) => ({
      name: head.textContent?.trim(),
      type: head.dataset.kind,
      yAxisIndex: kinds.indexOf(head.dataset.kind),
      data: rows.map((row) => Number(row.cells[at + 1]?.dataset.value ?? 0)),
      barMaxWidth: 18,
      itemStyle: head.dataset.kind === "bar" ? { borderRadius: [3, 3, 0, 0] } : {},
      symbolSize: 5,
      lineStyle: { width: 2 },
    })),
  };
}
