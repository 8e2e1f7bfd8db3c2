import { isRefusal, type Refusal } from '@homeward/core'
import { addEdition, addPerson, addUnit } from './access/administration.ts'
import type { NodeContext } from './node-context.ts'

/** The person who runs the system, and the body that it belongs to; it reads no case content. */
export const ADMINISTRATOR = 'administrator'
const ADMINISTRATION_UNIT = 'ADMIN'

export interface QuickSetup {
  readonly unit: string
  readonly edition: string
}

export interface Setup {
  readonly administrator: string
  /** One-time link token of the first administrator, or null when there was one already. */
  readonly token: string | null
  readonly specialist: string | null
}

/**
 * Makes the first administrator, once. With `quick` also a unit, its specialist and an edition, so that a trial
 * directory can be used at once. Doing it again changes nothing.
 */
export async function setUp(context: NodeContext, quick: QuickSetup | null): Promise<Setup | Refusal> {
  return context.database.write(async (tx, record) => {
    const by = { platform: context.platform, actor: { system: 'set-up' }, tx, record }
    const unit = await addUnit(by, {
      code: ADMINISTRATION_UNIT,
      name: 'Administration of this node',
      kind: 'international',
    })
    let token: string | null = null
    if (!isRefusal(unit)) {
      const person = await addPerson(by, {
        code: ADMINISTRATOR,
        name: 'Administrator',
        unit: ADMINISTRATION_UNIT,
        roles: ['administrator'],
      })
      if (isRefusal(person)) return person
      token = person.token
    }
    const specialist = quick === null ? null : await setUpQuick(by, quick)
    if (isRefusal(specialist)) return specialist
    return { administrator: ADMINISTRATOR, token, specialist }
  })
}

async function setUpQuick(by: Parameters<typeof addUnit>[0], quick: QuickSetup): Promise<string | Refusal> {
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
