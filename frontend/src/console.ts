import "./console.css";
import Alpine from "@alpinejs/csp";
import { prepareDays } from "./console/days";
import { prepareDialogs } from "./console/dialogs";
import { prepareFeeds } from "./console/feed";
import { prepareFinder } from "./console/finder";
import { prepareFilters } from "./console/filters";
import { prepareForms } from "./console/forms";
import { prepareKeys } from "./console/keys";
import { prepareMatrix } from "./console/matrix";
import { prepareMenu } from "./console/menu";
import { prepareRows } from "./console/rows";
import { prepareSwaps } from "./swaps";
import { toast } from "./toast";

prepareSwaps();

Alpine.data("toast", toast);
Alpine.start();

prepareMenu();
prepareDialogs();
prepareFilters();
prepareFinder();
prepareForms();
prepareDays();
prepareRows();
prepareMatrix();
prepareKeys();
prepareFeeds();

if (document.querySelector("[data-chart]")) void import("./chart").then(({ draw }) => draw());
if (document.querySelector("[data-uploads], [data-focus]")) {
  void import("./console/library").then(({ prepareLibrary }) => prepareLibrary());
}
for (const button of document.querySelectorAll<HTMLElement>("[data-pick]")) button.hidden = false;
document.addEventListener("htmx:afterSwap", ({ target }) => {
  for (const each of (target as Element).querySelectorAll<HTMLElement>("[data-pick]")) each.hidden = false;
});
document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>("[data-pick]") : null;
  if (button) void import("./console/picking").then(({ pickFor }) => pickFor(button));
});
const found = document.querySelector<HTMLElement>("[data-found]");
if (found) void import("./console/found").then(({ prepareFound }) => prepareFound(found));
const looking = document.querySelector<HTMLElement>("[data-looking]");
if (looking) void import("./console/identity").then(({ prepareIdentity }) => prepareIdentity(looking));
if (document.querySelector(".contrast")) void import("./console/colours").then(({ prepareColours }) => prepareColours());
if (document.querySelector("[data-design]")) void import("./console/design/editor");
