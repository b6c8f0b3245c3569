"""Pages list some series of many, and each as ``series`` tells of it."""

from __future__ import annotations

from pathlib import Path

from pipeline import core


def test_what_is_listed_agrees_with_the_series_themselves(tmp_path: Path) -> None:
    with core.open_archive(tmp_path / "a.db") as archive:
        for body in ("东湖街道", "西山街道"):
            for week in (4, 11):
                text = (
                    f"{body}工作周报\n（2026年5月{week}日至5月{week + 6}日）\n一、城市管理\n"
                    f"本周取缔占道经营{week}起，清运垃圾12吨。"
                )
                core.ingest(core.document_from_text(text), text.encode(), archive)
        every = {each.id: each for each in archive.series()}
        listed = archive.indicators()
        assert {each.id for each in listed} == set(every)
        for each in listed:
            held = every[each.id]
            assert (each.name, each.unit, each.tempo, each.values) == (
                held.name,
                held.unit,
                held.tempo,
                held.values,
            )
            assert set(each.wordings) == set(held.wordings)
        assert [each.issuer for each in listed] == sorted(each.issuer for each in listed)
        assert {each.id for each in archive.often_met()} == set(every)
        assert len(archive.often_met(1)) == len(archive.indicators(limit=1)) == 1
        found = archive.indicators("占道 取缔", issuer="西山街道")
        assert {(each.name, each.issuer) for each in found} == {("取缔占道经营", "西山街道")}
        assert archive.indicators("没有的") == archive.indicators("", issuer="没有的") == ()
        assert [each.id for each in archive.numbered(found[0].id)] == [found[0].id]
