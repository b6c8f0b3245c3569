"""Many people at once: a real server, so many accounts, each working as a clerk does.

    python benchmarks/users.py [--users 50] [--seconds 120] [--pause 4]

Each opens a report of 2,000 characters, reads, changes a word (a re-check), decides, looks at the
ledger, and pauses between deeds as people do (``--pause`` seconds on average). Prints how many
requests there were, how many failed, and the 50th and 95th percentile of each kind.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
PASSWORD = "Bridge-of-9-stones"


def report(number: int) -> str:
    """Write a report of about 2,000 characters, different for each person."""
    chooser = random.Random(number)
    lines = [f"第{number}街道工作周报", "（2026年5月4日至5月10日）"]
    places = [
        f"{a}{b}{c}" for a in "东西南北中" for b in "湖河山桥园" for c in ("路", "巷", "社区")
    ]
    chooser.shuffle(places)
    deeds = [
        "取缔占道经营{}起", "清理卫生死角{}处", "调解邻里纠纷{}件", "走访独居老人{}户",
        "清运垃圾{}吨", "检查消防通道{}条", "整改用电隐患{}处", "发放宣传册{}份",
        "办理群众来电{}件", "修补路面{}平方米",
    ]  # fmt: skip
    for part, heading in enumerate(("城市管理", "社会治理", "民生保障", "安全生产"), 1):
        lines.append(f"{'一二三四'[part - 1]}、{heading}")
        for item in range(1, 9):
            one, two = chooser.sample(deeds, 2)
            place, other = places.pop(), places.pop()
            counts = chooser.sample(range(2, 300), 3)
            lines.append(
                f"{item}.在{place}一带，{one.format(counts[0])}，{two.format(counts[1])}，"
                f"{other}居民反映的{counts[2]}个问题已逐一登记，由网格员上门回复。"
            )
    return "\n".join(lines)[:2000]


class Crowd:
    """All people, and how long each of their requests took."""

    def __init__(self, base: str, seconds: float, pause: float) -> None:
        self.base, self.end, self.pause = base, time.monotonic() + seconds, pause
        self.took: dict[str, list[float]] = defaultdict(list)
        self.failed: list[str] = []

    async def ask(self, page: httpx.AsyncClient, kind: str, path: str, **sent: object) -> str:
        """Ask once, and note how long it took."""
        began = time.perf_counter()
        try:
            method = "GET" if not sent else "POST"
            answer = await page.request(method, path, **sent)  # type: ignore[arg-type]
            if answer.status_code >= 400:
                self.failed.append(f"{kind} {answer.status_code} {answer.text[:80]}")
        except httpx.HTTPError as error:
            self.failed.append(f"{kind} {error!r}")
            return ""
        finally:
            self.took[kind].append(time.perf_counter() - began)
        return answer.text

    async def rest(self) -> None:
        """Read, think, type."""
        await asyncio.sleep(random.uniform(0.2, 1.8) * self.pause)

    async def person(self, number: int) -> None:
        """Work until the time is over."""
        headers = {"accept": "application/json"}
        async with httpx.AsyncClient(base_url=self.base, timeout=60, headers=headers) as page:
            await asyncio.sleep(random.uniform(0, 2 * self.pause))
            named = {"name": f"第{number}人", "password": PASSWORD}
            await self.ask(page, "login", "/login", data=named)
            found = re.search(r'name="csrf" content="([^"]+)"', (await page.get("/me")).text)
            if found is None:
                self.failed.append("no session")
                return
            page.headers["x-huibao"] = found[1]
            text = report(number)
            while time.monotonic() < self.end:
                await self.ask(page, "home", "/")
                await self.rest()
                told = await self.ask(page, "open", "/review", data={"text": text})
                place = re.search(r"/review/[\w-]+", told)
                if place is None:
                    continue
                await self.ask(page, "page", place[0])
                await self.ask(page, "first check", f"{place[0]}/state")
                for turn in range(3):
                    await self.rest()
                    if time.monotonic() > self.end:
                        return
                    edited = text.replace("一带", "附近", turn + 1)
                    await self.ask(page, "re-check", f"{place[0]}/edit", json={"text": edited})
                await self.rest()
                await self.ask(page, "ledger", "/ledger")


def main() -> None:
    """Run a server and the crowd."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--users", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=120)
    asked.add_argument("--pause", type=float, default=4)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HUIBAO_HOME"] = folder
        sys.path.insert(0, str(ROOT))
        from pipeline.interfaces.cli.users import open_server
        from pipeline.interfaces.server.people import People, Role

        store = open_server()
        people = People(store)
        offices = [people.add_office(f"第{n}街道") for n in range(5)]
        for number in range(given.users):
            people.add(f"第{number}人", offices[number % 5], [Role.CLERK], PASSWORD)
        store.close()
        server = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "serve", "--users", "--port", "8931"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            server.stdout.readline()
            time.sleep(15)  # the checking processes load their models
            crowd = Crowd("http://127.0.0.1:8931", given.seconds, given.pause)

            async def everybody() -> None:
                await asyncio.gather(*(crowd.person(n) for n in range(given.users)))

            asyncio.run(everybody())
        finally:
            server.terminate()
            server.wait(30)
    every = sorted(each for took in crowd.took.values() for each in took)
    for kind, took in {**crowd.took, "all": every}.items():
        cuts = statistics.quantiles(took, n=100) if len(took) > 1 else took * 99
        print(f"{kind:12} {len(took):6}  p50 {cuts[49]:6.3f} s  p95 {cuts[94]:6.3f} s")
    print(f"failed: {len(crowd.failed)}", *crowd.failed[:5], sep="\n  ")


if __name__ == "__main__":
    main()
