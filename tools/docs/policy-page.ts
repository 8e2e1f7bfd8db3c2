import { ACTIONS, POLICY, RELATIONS, type Relation, ROLES, type Rule } from '@homeward/core'
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
  return `${[HEAD, ...rows, '', '## By role', '', ...byRole].join('\n')}\n`
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
