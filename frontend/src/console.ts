import "./console.css";
import Alpine from "@alpinejs/csp";
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
prepareRows();
prepareMatrix();
prepareKeys();
prepareFeeds();

if (document.querySelector("[data-chart]")) void import("./chart").then(({ draw }) => draw());
if (document.querySelector("[data-design]")) void import("./console/design/editor");
