import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

/** A text that is looked up, or one that stands in the source as it is, and where. */
export interface SourceText {
  text: string
  file: string
  line: number
}

export interface SourceTexts {
  /** Keys that are given to `t`, `sentence` and `translated`. */
  keys: SourceText[]
  /** Texts for people that are shown without being looked up. */
  bare: SourceText[]
  /** Calls whose key is not written out, so that nobody can tell which it is. */
  unknown: SourceText[]
  /** Texts that are looked up while a module is loaded, which a change of the language does not reach. */
  early: SourceText[]
}

type Node = { type: string; start: number; end: number } & Record<string, unknown>

/** Attributes whose value people read or hear. */
const shown = new Set([
  ...['title', 'label', 'alt', 'placeholder', 'aria-label', 'aria-description', 'aria-valuetext'],
  ...[
    'hint',
    'note',
    'name',
    'word',
    'meaning',
    'legend',
    'lead',
    'text',
    'save',
    'failed',
    'waiting',
    'keep',
    'confirm',
  ],
])

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

const literal = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined
  if (node.type === 'TemplateLiteral' && (node['expressions'] as unknown[]).length === 0)
    return ((node['quasis'] as Node[])[0]!['value'] as { cooked: string }).cooked
  return undefined
}

/**
 * All texts of the TypeScript sources below the folders, by their syntax trees. `tables`: folders and files whose texts
 * are looked up elsewhere, with the properties that hold them, or with the name of the table that holds nothing else;
 * what lies below `words` is a text by itself.
 */
export function sourceTexts(
  root: string,
  folders: readonly string[],
  tables: Readonly<Record<string, readonly string[] | string>> = {},
): SourceTexts {
  const found: SourceTexts = { keys: [], bare: [], unknown: [], early: [] }
  for (const [place, fields] of Object.entries(tables)) {
    const files = place.endsWith('.ts')
      ? [place]
      : readdirSync(join(root, place)).map((path) => join(place, path))
    for (const file of files.sort()) readTable(root, file, fields, found)
  }
  for (const folder of folders)
    for (const path of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort())
      if (/\.tsx?$/.test(path)) read(root, join(folder, path), found)
  return found
}

function parse(root: string, file: string): { code: string; program: unknown } {
  const code = readFileSync(join(root, file), 'utf8')
  const { program, errors } = parseSync(file, code)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`)
  return { code, program }
}

function readTable(root: string, file: string, fields: readonly string[] | string, found: SourceTexts): void {
  const { code, program } = parse(root, file)
  const visit = (node: unknown, isSaid: boolean): void => {
    if (Array.isArray(node)) for (const each of node) visit(each, isSaid)
    if (!isNode(node)) return
    if (node.type === 'VariableDeclarator' && typeof fields === 'string') {
      visit(node['init'], (node['id'] as Node)['name'] === fields)
    } else if (node.type === 'Property') {
      const key = node['key'] as Node
      const name = (key['name'] ?? key['value']) as string
      const text = literal(node['value'])
      const isField = typeof fields !== 'string' && fields.includes(name)
      if (text === undefined) visit(node['value'], isSaid || name === 'words')
      else if ((isSaid || isField) && text !== '')
        found.keys.push({ text, file, line: code.slice(0, node.start).split('\n').length })
    } else for (const value of Object.values(node)) if (typeof value === 'object') visit(value, isSaid)
  }
  visit(program, false)
}

function read(root: string, file: string, found: SourceTexts): void {
  const { code, program } = parse(root, file)
  const at = (node: Node, text: string): SourceText => ({
    text,
    file,
    line: code.slice(0, node.start).split('\n').length,
  })

  function visit(node: unknown, late: boolean): void {
    if (Array.isArray(node)) {
      for (const each of node) visit(each, late)
      return
    }
    if (!isNode(node)) return
    if (node.type === 'JSXText') bare(node, String(node['value']))
    if (node.type === 'JSXOpeningElement' && /^[a-z]/.test(String((node['name'] as Node)['name'])))
      // The name of a form field is none for people.
      node['attributes'] = (node['attributes'] as Node[]).filter(
        ({ name }) => !isNode(name) || name['name'] !== 'name',
      )
    if (node.type === 'JSXAttribute') {
      const name = (node['name'] as Node)['name'] as string
      const value = literal(node['value'])
      if (value !== undefined && shown.has(name)) bare(node, value)
    }
    if (node.type === 'JSXExpressionContainer') {
      const value = literal(node['expression'])
      if (value !== undefined) bare(node, value)
    }
    if (node.type === 'CallExpression') {
      const callee = node['callee'] as Node
      const called = callee.type === 'Identifier' ? (callee['name'] as string) : ''
      const [first, ...rest] = node['arguments'] as Node[]
      if (called === 't' || called === 'sentence') {
        look(node, first!, rest[0], late)
        visit(rest, late)
        return
      }
      if (called === 'translated')
        table(
          first!,
          rest.map((field) => literal(field) ?? ''),
        )
    }
    const inside = late || /Function|^MethodDefinition$/.test(node.type)
    for (const [key, value] of Object.entries(node))
      if (typeof value === 'object' && !/^type(Annotation|Arguments|Parameters)$|^returnType$/.test(key))
        visit(value, inside)
  }

  function bare(node: Node, text: string): void {
    const words = text.replace(/\s+/g, ' ').trim()
    if (/\p{L}{2}/u.test(words)) found.bare.push(at(node, words))
  }

  function look(node: Node, key: Node, values: Node | undefined, late: boolean): void {
    const texts = key.type === 'ConditionalExpression' ? [key['consequent'], key['alternate']] : [key]
    for (const each of texts) {
      const text = literal(each)
      if (text === undefined) found.unknown.push(at(node, code.slice(node.start, node.end)))
      else found.keys.push(at(node, text + contextOf(values)))
    }
    if (!late) found.early.push(at(node, literal(key) ?? ''))
  }

  function contextOf(values: Node | undefined): string {
    if (values?.type !== 'ObjectExpression') return ''
    const property = (values['properties'] as Node[]).find(
      ({ key }) => isNode(key) && (key['name'] ?? key['value']) === 'context',
    )
    const context = property && literal(property['value'])
    return context === undefined ? '' : `_${context}`
  }

  function table(node: unknown, fields: readonly string[]): void {
    if (Array.isArray(node)) {
      for (const each of node) table(each, fields)
      return
    }
    if (!isNode(node) || /Function|^JSX/.test(node.type)) return
    if (node.type === 'Property') {
      const key = node['key'] as Node
      const text = literal(node['value'])
      if (text !== undefined) {
        const isSaid = fields.length === 0 || fields.includes((key['name'] ?? key['value']) as string)
        if (isSaid && text !== '') found.keys.push(at(node, text))
        return
      }
    }
    if (node.type === 'ArrayExpression' && fields.length === 0)
      for (const each of node['elements'] as unknown[]) {
        const text = literal(each)
        if (text) found.keys.push(at(node, text))
      }
    for (const value of Object.values(node)) if (typeof value === 'object') table(value, fields)
  }

  visit(program, false)
}
