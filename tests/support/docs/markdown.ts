import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const project = resolve(import.meta.dirname, '../../..')

/** Every page of the docs, by its path in the project. */
export const pages: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'bench/README.md'],
  ...readdirSync(join(project, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => `docs/${name}`),
]

export const readPage = (page: string): string => readFileSync(join(project, page), 'utf8')

/** A fenced block. */
export interface Block {
  page: string
  /** Where its first line is, from 1. */
  line: number
  /** What stands behind the fence, or nothing. */
  language: string
  text: string
}

export function blocksOf(page: string): Block[] {
  const found: Block[] = []
  let open: { language: string; line: number; lines: string[] } | undefined
  for (const [n, line] of readPage(page).split('\n').entries()) {
    const fence = /^```(\S*)/.exec(line)
    if (!fence) open?.lines.push(line)
    else if (!open) open = { language: fence[1] ?? '', line: n + 2, lines: [] }
    else {
      found.push({ page, line: open.line, language: open.language, text: open.lines.join('\n') })
      open = undefined
    }
  }
  if (open) throw new Error(`${page}: the block of line ${open.line - 1} does not end.`)
  return found
}

/** The text without its fenced blocks and, if so wanted, without code in lines. */
export const proseOf = (page: string): string => readPage(page).replaceAll(/^```.*?^```$/gms, '')

/** Code within lines, as it is shown. */
export const codeInLines = (page: string): string[] =>
  [...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!)

/** The commands of a block for a shell, one for each line, without remarks. */
export const commandsOf = ({ text }: Block): string[] =>
  text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#(?![^"]*"[^"]*$).*$/, '').trim())
    .filter((line) => line !== '')

/** What GitHub calls the headings of a page. */
export function anchorsOf(page: string): Set<string> {
  const seen = new Map<string, number>()
  const anchors = [...proseOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, title]) => {
    const slug = title!
      .trim()
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-')
    const times = seen.get(slug) ?? 0
    seen.set(slug, times + 1)
    return times === 0 ? slug : `${slug}-${times}`
  })
  return new Set(anchors)
}

/** Where the links and pictures of a page lead. */
export const linksOf = (page: string): string[] =>
  [
    ...proseOf(page)
      .replaceAll(/`[^`\n]*`/g, '``')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, to]) => to!)

export const isThere = (path: string): boolean => existsSync(join(project, path))
