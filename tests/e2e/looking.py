"""What can be seen on any page: who could not read it, and what it does not say in its language."""

import asyncio
from pathlib import Path
from typing import Any

from playwright.async_api import Page, ViewportSize

AXE = Path("frontend/node_modules/axe-core/axe.min.js").read_text("utf-8")
COLOURS = ["color-contrast"]
SMALLEST: ViewportSize = {"width": 320, "height": 640}
REDRAWN_IN_TENTHS = 20
ANSWERED_IN_SECONDS = 60

LOOK_CLOSELY = """async rules => {
  const options = { resultTypes: ["violations"], iframes: false, preload: false };
  const found = await axe.run(document, rules.length ? { ...options, runOnly: rules } : options);
  return found.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.slice(0, 4).map(node => node.html.slice(0, 200)).join("  ")}`);
}"""

# What has its own lang is said in that language, or (lang="") as somebody wrote it.
SPOKEN = """() => {
  const language = document.documentElement.lang, said = new Set([document.title]);
  const silent = "script, style, template, noscript, textarea, code, .code, [hidden]";
  const counts = element => element.closest("[lang]").lang === language && !element.closest(silent);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (counts(walker.currentNode.parentElement)) said.add(walker.currentNode.data.trim());
  }
  for (const name of ["aria-label", "placeholder", "title", "alt", "data-title"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (counts(element)) said.add(element.getAttribute(name).trim());
    }
  }
  return [...said].filter(Boolean);
}"""

TOO_WIDE = """() => {
  const cut = element => element && element !== document.body
    && (getComputedStyle(element).overflowX !== "visible" || cut(element.parentElement));
  const broad = [...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
    .filter(element => !cut(element.parentElement));
  return document.documentElement.scrollWidth <= innerWidth ? []
    : [`${document.documentElement.scrollWidth} px at ${innerWidth}`,
       ...broad.slice(-3).map(element => element.outerHTML.slice(0, 160))];
}"""


# Words that are given so little room that nearly every character has a line of its own.
SQUEEZED = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const words = walker.currentNode.data.trim(), parent = walker.currentNode.parentElement;
    if (words.length < 3 || parent.clientWidth === 1 || !parent.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const tops = new Set([...range.getClientRects()].map(line => Math.round(line.top)));
    if (tops.size > 2 && words.length / tops.size < 2) found.push(parent.outerHTML.slice(0, 160));
  }
  return found;
}"""

# What moves or fades for good (a spinner) is not waited for, nor what has stopped halfway.
AT_REST = """() => Promise.race([
  new Promise(enough => setTimeout(enough, 5000)),
  Promise.allSettled(document.getAnimations()
    .filter(each => each.effect.getComputedTiming().iterations !== Infinity)
    .map(each => each.finished)),
])"""


async def inaccessible(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA or its best practices, when all has come to rest."""
    await _ask(page, AT_REST)
    if not await _ask(page, "'axe' in window"):
        await _ask(page, AXE)
    return _listed(await _ask(page, LOOK_CLOSELY, rules or []))


async def too_wide(page: Page) -> list[str]:
    """What makes the page wider than the screen, when it has had the time to follow it: a chart
    is drawn anew after the screen has changed."""
    for _ in range(REDRAWN_IN_TENTHS):
        found = _listed(await _ask(page, TOO_WIDE))
        if not found:
            break
        await page.wait_for_timeout(100)
    return found


async def squeezed(page: Page) -> list[str]:
    """What nobody reads, because it runs down the page character by character."""
    return _listed(await _ask(page, SQUEEZED))


async def spoken(page: Page) -> list[str]:
    """All that the page says in its own language."""
    return _listed(await _ask(page, SPOKEN))


async def wear(page: Page, **looks: str) -> None:
    """As a reader's choice of contrast and size of text shows it."""
    await _ask(page, "looks => Object.assign(document.documentElement.dataset, looks)", looks)


async def _ask(page: Page, script: str, said: Any = None) -> Any:
    """A page that never answers fails its test, which would wait for it for ever otherwise."""
    async with asyncio.timeout(ANSWERED_IN_SECONDS):
        return await page.evaluate(script, said)


def _listed(found: Any) -> list[str]:
    return [str(each) for each in found]
