/** A drawing that cannot be made: a folder that is not ours, a missing tool, a picture that breaks its promise. */
export class SceneError extends Error {
  override name = 'SceneError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
