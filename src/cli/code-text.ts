import { renderUnicodeCompact } from 'uqr'
import type { OpenedCode } from '../host/rendezvous/code-signalling.ts'

/** A code and its link as a person reads them; `enter` says where the other side types the code. */
export const codeText = ({ code, link }: OpenedCode, enter: string, isQr: boolean): string =>
  [
    enter,
    '',
    `  ${code}`,
    '',
    `or give it this link: ${link}`,
    ...(isQr ? ['', renderUnicodeCompact(link)] : []),
    '',
    'Whoever has the code first is the one who is connected. Ctrl+C ends it.',
  ].join('\n')
