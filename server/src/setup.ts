import { draftEvent, isRefusal, type Refusal, ROLES, refuse } from '@homeward/core'
import { addEdition, addPerson, addUnit } from './access/administration.ts'
import { unitByCode } from './access/directory-store.ts'
import { makeSolo, registerApprover } from './access/outside-approver-store.ts'
import { readPublicKey } from './access/ssh-signature.ts'
import { newIdentifier } from './identifier.ts'
import type { NodeContext } from './node-context.ts'

/** The person who runs the system, and the body that it belongs to; it reads no case content. */
export const ADMINISTRATOR = 'administrator'
/** Where a role is given, another administrator has to agree from the first day on. */
const SECOND_ADMINISTRATOR = 'administrator-2'
const ADMINISTRATION_UNIT = 'ADMIN'

export interface QuickSetup {
  readonly unit: string
  readonly edition: string
}

/** A unit of one: the person holds all roles, and somebody of another body approves by signature. */
export interface SoloSetup {
  readonly unit: string
  readonly approver: { readonly name: string; readonly body: string; readonly publicKey: string }
}

export interface Setup {
  readonly administrator: string
  /** One-time link tokens of the first persons who can give roles, none where they were there already. */
  readonly links: readonly { readonly person: string; readonly token: string }[]
  readonly specialist: string | null
}

type Administration = Parameters<typeof addUnit>[0]

/**
 * Makes the first administrators, once: two of them, because nobody gives a role alone; one in a trial directory, where
 * roles hold at once. With `quick` also a unit, its specialist and an edition, so that a trial directory can be used at
 * once. With `solo` a unit of one in their place. Doing it again changes nothing.
 */
export async function setUp(
  context: NodeContext,
  quick: QuickSetup | null,
  solo: SoloSetup | null = null,
): Promise<Setup | Refusal> {
  return context.database.write(async (tx, record) => {
    const by = { platform: context.platform, actor: { system: 'set-up' }, tx, record }
    const unit = await addUnit(by, {
      code: ADMINISTRATION_UNIT,
      name: 'Administration of this node',
      kind: 'international',
    })
    const links: { person: string; token: string }[] = []
    if (!isRefusal(unit)) {
      const made = solo === null ? await setUpAdministrators(by, context) : await setUpSolo(by, solo)
      if (isRefusal(made)) return made
      links.push(...made)
    }
    const specialist = quick === null ? null : await setUpQuick(by, quick)
    if (isRefusal(specialist)) return specialist
    return { administrator: solo === null ? ADMINISTRATOR : soloPerson(solo.unit), links, specialist }
  })
}

async function setUpAdministrators(
  by: Administration,
  { directory }: NodeContext,
): Promise<Setup['links'] | Refusal> {
  const links: { person: string; token: string }[] = []
  for (const code of directory.isTrial ? [ADMINISTRATOR] : [ADMINISTRATOR, SECOND_ADMINISTRATOR]) {
    const name = code === ADMINISTRATOR ? 'Administrator' : 'Second administrator'
    const person = { code, name, unit: ADMINISTRATION_UNIT, roles: ['administrator'] }
    const made = await addPerson(by, person)
    if (isRefusal(made)) return made
    links.push({ person: code, token: made.token })
  }
  return links
}

function soloPerson(unit: string): string {
  return `${unit}-solo`
}

async function setUpSolo(
  by: Administration,
  { unit: code, approver }: SoloSetup,
): Promise<Setup['links'] | Refusal> {
  const key = readPublicKey(approver.publicKey)
  if (key === null) {
    return refuse('approver/key', 'Expected one line of an Ed25519 public key of OpenSSH (ssh-ed25519 …).')
  }
  const made = await addUnit(by, { code })
  if (isRefusal(made)) return made
  const unit = await unitByCode(by.tx, code)
  if (unit === null) return refuse('unit/unknown', `There is no unit ${code}.`)
  await makeSolo(by.tx, unit.id)
  const id = newIdentifier(by.platform, 'approver')
  const at = new Date(by.platform.clock.nowMs())
  await registerApprover(by.tx, { id, unitId: unit.id, ...approver, at })
  await by.record(
    draftEvent('access/approver-named', {
      actor: by.actor,
      objects: { approver: id, unit: unit.id },
      facts: { key: key.fingerprint, solo: true },
    }),
  )
  const person = { code: soloPerson(code), name: `${code}, a unit of one`, unit: code, roles: [...ROLES] }
  const added = await addPerson(by, person)
  return isRefusal(added) ? added : [{ person: added.code, token: added.token }]
}

async function setUpQuick(by: Administration, quick: QuickSetup): Promise<string | Refusal> {
  const specialist = `${quick.unit}-specialist`
  const made = [
    await addUnit(by, { code: quick.unit }),
    await addPerson(by, {
      code: specialist,
      name: `${quick.unit} specialist`,
      unit: quick.unit,
      roles: ['specialist'],
    }),
    await addEdition(by, { code: quick.edition, units: [quick.unit] }),
  ]
  const refusal = made.filter(isRefusal).find((one) => !one.code.endsWith('/exists'))
  return refusal ?? specialist
}
