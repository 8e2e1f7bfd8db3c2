import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { addPasskey, passkeyOptions, passkeySignInOptions, signInByPasskey } from '../api/session.ts'

/** The person dismissed the browser's request, or it ran out of time. */
export class PasskeyCancelledError extends Error {
  override readonly name = 'PasskeyCancelledError'
  readonly code = 'passkey/cancelled'
}

/** Passkeys are bound to a name: a bare address has none. */
export function passkeysWork(): boolean {
  const isAddress = /^[\d.]+$/.test(location.hostname) || location.hostname.startsWith('[')
  return browserSupportsWebAuthn() && !isAddress
}

export async function signInWithPasskey(person: string): Promise<void> {
  const optionsJSON = await passkeySignInOptions(person)
  await signInByPasskey(person, await ceremony(() => startAuthentication({ optionsJSON })))
}

export async function createPasskey(): Promise<void> {
  const optionsJSON = await passkeyOptions()
  await addPasskey(await ceremony(() => startRegistration({ optionsJSON })))
}

async function ceremony<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run()
  } catch (cause) {
    throw new PasskeyCancelledError('The browser gave no passkey.', { cause })
  }
}
