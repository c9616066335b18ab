/** Keeps the draft on the server while it is edited, and tells when somebody else was quicker. */
import type { Content } from "./content";
import { button, el, say, timeOf } from "./parts";

/** `mild` hinders nothing. */
export interface Problem {
  field: string;
  message: string;
  mild?: boolean;
}

const PAUSE_MS = 700;
const AGAIN_MS = 5000;

export class Saving {
  dirty = false;
  private timer = 0;
  private sending: Promise<boolean> | null = null;

  constructor(
    private readonly url: string,
    public revision: number,
    private readonly content: () => Content,
    private readonly told: HTMLElement,
    private readonly saved: (problems: Problem[]) => void,
  ) {}

  soon(after = PAUSE_MS): void {
    this.dirty = true;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.now(), after);
  }

  /** Resolves to whether everything is on the server; waits for what is on its way. */
  async now(): Promise<boolean> {
    window.clearTimeout(this.timer);
    while (this.sending) await this.sending;
    if (!this.dirty) return true;
    this.sending = this.keep();
    return this.sending;
  }

  private async keep(): Promise<boolean> {
    this.dirty = false;
    this.say(say("saving"));
    try {
      return await this.send();
    } catch {
      this.say(say("failed"));
      this.soon(AGAIN_MS);
      return false;
    } finally {
      this.sending = null;
    }
  }

  private async send(): Promise<boolean> {
    const body = JSON.stringify({ revision: this.revision, content: this.content() });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${this.url}/draft`, { method: "POST", headers, body });
    if (answer.status >= 500) throw new Error(String(answer.status));
    const said = (await answer.json()) as { revision: number; problems?: Problem[]; message?: string };
    if (answer.ok) {
      this.revision = said.revision;
      this.say(say("saved", { time: timeOf(new Date()) }));
      this.saved(said.problems ?? []);
      return true;
    }
    this.dirty = true;
    if (answer.status === 409) this.conflict(said.message ?? "", said.revision);
    else this.say(said.message ?? say("failed"));
    return false;
  }

  private conflict(message: string, revision: number): void {
    const theirs = button(say("conflict"), () => {
      this.dirty = false;
      window.location.reload();
    });
    const mine = button(say("mine"), () => {
      this.revision = revision;
      void this.now();
    });
    this.told.replaceChildren(el("span", "text-error", { role: "alert" }, message), " ", theirs, " ", mine);
  }

  private say(words: string): void {
    this.told.textContent = words;
  }
}
