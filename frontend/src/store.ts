import "./store.css";
import Alpine from "@alpinejs/csp";
import { carousel } from "./carousel";
import { chooseAll } from "./choose-all";
import { copying } from "./copying";
import { countdown } from "./countdown";
import { quantity } from "./quantity";
import { readAloud } from "./read-aloud";
import { sendOn } from "./send-on";
import { prepareSwaps } from "./swaps";
import { suggest } from "./suggest";
import { timeLeft } from "./time-left";
import { toast } from "./toast";
import { wechatPay } from "./wechat-pay";
import { whereabouts } from "./whereabouts";

prepareSwaps();

Alpine.data("carousel", carousel);
Alpine.data("chooseAll", chooseAll);
Alpine.data("copying", copying);
Alpine.data("countdown", countdown);
Alpine.data("quantity", quantity);
Alpine.data("readAloud", readAloud);
Alpine.data("sendOn", sendOn);
Alpine.data("timeLeft", timeLeft);
Alpine.data("toast", toast);
Alpine.data("wechatPay", wechatPay);
Alpine.data("whereabouts", whereabouts);
Alpine.start();

document.querySelectorAll<HTMLFormElement>("[data-search-form]").forEach(suggest);
offerSpeaking(document.querySelector<HTMLButtonElement>("[data-say]"));
document.addEventListener("keydown", closeMenus);
if (document.querySelector("#list")) void import("./next-page").then(({ fetchNextPages }) => fetchNextPages());
if (document.querySelector("[data-stay]")) void import("./stay").then(({ noteStay }) => noteStay());

/** Looking closely and turning are fetched when somebody first asks for them. */
document.addEventListener("click", (event) => {
  const place = event.target instanceof Element ? event.target : null;
  const zoom = place?.closest<HTMLAnchorElement>("[data-zoom]");
  const turn = place?.closest<HTMLElement>("[data-turn-start]");
  if (zoom && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    void import("./zoom").then(({ lookClosely }) => lookClosely(zoom));
  }
  if (turn) void import("./turn").then(({ beginTurning }) => beginTurning(turn));
});

/** The microphone stands where this browser recognises speech, or records it and we have it
 *  recognised. What happens then is fetched when somebody first presses it. */
function offerSpeaking(button: HTMLButtonElement | null): void {
  if (!button || !isSecureContext) return;
  const records = button.dataset.say && "MediaRecorder" in window && "mediaDevices" in navigator;
  button.hidden = !(records || "SpeechRecognition" in window || "webkitSpeechRecognition" in window);
  button.onclick = () => void import("./voice").then(({ speak }) => speak(button));
}

/** Escape closes a menu that hangs open under the pointer or the focus (WCAG 1.4.13). */
function closeMenus(event: KeyboardEvent): void {
  const nav = document.querySelector<HTMLElement>(".nav");
  if (event.key !== "Escape" || !nav) return;
  nav.dataset.closed = "";
  const reopen = (): void => void delete nav.dataset.closed;
  nav.addEventListener("pointerleave", reopen, { once: true });
  nav.addEventListener("focusout", reopen, { once: true });
}

document.addEventListener("cartChanged", showCartCount);
document.addEventListener("change", filterAtOnce);

/** An answer that changed the cart says so in its HX-Trigger header: {"cartChanged": {"count": 3}}. */
function showCartCount(event: Event): void {
  const { count } = (event as CustomEvent<{ count: number }>).detail;
  for (const place of document.querySelectorAll<HTMLElement>("[data-cart-count]")) {
    place.textContent = count < 100 ? String(count) : "99+";
    place.hidden = count === 0;
  }
}

/** Beside the goods a ticked filter works at once; on a phone one ticks several and then applies. */
function filterAtOnce(event: Event): void {
  const box = (event.target as Element).closest<HTMLInputElement>(".filters [type=checkbox]");
  if (box && matchMedia("(min-width: 64rem)").matches) box.form?.requestSubmit();
}
