/* Draws each series from the table below it; a click on a point leads to its row. */
"use strict";

(() => {
  const COLOURS = ["#1d4f73", "#b3541e", "#2b7a4b", "#7a3b8f", "#a61b1b", "#5c6b00", "#0f7c8a", "#8a6d00"];
  const AXES = {
    x: { axisLabel: { color: "#44505c" }, axisLine: { lineStyle: { color: "#9aa5b1" } } },
    y: { type: "value", scale: false, axisLabel: { color: "#44505c" }, splitLine: { lineStyle: { color: "#e4e7eb" } } },
  };
  const short = (period) => period.replace(/^(\d{4}-\d\d-\d\d)\/.*$/, "$1");

  /* several bodies in one chart, drawn from the table below it; names are drawn as text, never as html */
  document.querySelectorAll("[data-compare]").forEach((place) => {
    const table = place.parentElement.querySelector("table");
    const rows = Array.from(table.querySelectorAll("tr[data-period]"));
    const bodies = Array.from(table.querySelectorAll("[data-body]")).map((each) => each.textContent);
    const chart = echarts.init(place);
    chart.setOption({
      animation: false,
      color: COLOURS,
      grid: { left: 60, right: 30, top: 24, bottom: 36 },
      xAxis: Object.assign({ type: "category", data: rows.map((row) => short(row.dataset.period)) }, AXES.x),
      yAxis: AXES.y,
      series: bodies.map((body, number) => ({
        name: body, type: "line", symbol: "circle", symbolSize: 7, connectNulls: false, lineStyle: { width: 2 },
        data: rows.map((row) => {
          const value = row.querySelectorAll("[data-value]")[number].dataset.value;
          return value === "" ? null : Number(value);
        }),
      })),
    });
    const legend = huibao.make("p", "legend");
    bodies.forEach((body, number) => {
      const colour = COLOURS[number % COLOURS.length];
      const key = huibao.make("span", "key", body);
      key.style.borderLeftColor = colour;
      legend.append(key);
      table.querySelectorAll("[data-body]")[number].style.borderBottom = "3px solid " + colour;
    });
    place.before(legend);
    window.addEventListener("resize", () => chart.resize());
  });

  document.querySelectorAll("[data-chart]").forEach((place) => {
    const rows = Array.from(place.parentElement.querySelectorAll("tr[data-period]"));
    const chart = echarts.init(place);
    const labels = rows.map((row) => row.dataset.period.replace(/^(\d{4}-\d\d-\d\d)\/.*$/, "$1"));
    const values = rows.map((row) => (row.dataset.value === "" ? null : Number(row.dataset.value)));
    chart.setOption({
      animation: false,
      grid: { left: 60, right: 30, top: 30, bottom: 36 },
      xAxis: { type: "category", data: labels, axisLabel: { color: "#44505c" }, axisLine: { lineStyle: { color: "#9aa5b1" } } },
      yAxis: { type: "value", scale: false, axisLabel: { color: "#44505c" }, splitLine: { lineStyle: { color: "#e4e7eb" } } },
      series: [{
        type: "line", data: values, symbol: "circle", symbolSize: 8, connectNulls: false,
        lineStyle: { width: 2, color: "#1d4f73" }, itemStyle: { color: "#1d4f73" },
        label: { show: rows.length <= 30, position: "top", color: "#1f2933" },
      }],
    });
    chart.on("click", (event) => {
      const row = rows[event.dataIndex];
      if (!row) return;
      rows.forEach((each) => each.classList.toggle("on", each === row));
      row.scrollIntoView({ block: "nearest" });
    });
    window.addEventListener("resize", () => chart.resize());
  });
})();
