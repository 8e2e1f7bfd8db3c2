/** Tells a part of the node that there is work for it, by those who know the bell and not the part. */
export class Bell {
  #listener: (() => void) | null = null

  /** Names who is told from now on. */
  listen(listener: () => void): void {
    this.#listener = listener
  }

  ring(): void {
    this.#listener?.()
  }
}
