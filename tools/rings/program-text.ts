import { parseSync, Visitor } from 'oxc-parser'
import { REACHING_GLOBALS } from './privileges.ts'

/** One import, in any of its forms. `target` is null where it is computed and cannot be read. */
export type Import = { target: string | null; typeOnly: boolean; names: string[]; line: number }

/** Something that the rules look for besides imports. */
export type Trait =
  | { kind: 'member'; object: string; name: string; line: number }
  | { kind: 'global'; name: string; start: number; line: number }
  | { kind: 'date-of-now'; line: number }
  | { kind: 'sql'; what: string; line: number }
  | { kind: 'program'; name: string; line: number }

/** What one file says, as far as the rules ask. */
export type ProgramText = { imports: Import[]; traits: Trait[]; errors: string[] }

type Node = { type: string; start: number } & Record<string, unknown>

const QUERY_BUILDERS = ['selectFrom', 'insertInto', 'updateTable', 'deleteFrom', 'mergeInto', 'replaceInto']
const STATEMENT =
  /^\s*(select\s[\s\S]+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|truncate\s+table\s)/i

/** Reads one file. A file that does not parse has `errors`; the caller must not take it as clean. */
export function readProgramText(file: string, text: string): ProgramText {
  const parsed = parseSync(file, text)
  const imports: Import[] = []
  const traits: Trait[] = []
  const lineOf = lineFinder(text)

  const see = (target: unknown, start: number, typeOnly: boolean, names: string[] = []): void => {
    imports.push({ target: literal(target), typeOnly, names, line: lineOf(start) })
  }
  const seeText = (value: string, start: number): void => {
    if (STATEMENT.test(value))
      traits.push({ kind: 'sql', what: 'a statement in a string', line: lineOf(start) })
  }

  // A file's own function or parameter of the name is not the global; one that hands the global on is found.
  const ownNames = new Set<string>()
  const bind = (nodes: readonly unknown[]): void => {
    for (const node of nodes as Node[]) if (node.type === 'Identifier') ownNames.add(nameOf(node))
  }

  // Where a name is a key or a type, it does not stand for the global either.
  const labels = new Set<number>()
  const label = (computed: boolean, name: { start: number }): void => {
    if (!computed) labels.add(name.start)
  }

  const visitor = new Visitor({
    ImportDeclaration: (node) => {
      const names = node.specifiers.flatMap((one) =>
        one.type === 'ImportSpecifier' ? [nameOf(one.imported)] : [],
      )
      for (const one of node.specifiers) ownNames.add(one.local.name)
      const each = node.specifiers.map((one) => one.type === 'ImportSpecifier' && one.importKind === 'type')
      const typeOnly = node.importKind === 'type' || (each.length > 0 && each.every(Boolean))
      see(node.source, node.start, typeOnly, names)
    },
    ExportAllDeclaration: (node) => see(node.source, node.start, node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) see(node.source, node.start, node.exportKind === 'type')
    },
    ImportExpression: (node) => see(node.source, node.start, false),
    TSImportType: (node) => see(node.source, node.start, true),
    CallExpression: (node) => {
      const { callee } = node
      const first = node.arguments[0]
      if (callee.type === 'Identifier') {
        if (callee.name === 'require') see(first, node.start, false)
        // Date() without `new` answers the present time as well, whatever its arguments are.
        if (callee.name === 'Date') traits.push({ kind: 'date-of-now', line: lineOf(node.start) })
      }
      const name = callee.type === 'MemberExpression' ? memberName(callee as unknown as Node) : null
      if (name !== null && QUERY_BUILDERS.includes(name)) {
        traits.push({ kind: 'sql', what: `${name}()`, line: lineOf(node.start) })
      }
      const program = literal(first)
      if (program !== null) traits.push({ kind: 'program', name: program, line: lineOf(node.start) })
    },
    NewExpression: (node) => {
      if (node.callee.type !== 'Identifier') return
      if (node.callee.name === 'Date' && node.arguments.length === 0) {
        traits.push({ kind: 'date-of-now', line: lineOf(node.start) })
      }
    },
    Identifier: (node) => {
      if (!REACHING_GLOBALS.includes(node.name)) return
      traits.push({ kind: 'global', name: node.name, start: node.start, line: lineOf(node.start) })
    },
    Property: (node) => {
      if (!node.computed && !node.shorthand) labels.add(node.key.start)
    },
    MethodDefinition: (node) => label(node.computed, node.key),
    PropertyDefinition: (node) => label(node.computed, node.key),
    TSPropertySignature: (node) => label(node.computed, node.key),
    TSMethodSignature: (node) => label(node.computed, node.key),
    TSTypeReference: (node) => label(false, node.typeName),
    TSTypeQuery: (node) => label(false, node.exprName),
    MemberExpression: (node) => {
      label(node.computed, node.property)
      const name = memberName(node as unknown as Node)
      const object = lastName(node.object as unknown as Node)
      if (name !== null && object !== null)
        traits.push({ kind: 'member', object, name, line: lineOf(node.start) })
    },
    FunctionDeclaration: (node) => bind(node.id === null ? node.params : [node.id, ...node.params]),
    FunctionExpression: (node) => bind(node.params),
    ArrowFunctionExpression: (node) => bind(node.params),
    VariableDeclarator: (node) => {
      if (node.id.type === 'Identifier') ownNames.add(node.id.name)
      if (node.id.type !== 'ObjectPattern' || node.init === null) return
      const object = lastName(node.init as unknown as Node)
      if (object === null) return
      for (const property of node.id.properties) {
        if (property.type !== 'Property') continue
        traits.push({ kind: 'member', object, name: nameOf(property.key), line: lineOf(node.start) })
      }
    },
    TaggedTemplateExpression: (node) => {
      if (node.tag.type === 'Identifier' && node.tag.name === 'sql') {
        traits.push({ kind: 'sql', what: 'a sql template', line: lineOf(node.start) })
      }
    },
    Literal: (node) => {
      if (typeof node.value === 'string') seeText(node.value, node.start)
    },
    TemplateLiteral: (node) => {
      seeText(node.quasis.map((part) => part.value.cooked ?? '').join('x'), node.start)
    },
  })
  visitor.visit(parsed.program)
  const global = traits.filter(
    (one) => one.kind !== 'global' || !(ownNames.has(one.name) || labels.has(one.start)),
  )
  return { imports, traits: global, errors: parsed.errors.map((error) => error.message) }
}

function literal(node: unknown): string | null {
  const { type, value, quasis } = (node ?? {}) as {
    type?: string
    value?: unknown
    quasis?: { value: { cooked: string | null } }[]
  }
  if (type === 'Literal' && typeof value === 'string') return value
  if (type === 'TemplateLiteral' && quasis?.length === 1) return quasis[0]?.value.cooked ?? null
  return null
}

function nameOf(node: unknown): string {
  const { name, value } = node as { name?: string; value?: unknown }
  return name ?? String(value)
}

function memberName(node: Node): string | null {
  if (node.computed === true) return literal(node.property)
  return nameOf(node.property)
}

/** The name by which an expression ends: `crypto` for `crypto`, `globalThis.crypto` and `this.crypto`. */
function lastName(node: Node): string | null {
  if (node.type === 'Identifier') return nameOf(node)
  if (node.type === 'MemberExpression') return memberName(node)
  return null
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
}
