"""A Chart of a Draft -> a native Word line chart (DrawingML), which Word and LibreOffice both draw.

No picture and no plotting library: the numbers stay numbers, and a clerk can restyle the chart.
"""
# ruff: noqa: ANN401 - python-docx's elements come untyped

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from pipeline.drafting.values import plain
from pipeline.schema import Chart

_CONTENT = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WIDE, _HIGH = 5_600_000, 2_700_000  # EMU: as wide as a line of text


def add_chart(document: Any, paragraph: Any, chart: Chart, number: int) -> None:
    """Put a chart into a paragraph."""
    name = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(name, _CONTENT, _xml(chart).encode(), document.part.package)
    ident = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    told = quoteattr(f"{chart.caption}：" + "，".join(f"{p.label}{p.text}" for p in chart.points))
    drawing = (
        f'<w:drawing xmlns:w="{_W}" xmlns:wp="{_WP}" xmlns:a="{_A}" xmlns:c="{_C}" xmlns:r="{_R}">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{_WIDE}" cy="{_HIGH}"/>'
        f'<wp:docPr id="{900 + number}" name="走势图{number}" descr={told}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_C}"><c:chart r:id="{ident}"/></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing>"
    )
    paragraph.add_run()._element.append(parse_xml(drawing))


def _xml(chart: Chart) -> str:
    count = len(chart.points)
    labels = "".join(
        f'<c:pt idx="{at}"><c:v>{escape(point.label)}</c:v></c:pt>'
        for at, point in enumerate(chart.points)
    )
    values = "".join(
        f'<c:pt idx="{at}"><c:v>{plain(point.value)}</c:v></c:pt>'
        for at, point in enumerate(chart.points)
    )
    name = escape(chart.name)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:roundedCorners val="0"/>'
        '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/><c:ser><c:idx val="0"/>'
        f'<c:order val="0"/><c:tx><c:strRef><c:f>S!$B$1</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        '<c:spPr><a:ln w="22225"><a:solidFill><a:srgbClr val="404040"/></a:solidFill></a:ln>'
        "</c:spPr>"
        '<c:marker><c:symbol val="circle"/><c:size val="6"/></c:marker>'
        '<c:dLbls><c:dLblPos val="t"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/></c:dLbls>'
        f'<c:cat><c:strRef><c:f>S!$A$2:$A${count + 1}</c:f><c:strCache><c:ptCount val="{count}"/>'
        f"{labels}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>S!$B$2:$B${count + 1}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{count}"/>{values}</c:numCache></c:numRef></c:val><c:smooth val="0"/>'
        '</c:ser><c:marker val="1"/><c:axId val="111"/><c:axId val="222"/></c:lineChart>'
        '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        '<c:crossAx val="222"/><c:crosses val="autoZero"/></c:catAx>'
        '<c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        '<c:crossAx val="111"/><c:crosses val="autoZero"/></c:valAx>'
        '</c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
    )
