/** An expected "no": a stable code (`area/what`) and a sentence that a person can act on. Never thrown. */
export interface Refusal {
  readonly code: string
  readonly because: string
}

/** Makes a {@link Refusal}. The sentence must not carry media, names of children or clue text. */
export function refuse(code: string, because: string): Refusal {
  return { code, because }
}

/** Tells a refusal from any other value. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'code' in value && 'because' in value
}
