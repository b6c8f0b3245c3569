/* Draws each series from the table below it; a click on a point leads to its row. */
"use strict";

(() => {
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
