import { Fragment, type ReactNode } from 'react'
import { t, type Values } from '../../language/t.ts'

/** `<b>`, `<em>` and `<code>` of a text, and the marks of gaps. */
const parts = /<(b|em|code)>(.*?)<\/\1>|\ue000(\w+)\ue000/g
const tags = { b: 'strong', em: 'em', code: 'code' } as const

/**
 * A text with more than words in it: `sentence('Press {{key}} to search', { key: <kbd>/</kbd> })`,
 * `sentence('<b>Wait</b>: everything is delivered.')`. The text is a key as for `t`, with `<b>`, `<em>` and `<code>`
 * around words; `values` fills gaps that are plain text, in which those mean nothing.
 */
export function sentence(
  text: string,
  elements: Readonly<Record<string, ReactNode>> = {},
  { count, context, ...values }: Values = {},
): ReactNode {
  const gaps: Readonly<Record<string, ReactNode>> = { ...values, ...elements }
  const marks = Object.fromEntries(Object.keys(gaps).map((name) => [name, `\ue000${name}\ue000`]))
  const filled = t(text, {
    ...marks,
    ...(count !== undefined && { count }),
    ...(context !== undefined && { context }),
  })
  return fill(filled, gaps)
}

function fill(text: string, gaps: Readonly<Record<string, ReactNode>>): ReactNode[] {
  const found: ReactNode[] = []
  let at = 0
  for (const match of text.matchAll(parts)) {
    const [whole, tag, words = '', gap = ''] = match
    found.push(text.slice(at, match.index))
    const Tag = tags[tag as keyof typeof tags]
    found.push(<Fragment key={match.index}>{Tag ? <Tag>{fill(words, gaps)}</Tag> : gaps[gap]}</Fragment>)
    at = match.index + whole.length
  }
  found.push(text.slice(at))
  return found
}
