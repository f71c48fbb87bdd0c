import { Fragment, type ReactNode } from 'react'
import { pieces, type Values } from '../../language/t.ts'

/**
 * A sentence with elements in its gaps: `sentence('Press {{key}} to search', { key: <kbd>/</kbd> })`. The text is a key
 * as for `t`; `values` fills gaps that are plain text.
 */
export function sentence(text: string, elements: Readonly<Record<string, ReactNode>>, values?: Values): ReactNode {
  return pieces(text, Object.keys(elements), values).map((piece, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence stay where they are
    typeof piece === 'string' ? piece : <Fragment key={index}>{elements[piece.gap]}</Fragment>,
  )
}
