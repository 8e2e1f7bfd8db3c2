/** The roles of a person. The administrator runs the system and reads no case content. */
export const ROLES = [
  'coordinator',
  'specialist',
  'central-analyst',
  'release-officer',
  'contact-point',
  'supervisor',
  'auditor',
  'administrator',
] as const

export type Role = (typeof ROLES)[number]

/** True for the spelling of one of the {@link ROLES}. */
export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text)
}
