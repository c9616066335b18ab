"""Home, product and cart as Lighthouse sees them on a cheap phone: ./dev bench lighthouse

Simulated slow 4G and a processor four times slower; the middle of three runs. Needs Chromium.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from bench.running import Running, a_shop, report

HERE = Path(__file__).with_name("lighthouse")
PRODUCT = "/p/yuebai-mug"
RUNS = 3
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def main() -> None:
    chromium = os.environ.get("HUTONG_TEST_CHROMIUM") or next(
        filter(None, map(shutil.which, NAMES)), ""
    )
    if not chromium:
        raise SystemExit("Chromium is needed: ./dev test installs it, or set HUTONG_TEST_CHROMIUM.")
    subprocess.run(["npm", "ci", "--ignore-scripts", "--loglevel=error"], cwd=HERE, check=True)  # noqa: S607
    with a_shop(workers=1) as shop:
        cookie = _a_filled_cart(shop)
        figures: dict[str, Any] = {}
        for name, path in {"home": "/", "product": PRODUCT, "cart": "/cart"}.items():
            runs = [_look(shop.url + path, cookie, chromium) for _ in range(RUNS)]
            for what in runs[0]:
                figures[f"{name}_{what}"] = median(run[what] for run in runs)
            print(name, {what: figures[f"{name}_{what}"] for what in runs[0]}, file=sys.stderr)
    report(figures)


def _look(url: str, cookie: str, chromium: str) -> dict[str, int]:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run(  # noqa: S603
            [
                *(str(HERE / "node_modules/.bin/lighthouse"), url, "--quiet", "--output=json"),
                *(f"--output-path={file.name}", f"--chrome-flags={FLAGS}"),
                "--only-categories=performance,accessibility",
                f"--extra-headers={json.dumps({'Cookie': cookie})}",
            ],
            env=os.environ | {"CHROME_PATH": chromium},
            check=True,
        )
        found = json.loads(Path(file.name).read_text("utf-8"))
    audits = found["audits"]
    return {
        "performance": round(found["categories"]["performance"]["score"] * 100),
        "accessibility": round(found["categories"]["accessibility"]["score"] * 100),
        "lcp_ms": round(audits["largest-contentful-paint"]["numericValue"]),
        "tbt_ms": round(audits["total-blocking-time"]["numericValue"]),
    }


def _a_filled_cart(shop: Running) -> str:
    """The cookies of a guest who has put a mug into the cart, as a person without script would."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    form = urlencode({"c0": 0, "c1": 0, "quantity": 1}).encode()
    browser.open(Request(f"{shop.url}{PRODUCT}/cart", form))  # noqa: S310
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


if __name__ == "__main__":
    main()
