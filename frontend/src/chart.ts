import { BarChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** Draws every [data-chart="id"] from the JSON in the script element of that id. */
export function draw(root: ParentNode = document): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-chart]")) {
    const data = document.getElementById(place.dataset.chart ?? "")?.textContent;
    if (!data) continue;
    const chart = init(place, null, { renderer: "svg" });
    chart.setOption(JSON.parse(data) as EChartsCoreOption);
    new ResizeObserver(() => chart.resize()).observe(place);
  }
}
