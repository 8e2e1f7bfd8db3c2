import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { filesUnder, isProgramText, isTest } from '../file-tree.ts'

/** One error code, the files that declare it and the explanation beside it, where there is a plain one. */
export type DeclaredCode = { code: string; files: string[]; because: string }

const ROOMS = /^(core|server|decoder|kernels|cli)\//
const CODE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/
const REFUSING = /^(refusal|refuse|finding)$/
const THROWN = /(Error|Refused)$/
const CODE_NAME = /^code$|_code$|Code$/
const CODE_TYPE = /Codes?$/

type Node = { type: string } & Record<string, unknown>

/**
 * Every code of the form 'area/what' that program text declares: as a property, field, variable or parameter
 * whose name is or ends in `code`, as the first argument of `refusal()`, `refuse()` or `finding()`, as an
 * argument of a new …Error or Refused, or in a type whose name ends in Code.
 */
export async function declaredCodes(root: string): Promise<DeclaredCode[]> {
  const files = await filesUnder(root, (file) => ROOMS.test(file) && isProgramText(file) && !isTest(file))
  const found = new Map<string, DeclaredCode>()
  for (const file of files) {
    const text = await readFile(path.join(root, file), 'utf8')
    for (const { code, because } of codesIn(file, text)) {
      const known = found.get(code) ?? { code, files: [], because: '' }
      if (!known.files.includes(file)) known.files.push(file)
      if (known.because === '') known.because = because
      found.set(code, known)
    }
  }
  return [...found.values()].sort((left, right) => (left.code < right.code ? -1 : 1))
}

function codesIn(file: string, text: string): { code: string; because: string }[] {
  const codes: { code: string; because: string }[] = []
  const add = (value: unknown, because: unknown = null): void => {
    for (const code of literalsIn(value)) {
      if (CODE.test(code)) codes.push({ code, because: plainText(because) })
    }
  }
  const visitor = new Visitor({
    ObjectExpression: (node) => {
      const properties = (node.properties as unknown as Node[]).filter((one) => one.type === 'Property')
      const because = properties.find((one) => nameOf(one.key) === 'because')?.value
      for (const one of properties) {
        if (CODE_NAME.test(nameOf(one.key))) add(one.value, because)
      }
    },
    PropertyDefinition: (node) => {
      if (!CODE_NAME.test(nameOf(node.key))) return
      add(node.value)
      add(node.typeAnnotation)
    },
    TSPropertySignature: (node) => {
      if (CODE_NAME.test(nameOf(node.key))) add(node.typeAnnotation)
    },
    VariableDeclarator: (node) => {
      if (node.id.type === 'Identifier' && CODE_NAME.test(node.id.name)) add(node.init)
    },
    AssignmentPattern: (node) => {
      if (node.left.type === 'Identifier' && CODE_NAME.test(node.left.name)) add(node.right)
    },
    TSTypeAliasDeclaration: (node) => {
      if (CODE_TYPE.test(node.id.name)) add(node.typeAnnotation)
    },
    CallExpression: (node) => {
      const name = node.callee.type === 'Identifier' ? node.callee.name : ''
      if (REFUSING.test(name)) add(node.arguments[0], node.arguments[1])
      if (node.callee.type === 'Super') add(node.arguments[0], node.arguments[1])
    },
    NewExpression: (node) => {
      const name = node.callee.type === 'Identifier' ? node.callee.name : ''
      if (!THROWN.test(name)) return
      for (const one of node.arguments) {
        add(
          one,
          node.arguments.find((other) => other !== one),
        )
      }
    },
  })
  visitor.visit(parseSync(file, text).program)
  return codes
}

/** The string literals of a value or type: itself, the arms of a condition, the members of a union. */
function literalsIn(value: unknown): string[] {
  const node = (value ?? { type: '' }) as Node
  if (node.type === 'Literal') return typeof node.value === 'string' ? [node.value] : []
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate].flatMap(literalsIn)
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression')
    return literalsIn(node.expression)
  if (node.type === 'TSTypeAnnotation') return literalsIn(node.typeAnnotation)
  if (node.type === 'TSLiteralType') return literalsIn(node.literal)
  if (node.type === 'TSUnionType') return (node.types as unknown[]).flatMap(literalsIn)
  return []
}

function plainText(value: unknown): string {
  const node = (value ?? { type: '' }) as Node
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type === 'TemplateLiteral') {
    return (node.quasis as { value: { cooked: string | null } }[]).map((part) => part.value.cooked).join('…')
  }
  if (node.type === 'BinaryExpression') return `${plainText(node.left)}${plainText(node.right)}`
  return ''
}

function nameOf(key: unknown): string {
  const { name, value } = key as { name?: string; value?: unknown }
  return name ?? String(value)
}
