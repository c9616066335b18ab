import htmx from "htmx.org";
import { prepareStanding } from "./standing";

/** How parts of a page are exchanged with the server's answers, in the shop and in the console. */
export function prepareSwaps(): void {
  document.documentElement.dataset.script = "";
  htmx.config.allowEval = false;
  htmx.config.includeIndicatorStyles = false;
  htmx.config.scrollBehavior = "auto";
  htmx.config.defaultSettleDelay = 0; // what was swapped in listens at once
  // "Back" asks the server: prices and stock are never shown from memory.
  htmx.config.historyCacheSize = 0;
  htmx.config.refreshOnHistoryMiss = true;
  // A refusal in words is an answer to show; anything worse is said by a toast.
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "4(03|04|09|22|29)", swap: true },
    { code: "...", swap: false, error: true },
  ];
  prepareStanding();
  document.addEventListener("htmx:responseError", tellTrouble);
  document.addEventListener("htmx:sendError", tellTrouble);
  document.addEventListener("htmx:afterSettle", attend);
}

/** After a form came back with something wrong, the reader stands where it is. */
function attend(event: Event): void {
  const part = (event as CustomEvent<{ elt: Element }>).detail.elt;
  part.querySelector<HTMLElement>('[aria-invalid="true"], [data-attend]')?.focus();
}

/** The words stand in a template of the page, so that they come in the page's language. */
function tellTrouble(): void {
  const words = document.querySelector<HTMLTemplateElement>("#trouble");
  const place = document.querySelector("#toasts");
  if (words && place) place.replaceChildren(words.content.cloneNode(true));
}
