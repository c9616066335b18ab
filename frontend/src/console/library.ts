/** The media library: files on their way up, the focal point of a picture, and choosing from it. */

interface Sent {
  key: string;
  url: string;
  kind: string;
  message?: string;
}

const MEGA = 1024 * 1024;
const AT_ONCE = 2;

export function prepareLibrary(root: ParentNode = document): void {
  root.querySelectorAll<HTMLElement>("[data-uploads]").forEach(prepareUploads);
  root.querySelectorAll<HTMLElement>("[data-focus]").forEach(prepareFocus);
}

/** Each file goes up by itself, two at a time, and says how far it is. */
function prepareUploads(zone: HTMLElement): void {
  const field = zone.querySelector<HTMLInputElement>("input[type=file]");
  const list = zone.querySelector<HTMLElement>(".uploads");
  const told = zone.querySelector<HTMLElement>(".uploads__told");
  if (!field || !list || !told) return;
  leaveOnly(zone);
  const waiting: (() => Promise<void>)[] = [];
  const counts = { running: 0, all: 0, done: 0 };

  const next = (): void => {
    while (counts.running < AT_ONCE && waiting.length > 0) {
      counts.running += 1;
      void (waiting.shift() as () => Promise<void>)().finally(() => {
        counts.running -= 1;
        const words = zone.dataset.ready ?? "";
        told.textContent = words.replace("{count}", String(counts.done)).replace("{all}", String(counts.all));
        next();
      });
    }
  };
  const take = (files: Iterable<File>): void => {
    for (const file of files) {
      const line = lineOf(file, zone);
      list.append(line.row);
      counts.all += 1;
      waiting.push(async () => {
        if (await send(zone, file, line)) counts.done += 1;
      });
    }
    next();
  };
  field.addEventListener("change", () => {
    take([...(field.files ?? [])]);
    field.value = "";
  });
  for (const kind of ["dragover", "dragenter"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.dataset.over = "";
    });
  }
  zone.addEventListener("dragleave", () => delete zone.dataset.over);
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    delete zone.dataset.over;
    take([...(event.dataTransfer?.files ?? [])]);
  });
}

/** Files go up as they come: nothing is left to send, and nothing to cancel. */
function leaveOnly(zone: HTMLElement): void {
  const foot = zone.closest("form")?.querySelector(".form__foot");
  foot?.querySelector("button")?.remove();
  const leave = foot?.querySelector("a");
  if (leave) leave.textContent = zone.dataset.leave ?? "";
}

interface Line {
  row: HTMLElement;
  bar: HTMLProgressElement;
  said: HTMLElement;
}

function lineOf(file: File, zone: HTMLElement): Line {
  const row = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  const said = document.createElement("span");
  row.className = "uploads__one";
  name.className = "uploads__name";
  name.textContent = file.name;
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  said.className = "text-soft";
  said.textContent = zone.dataset.waiting ?? "";
  row.append(name, bar, said);
  return { row, bar, said };
}

async function send(zone: HTMLElement, file: File, line: Line): Promise<boolean> {
  const most = Number(file.type.startsWith("video/") ? zone.dataset.filmMax : zone.dataset.pictureMax);
  if (file.size > most * MEGA) return refuse(line, zone.dataset.tooLarge ?? "");
  const form = zone.closest("form");
  const body = new FormData();
  body.append("file", file);
  for (const name of ["folder", "alt_zh", "alt_en"]) {
    const typed = form?.querySelector<HTMLInputElement>(`[name=${name}]`)?.value;
    if (typed) body.append(name, typed);
  }
  const answer = await post(zone.dataset.uploads ?? "", body, (share) => (line.bar.value = share));
  if (answer.status !== 200) return refuse(line, answer.sent?.message ?? zone.dataset.failed ?? "");
  line.bar.value = 100;
  line.said.textContent = zone.dataset.done ?? "";
  if (answer.sent) {
    const link = document.createElement("a");
    link.href = `/console/media/${answer.sent.key}`;
    link.className = "text-link";
    link.textContent = file.name;
    line.row.querySelector(".uploads__name")?.replaceChildren(link);
  }
  form?.removeAttribute("data-dirty");
  return true;
}

function refuse(line: Line, words: string): false {
  line.bar.hidden = true;
  line.said.className = "uploads__refused field__problem";
  line.said.textContent = words;
  return false;
}

/** What has gone up is only told by the older of the two ways of sending. */
function post(url: string, body: FormData, told: (share: number) => void): Promise<{ status: number; sent: Sent | null }> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && told((99 * event.loaded) / event.total));
    request.addEventListener("loadend", () => resolve({ status: request.status, sent: read(request.responseText) }));
    request.send(body);
  });
}

function read(text: string): Sent | null {
  try {
    return JSON.parse(text) as Sent;
  } catch {
    return null;
  }
}

const STEP: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Pointing at the picture, the arrow keys and the two numbers say the same. */
function prepareFocus(part: HTMLElement): void {
  const place = part.querySelector<HTMLElement>(".focus__picture");
  const mark = part.querySelector("ellipse");
  const fields = ["focus_across", "focus_down"].map((name) => part.querySelector<HTMLInputElement>(`[name=${name}]`));
  const [across, down] = fields;
  if (!place || !mark || !across || !down) return;
  const show = (): void => {
    mark.setAttribute("cx", across.value);
    mark.setAttribute("cy", down.value);
    for (const crop of part.querySelectorAll<HTMLElement>(".focus__crop")) {
      crop.style.objectPosition = `${across.value}% ${down.value}%`;
    }
  };
  const set = (x: number, y: number): void => {
    across.value = String(Math.round(Math.min(100, Math.max(0, x))));
    down.value = String(Math.round(Math.min(100, Math.max(0, y))));
    down.dispatchEvent(new Event("input", { bubbles: true }));
  };
  place.addEventListener("click", (event) => {
    const box = place.getBoundingClientRect();
    set((100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height);
  });
  place.addEventListener("keydown", (event) => {
    const step = STEP[event.key];
    if (!step) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 1;
    set(Number(across.value) + far * step[0], Number(down.value) + far * step[1]);
  });
  part.addEventListener("input", show);
  show();
}
