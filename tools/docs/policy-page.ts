import {
  ACT_RULES,
  ACTIONS,
  ACTS,
  POLICY,
  RELATIONS,
  type Relation,
  ROLES,
  type Rule,
  type Voice,
} from '@homeward/core'
import type { DocsPart } from './problem.ts'

/** Where the page stands. */
export const POLICY_PAGE = 'docs/policy.md'

/** Compares the page with the policy that the program decides by. */
export function checkPolicyPage(page: string | undefined): DocsPart {
  const current = page === writePolicyPage()
  const problem = `${POLICY_PAGE} differs from the policy in core/src/access/policy-table.ts: run npm run docs`
  return { looked: ACTIONS.length, problems: current ? [] : [problem] }
}

/** The policy as a page that an auditor can read. */
export function writePolicyPage(): string {
  const byRole = ROLES.map((role) => {
    const actions = ACTIONS.filter((action) => holds(POLICY[action], role)).map((action) => `\`${action}\``)
    return `- **${role}**: ${actions.join(', ')}`
  })
  const rows = ACTIONS.map((action) => {
    const rule = POLICY[action]
    const roles = rule.roles === 'everyone' ? 'everyone' : rule.roles.join(', ')
    return `| \`${action}\` | ${rule.what} | ${roles} | ${relationsOf(rule)} | ${rule.obligations.join(', ')} |`
  })
  const acts = ACTS.map((act) => {
    const { what, ask, approve } = ACT_RULES[act]
    return `| \`${act}\` | ${what} | ${voicesOf(ask)} | ${voicesOf(approve)} |`
  })
  return `${[HEAD, ...rows, '', '## By role', '', ...byRole, '', FOUR_EYES, ...acts].join('\n')}\n`
}

function voicesOf(voices: readonly Voice[]): string {
  if (voices.length === 0) return 'only by signature, in a unit of one'
  return voices.map(({ role, of }) => (of === 'unit' ? `${role} of the unit` : role)).join(', ')
}

function holds(rule: Rule, role: (typeof ROLES)[number]): boolean {
  return rule.roles === 'everyone' || rule.roles.includes(role)
}

const RELATION_WORDS: Readonly<Record<Relation, string>> = {
  own: 'of the own unit',
  other: 'of a fellow unit',
  none: 'of no unit',
}

function relationsOf(rule: Rule): string {
  return RELATIONS.filter((relation) => rule.relations.includes(relation))
    .map((relation) => RELATION_WORDS[relation])
    .join(', ')
}

const FOUR_EYES = `## Four eyes

What one person alone cannot do. The second is another human being, whose session came by the own credential, who states
the digest of what was shown; a request lapses after three days and when what it is about changes, and what is given out
by it is given once, within a day, to who asked. In a unit of one the second is a person of another body, who signs
(\`docs/spec/approval.md\` has the form). In a trial directory roles hold at once.

| Act | What it is | May ask | May approve |
|---|---|---|---|`

const HEAD = `# Policy

Who may do what, written by \`npm run docs\` from the table that the program decides by and compared with it by
\`npm run check\`. What is not in the table is refused.

An object _of the own unit_ belongs to the person's unit or is the person's own; one _of a fellow unit_ belongs to another unit of
an edition that both are in, or to the edition itself. Whatever stands in no such relation is answered as if it did not
exist, and so is an exhibit or a series whose audience the person is not in.

An allowed action may owe something: _record_, the event is in the ledger before or with the effect; _purpose_, the
person says what for; _meter_, the time of looking is counted where the unit has recorded its legal basis for that, and
nothing is shown once a cap is reached.

| Action | What it is | Roles | On objects | Owes |
|---|---|---|---|---|`
