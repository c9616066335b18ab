import "./console.css";
import Alpine from "@alpinejs/csp";
import { prepareSwaps } from "./swaps";
import { toast } from "./toast";

prepareSwaps();

Alpine.data("toast", toast);
Alpine.start();

if (document.querySelector("[sse-connect]")) void import("htmx-ext-sse");
if (document.querySelector("[data-chart]")) void import("./chart").then(({ draw }) => draw());
