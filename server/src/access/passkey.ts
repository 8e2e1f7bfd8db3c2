import { draftEvent, type Refusal, refuse } from '@homeward/core'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { NodeContext } from '../node-context.ts'
import {
  insertPasskey,
  type PasskeyRow,
  type PersonRecord,
  passkeysOf,
  personByCode,
  setChallenge,
  setPasskeyCounter,
  takeChallenge,
} from './access-store.ts'
import { type Actor, eventActor } from './actor.ts'
import { noteFailure } from './sign-in.ts'

const CHALLENGE_MS = 5 * 60_000

/** The relying party is the host of the desk's origin; browsers refuse an address such as 127.0.0.1. */
function relyingParty(context: NodeContext): { id: string; origin: string } {
  const origin = context.origin()
  return { id: new URL(origin).hostname, origin }
}

/** Options for enrolling a passkey of the signed-in person. */
export async function enrolmentOptions(
  context: NodeContext,
  actor: Actor,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { id } = relyingParty(context)
  const existing = await passkeysOf(context.database.read, actor.person)
  const options = await generateRegistrationOptions({
    rpName: 'Homeward',
    rpID: id,
    userName: actor.personCode,
    userDisplayName: actor.personName,
    attestationType: 'none',
    excludeCredentials: existing.map((one) => ({ id: one.credentialId })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  })
  await saveChallenge(context, actor.person, 'enrol', options.challenge)
  return options
}

/** Verifies an enrolment and keeps the passkey. Refuses with `passkey/refused`. */
export async function enrolPasskey(
  context: NodeContext,
  actor: Actor,
  response: RegistrationResponseJSON,
): Promise<Record<string, never> | Refusal> {
  const { id, origin } = relyingParty(context)
  const now = new Date(context.platform.clock.nowMs())
  return context.database.write(async (tx, record) => {
    const challenge = await takeChallenge(tx, actor.person, 'enrol', now)
    if (challenge === null) return refuse('passkey/refused', 'The enrolment took too long; start it again.')
    const verified = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
    }).catch(() => null)
    if (verified === null || !verified.verified) {
      return refuse('passkey/refused', 'The passkey could not be verified for this address.')
    }
    const { credential } = verified.registrationInfo
    await insertPasskey(
      tx,
      actor.person,
      {
        credentialId: credential.id,
        publicKey: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: credential.transports ?? [],
      },
      now,
    )
    await record(
      draftEvent('access/credential-set', {
        actor: eventActor(actor),
        objects: { person: actor.person },
        facts: { kind: 'passkey' },
      }),
    )
    return {}
  })
}

/**
 * Options for signing in with a passkey. A person who does not exist gets options of the same shape, so that the answer
 * does not tell.
 */
export async function signInOptions(
  context: NodeContext,
  code: string,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const person = await personByCode(context.database.read, code)
  const passkeys = person === null ? [] : await passkeysOf(context.database.read, person.id)
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(context).id,
    userVerification: 'required',
    allowCredentials: passkeys.map((one) => ({ id: one.credentialId })),
  })
  if (person !== null) await saveChallenge(context, person.id, 'sign-in', options.challenge)
  return options
}

/** Verifies a passkey's answer. Refuses with `sign-in/failed`. */
export async function checkPasskey(
  context: NodeContext,
  code: string,
  response: AuthenticationResponseJSON,
): Promise<PersonRecord | Refusal> {
  const failed = refuse('sign-in/failed', 'The passkey is not known for this person.')
  const person = await personByCode(context.database.read, code)
  if (person === null || person.disabledAt !== null) return failed
  // The lock is for what can be guessed: others' wrong passwords must not keep a person with a passkey out.
  const passkey = (await passkeysOf(context.database.read, person.id)).find(
    (one) => one.credentialId === response.id,
  )
  const verified = passkey === undefined ? false : await verifyAnswer(context, person, passkey, response)
  if (verified) return person
  await noteFailure(context, person)
  return failed
}

async function verifyAnswer(
  context: NodeContext,
  person: PersonRecord,
  passkey: PasskeyRow,
  response: AuthenticationResponseJSON,
): Promise<boolean> {
  const { id, origin } = relyingParty(context)
  const now = new Date(context.platform.clock.nowMs())
  return context.database.write(async (tx) => {
    const challenge = await takeChallenge(tx, person.id, 'sign-in', now)
    if (challenge === null) return false
    const verified = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
      },
    }).catch(() => null)
    if (verified === null || !verified.verified) return false
    await setPasskeyCounter(tx, passkey.credentialId, verified.authenticationInfo.newCounter)
    return true
  })
}

async function saveChallenge(
  context: NodeContext,
  personId: string,
  purpose: 'enrol' | 'sign-in',
  challenge: string,
): Promise<void> {
  const expiresAt = new Date(context.platform.clock.nowMs() + CHALLENGE_MS)
  await context.database.write((tx) => setChallenge(tx, { personId, purpose, challenge, expiresAt }))
}
