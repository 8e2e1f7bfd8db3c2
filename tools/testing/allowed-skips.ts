/**
 * The reasons for which a test may be skipped, word for word as the test gives them. A test that is skipped
 * for any other reason, or for none, counts as failed: nothing passes by being left out silently.
 */
export const ALLOWED_SKIPS: readonly string[] = ['only root may mount a small file system']
