/** What was just added is still being filled in: an empty field of it is no mistake before somebody
 * has left it, or wants to publish. */
export class Begun {
  private readonly places = new Set<string>();
  private readonly left = new Set<string>();

  begin(place: string): void {
    this.places.add(place);
  }

  /** Whether anything may have to be said now that was not said before. */
  leave(place: string): boolean {
    if (!this.isNew(place)) return false;
    this.left.add(place);
    return true;
  }

  over(): void {
    this.places.clear();
  }

  /** The server may name one language of a field, which is left with the field. */
  spares(place: string): boolean {
    return this.isNew(place) && !this.left.has(place) && !this.left.has(place.replace(/\.(zh|en)$/, ""));
  }

  private isNew(place: string): boolean {
    return [...this.places].some((each) => place === each || place.startsWith(`${each}.`));
  }
}
