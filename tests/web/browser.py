"""Headless Chromium over WebDriver, with what our tests ask of it."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import (
    NoAlertPresentException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement


class Browser:
    """One window; ``find`` waits for what it looks for."""

    def __init__(self, downloads: Path, width: int = 1366, height: int = 768) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for argument in (
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--lang=zh-CN",
            f"--window-size={width},{height}",
            # nothing but this computer can be reached
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        ):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        options.set_capability("unhandledPromptBehavior", "ignore")
        options.add_experimental_option(
            "prefs",
            {"download.default_directory": str(downloads), "download.prompt_for_download": False},
        )
        os.environ["SE_AVOID_STATS"] = "true"
        service = webdriver.ChromeService(shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        self.downloads = downloads
        self.origin = ""

    def begin(self, address: str) -> None:
        """Open the address that ``serve`` shows."""
        self.origin = address.partition("/?")[0]
        for kind in ("browser", "performance"):
            self._log(kind)
        self.driver.get(address)

    def end(self) -> None:
        """See to it that no dialog stands, nothing complained, and nothing called elsewhere."""
        assert not self.dialog(), "a dialog is open"
        complaints = [
            each["message"]
            for each in self._log("browser")
            if each["level"] == "SEVERE" and " 400 (" not in each["message"]
        ]
        assert complaints == []
        for entry in self._log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                assert url.startswith((self.origin, "data:", "about:", "chrome")), url
        self.driver.get("about:blank")

    def _log(self, kind: str) -> list[dict[str, Any]]:
        log: list[dict[str, Any]] = self.driver.get_log(kind)  # type: ignore[no-untyped-call]
        return log

    def quit(self) -> None:
        """Close the window."""
        self.driver.quit()

    def dialog(self) -> str:
        """Give the words of an open dialog, or nothing."""
        try:
            alert = self.driver.switch_to.alert
            words = alert.text or "?"
            alert.dismiss()
        except NoAlertPresentException:
            return ""
        return words

    def go(self, path: str) -> None:
        """Open a page of ours."""
        self.driver.get(self.origin + path)

    def wait(self, ask: Callable[[], Any], seconds: float = 20) -> Any:  # noqa: ANN401
        """Ask until the answer is not empty."""
        end = time.monotonic() + seconds
        while True:
            try:
                if answer := ask():
                    return answer
            except (NoSuchElementException, StaleElementReferenceException):
                pass
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain at {self.driver.current_url}")
            time.sleep(0.05)

    def find(self, css: str, text: str = "") -> WebElement:
        """Wait for an element, and that it holds some words."""

        def ask() -> WebElement | None:
            for each in self.driver.find_elements(By.CSS_SELECTOR, css):
                if text in (each.text or each.get_attribute("textContent") or ""):
                    return each
            return None

        found: WebElement = self.wait(ask)
        return found

    def every(self, css: str) -> list[WebElement]:
        """Give all elements there are now."""
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def click(self, css: str, text: str = "") -> None:
        """Click what is found, scrolled into view first."""
        found = self.find(css, text)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        self.wait(lambda: found.is_displayed())
        found.click()

    def run(self, script: str, *arguments: object) -> Any:  # noqa: ANN401
        """Run a script in the page."""
        return self.driver.execute_script(script, *arguments)

    def downloaded(self, suffix: str, clear: Callable[[], None]) -> Path:
        """Do something, and wait for the file that comes of it."""
        before = set(self.downloads.iterdir())
        clear()

        def ask() -> Path | None:
            new = set(self.downloads.iterdir()) - before
            return next((each for each in new if each.name.endswith(suffix)), None)

        found: Path = self.wait(ask)
        return found

    def picture(self, place: Path) -> None:
        """Take a screenshot."""
        place.parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(place))
