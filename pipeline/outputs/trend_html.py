"""Series over time -> one web page that needs nothing beside it: charts, and the tables below."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline import paths
from pipeline.outputs.trend_steps import Step, by_grain, head

if TYPE_CHECKING:
    from pipeline.archive import Trend

_ECHARTS = paths.PACKAGE / "interfaces/web/static/vendor/echarts/echarts.simple.min.js"
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<style>
body {{ font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif;
  max-width: 60rem; margin: 1.5rem auto; color: #1f2933; }}
.chart {{ height: 20rem; }}
table {{ border-collapse: collapse; margin-bottom: 2rem; }}
td, th {{ border: 1px solid #d5dbe1; padding: .2rem .7rem; text-align: left; }}
td.n {{ text-align: right; font-variant-numeric: tabular-nums; }}
tr.gap {{ color: #a61b1b; }}
</style>
<script>{echarts}</script></head><body>
{body}
<script>
"use strict";
document.querySelectorAll("[data-steps]").forEach((place) => {{
  const steps = JSON.parse(place.dataset.steps);
  echarts.init(place).setOption({{
    animation: false, grid: {{ left: 70, right: 30, top: 30, bottom: 40 }},
    xAxis: {{ type: "category", data: steps.map((step) => step[0].split("/")[0]) }},
    yAxis: {{ type: "value" }},
    series: [{{ type: "line", data: steps.map((step) => step[1]), connectNulls: false,
      symbol: "circle", symbolSize: 7, label: {{ show: steps.length <= 30, position: "top" }} }}],
  }});
}});
</script></body></html>
"""


def page(trends: Sequence[Trend]) -> str:
    """Draw each series, weeks and months and years in charts of their own."""
    parts = []
    for trend in trends:
        parts.append(f"<h2>{html.escape(head(trend))}</h2>")
        parts += [_chart(steps) for steps in by_grain(trend)]
    title = trends[0].indicator if trends else "趋势"
    return _PAGE.format(
        title=html.escape(title),
        echarts=_ECHARTS.read_text(encoding="utf-8").replace("</script", "<\\/script"),
        body="\n".join(parts),
    )


def _chart(steps: Sequence[Step]) -> str:
    packed = [[each.period, None if each.value is None else float(each.value)] for each in steps]
    data = html.escape(json.dumps(packed, ensure_ascii=False), quote=True)
    rows = "".join(
        f"<tr{'' if each.file else ' class=gap'}><td>{html.escape(each.period)}</td>"
        f'<td class="n">{html.escape(each.said)}</td><td>{html.escape(each.file or "")}</td></tr>'
        for each in steps
    )
    return (
        f'<div class="chart" data-steps="{data}"></div>'
        f"<table><tr><th>时期</th><th>数值</th><th>出处</th></tr>{rows}</table>"
    )
