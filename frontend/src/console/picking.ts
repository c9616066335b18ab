/** A picture or a film of the media library goes into the form from which it was asked for. */
import { pickMedia, type Media } from "./design/pickers";

export function pickFor(button: HTMLElement): void {
  const kind = button.dataset.pick === "films" ? "films" : "pictures";
  const several = "several" in button.dataset;
  pickMedia(kind, (media) => take(button, media), { several });
}

function take(button: HTMLElement, media: Media): void {
  const text = button.dataset.into ? document.querySelector<HTMLTextAreaElement>(`#${button.dataset.into}`) : null;
  const template = button.dataset.row ? document.querySelector<HTMLTemplateElement>(`#${button.dataset.row}`) : null;
  if (text) write(text, media);
  else if (template) addRow(template, media);
  else choose(button, media);
  button.closest("form")?.setAttribute("data-dirty", "");
}

/** A line of its own where the cursor stands. */
function write(text: HTMLTextAreaElement, media: Media): void {
  const language = text.lang.startsWith("zh") ? "zh" : "en";
  const line = `![${media.words[language].replace(/[[\]]/g, "")}](${media.key})`;
  const [before, after] = [text.value.slice(0, text.selectionStart), text.value.slice(text.selectionEnd)];
  text.value = `${before.replace(/\n*$/, before ? "\n\n" : "")}${line}\n\n${after.replace(/^\n+/, "")}`;
  text.focus();
}

/** The picture with its words becomes one more of the list before the template; one that stands
 *  there already stays as it is. */
function addRow(template: HTMLTemplateElement, media: Media): void {
  const list = document.querySelector(template.dataset.list ?? "");
  if (!list || list.querySelector(`input[value="${media.key}"]`)) return;
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("KEY", media.key);
  for (const language of ["zh", "en"] as const) {
    const field = holder.content.querySelector<HTMLInputElement>(`[data-alt=${language}]`);
    if (field) field.value = media.words[language];
  }
  const order = holder.content.querySelector<HTMLInputElement>(".pictures__order");
  if (order) order.value = String(list.children.length + 1);
  list.append(holder.content);
}

function choose(button: HTMLElement, media: Media): void {
  const around = button.closest("[data-picked]");
  const key = around?.querySelector<HTMLInputElement>("[data-picked-key]");
  const shown = around?.querySelector<HTMLImageElement>("[data-picked-shown]");
  const name = around?.querySelector<HTMLElement>("[data-picked-name]");
  if (key) key.value = media.key;
  if (name) name.textContent = media.name || media.alt || media.key;
  if (!shown) return;
  shown.hidden = !media.url;
  if (media.url) shown.src = media.url;
}
