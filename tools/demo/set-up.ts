import { type DemoNode, EDITION, unlessThere } from './node.ts'

const ADMINISTRATOR = 'administrator'

/** The units of the demonstration edition with the names of their countries. */
export const UNITS: Readonly<Record<string, string>> = {
  AU: 'Australia',
  AT: 'Austria',
  CA: 'Canada',
  HR: 'Croatia',
  DK: 'Denmark',
  EE: 'Estonia',
  FR: 'France',
  DE: 'Germany',
  IT: 'Italy',
  NL: 'Netherlands',
  RO: 'Romania',
  ES: 'Spain',
  SE: 'Sweden',
  GB: 'United Kingdom',
  US: 'United States',
}
/** The unit that runs the edition; its desk roles are there to be tried. */
export const HOST_UNIT = 'HUB'
export const REGISTRY_UNIT = 'REGISTRY'

/** One person a role, by the code that signs in. */
export const ROLE_PERSONS: Readonly<Record<string, string>> = {
  specialist: 'NL-specialist',
  coordinator: 'HUB-coordinator',
  'central-analyst': 'HUB-analyst',
  'release-officer': 'NL-release',
  'contact-point': 'NL-contact',
  supervisor: 'NL-supervisor',
  auditor: 'HUB-auditor',
  administrator: ADMINISTRATOR,
}

/** Makes units, persons and the edition, once. */
export async function setUpEdition(node: DemoNode): Promise<void> {
  const administrator = node.as(ADMINISTRATOR)
  const unit = (body: Record<string, string>): Promise<void> =>
    unlessThere(administrator.post('/api/units', body))
  const person = (code: string, name: string, of: string, role: string): Promise<void> =>
    unlessThere(administrator.post('/api/persons', { code, name, unit: of, roles: [role] }))
  for (const [code, country] of Object.entries(UNITS)) {
    await unit({
      code,
      name: `National unit of ${country}`,
      contact: `contact-point@${code.toLowerCase()}.example`,
    })
    await person(`${code}-specialist`, `Specialist ${code}`, code, 'specialist')
  }
  await unit({ code: HOST_UNIT, name: 'Task force host', kind: 'international', contact: 'desk@hub.example' })
  await unit({ code: REGISTRY_UNIT, name: 'International series registry', kind: 'international' })
  await person(`${REGISTRY_UNIT}-specialist`, 'Registry officer', REGISTRY_UNIT, 'specialist')
  for (const [role, code] of Object.entries(ROLE_PERSONS)) {
    if (role === 'administrator' || role === 'specialist') continue
    await person(code, `Demonstration ${role}`, code.slice(0, code.indexOf('-')), role)
  }
  await unlessThere(
    administrator.post('/api/editions', {
      code: EDITION,
      name: 'VIDTF demonstration',
      purpose: 'Victim identification, demonstration with drawn scenes',
      units: [...Object.keys(UNITS), HOST_UNIT],
    }),
  )
}
