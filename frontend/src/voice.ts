import "./voice.css";

/** Searching by voice, in a dialog: first who hears it, then listening until one has finished or
 *  leaves, then the words go into the search box and are searched. The browser recognises them
 *  where it can; else, or where its own way fails, a recording goes to the shop. */

type Way = "browser" | "ours";

interface Said extends Event {
  results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>;
}

interface Recogniser {
  lang: string;
  interimResults: boolean;
  onresult: (said: Said) => void;
  onerror: (trouble: Event & { error: string }) => void;
  onend: () => void;
  start(): void;
  stop(): void;
  abort(): void;
}

type Makes = { new (): Recogniser };
type Browser = { SpeechRecognition?: Makes; webkitSpeechRecognition?: Makes };

const PLACE = "/search/speech";
const AGREED = "ht_voice_agreed_";
const BROKEN = "ht_voice_broken";
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const BITS = 32_000;
const SENTENCES = { "not-allowed": "denied", "audio-capture": "missing", "no-speech": "nothing" };

const { SpeechRecognition, webkitSpeechRecognition } = window as unknown as Browser;
const Recognition = SpeechRecognition ?? webkitSpeechRecognition;

export async function speak(button: HTMLButtonElement): Promise<void> {
  const dialog = document.querySelector<HTMLDialogElement>("[data-voice]") ?? (await fetched());
  if (!dialog || dialog.open) return;
  const field = button.form?.elements.namedItem("q") as HTMLInputElement;
  const part = (name: string) => dialog.querySelector<HTMLElement>(`[data-${name}]`)!;
  let turn = new AbortController(); // aborted when one leaves, whatever is under way
  let finish = (): void => {};

  const ways: Way[] = [];
  if (Recognition && !kept(BROKEN, sessionStorage)) ways.push("browser");
  if (dialog.dataset.ours && "MediaRecorder" in window) ways.push("ours");

  const show = (sentence: string, buttons: string[], listening = false): void => {
    part("said").textContent = dialog.dataset[sentence] ?? sentence;
    part("sign").hidden = !listening && sentence !== "thinking";
    part("sign").dataset.sign = listening ? "on" : "";
    for (const name of ["agree", "done", "again"]) part(name).hidden = !buttons.includes(name);
    dialog.querySelectorAll<HTMLElement>("[data-consent]").forEach((words) => (words.hidden = true));
    if (!listening) part("heard").textContent = "";
    part(buttons[0] ?? "close").focus();
  };
  const failed = (sentence: string): void => show(sentence, ways.length ? ["again"] : []);
  const search = (words: string): void => {
    dialog.close();
    field.value = words.slice(0, field.maxLength);
    button.form?.requestSubmit();
  };

  const begin = (): void => {
    const way = ways[0];
    if (!way) return failed("unable");
    if (kept(AGREED + way)) return listen(way);
    show("", ["agree"]);
    part(`consent=${way}`).hidden = false;
  };
  const listen = (way: Way): void => {
    keep(AGREED + way);
    turn = new AbortController();
    const { signal } = turn;
    const patience = window.setTimeout(() => finish(), Number(dialog.dataset.seconds) * 1000);
    signal.addEventListener("abort", () => window.clearTimeout(patience));
    if (way === "browser") recognise(signal);
    else void record(signal);
  };

  const recognise = (signal: AbortSignal): void => {
    const ear = new Recognition!();
    let words = "";
    let trouble = "no-speech";
    ear.lang = document.documentElement.lang;
    ear.interimResults = true;
    ear.onresult = ({ results }) => {
      words = Array.from(results, (result) => result[0]?.transcript ?? "").join("").trim();
      part("heard").textContent = words;
    };
    ear.onerror = ({ error }) => (trouble = error);
    ear.onend = () => {
      if (signal.aborted) return;
      turn.abort();
      const sentence = SENTENCES[trouble as keyof typeof SENTENCES];
      const elsewhere = trouble === "audio-capture" && ways.length > 1; // a recorder may find one
      if (words) search(words.replace(/[。.，,！!？?；;]+$/u, ""));
      else if (sentence && !elsewhere) failed(sentence);
      else {
        keep(BROKEN, sessionStorage); // no service behind it, or none that can be reached from here
        ways.splice(0, 1);
        begin();
      }
    };
    signal.addEventListener("abort", () => ear.abort());
    finish = () => ear.stop();
    show("listening", ["done"], true);
    ear.start();
  };

  const record = async (signal: AbortSignal): Promise<void> => {
    let sound: MediaStream;
    show("asking", []);
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (refused) {
      const none = refused instanceof DOMException && refused.name === "NotFoundError";
      if (!signal.aborted) failed(none ? "missing" : "denied");
      return;
    }
    const silence = (): void => sound.getTracks().forEach((track) => track.stop());
    if (signal.aborted) return silence();
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const recorder = new MediaRecorder(sound, { mimeType, audioBitsPerSecond: BITS });
    const pieces: Blob[] = [];
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = () => {
      silence();
      const audio = new Blob(pieces, { type: recorder.mimeType });
      if (!signal.aborted) void send(audio, signal);
    };
    finish = () => recorder.state === "recording" && recorder.stop();
    signal.addEventListener("abort", () => finish());
    show("listening", ["done"], true);
    recorder.start();
  };

  const send = async (audio: Blob, signal: AbortSignal): Promise<void> => {
    show("thinking", []);
    try {
      const headers = { "content-type": audio.type };
      const answer = await fetch(PLACE, { method: "POST", body: audio, headers, signal });
      const { words, message } = (await answer.json()) as { words?: string; message?: string };
      if (signal.aborted) return;
      if (words) search(words);
      else failed(message ?? "unable");
    } catch {
      if (!signal.aborted) failed("offline");
    }
  };

  part("agree").onclick = () => ways[0] && listen(ways[0]);
  part("again").onclick = begin;
  part("done").onclick = () => finish();
  part("close").onclick = () => dialog.close();
  dialog.onclose = () => turn.abort();
  dialog.showModal();
  begin();
}

async function fetched(): Promise<HTMLDialogElement | null> {
  const answer = await fetch(PLACE);
  if (!answer.ok) return null;
  document.body.insertAdjacentHTML("beforeend", await answer.text());
  return document.querySelector<HTMLDialogElement>("[data-voice]");
}

/** On this device alone; where nothing may be kept, one is asked again. */
function kept(name: string, place = localStorage): boolean {
  try {
    return place.getItem(name) === "1";
  } catch {
    return false;
  }
}

function keep(name: string, place = localStorage): void {
  try {
    place.setItem(name, "1");
  } catch {
    // Asked again next time.
  }
}
