"""The memory of lines read: bounded, and without effect on what is found."""

from pipeline.typos import corrections
from pipeline.typos.model import load
from pipeline.typos.remembered import Remembered

TEXT = "社区组织志愿者清理楼道杂物，居民反应良好。\n网格员逐户走访，宣传消防安全知识。"


def test_the_least_asked_for_is_forgotten_first() -> None:
    memory: Remembered[str, int] = Remembered(2)
    memory.put("一", 1)
    memory.put("二", 2)
    assert memory.get("一") == 1
    memory.put("三", 3)
    assert (memory.get("一"), memory.get("二"), memory.get("三")) == (1, None, 3)


def test_a_text_read_again_gets_the_same_corrections() -> None:
    first = list(corrections(TEXT))
    model = load()
    if model is not None:
        assert model.remembered.get(TEXT.partition("\n")[2]) is not None
    assert list(corrections(TEXT)) == first
    moved = [c.span.start - 3 for c in corrections(f"前言\n{TEXT}")]
    assert moved == [c.span.start for c in first]
