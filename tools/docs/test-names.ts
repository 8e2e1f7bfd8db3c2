import { parseSync, Visitor } from 'oxc-parser'

const NAMING = ['it', 'test']

/**
 * The names of the tests in a file, as its text has them: a template keeps its `${…}`. What is skipped or still to be
 * written is no test.
 */
export function testNamesIn(file: string, text: string): Set<string> {
  const names = new Set<string>()
  const visitor = new Visitor({
    CallExpression: (node) => {
      const { callee, arguments: given } = node
      if (callee.type !== 'Identifier' || !NAMING.includes(callee.name)) return
      const [name] = given
      if (name?.type === 'Literal' && typeof name.value === 'string') names.add(name.value)
      if (name?.type === 'TemplateLiteral') names.add(text.slice(name.start + 1, name.end - 1))
    },
  })
  visitor.visit(parseSync(file, text).program)
  return names
}
