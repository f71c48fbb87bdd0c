import { linkLimit, type Opened } from '../contract/shell.ts'
import { formatPairingLink, readPairing } from '../host/peers/pairing-code.ts'
import { t } from '../language/t.ts'
import { formatLink, readCode } from '../transfer/code/code.ts'
import { Fault } from '../wire/fault.ts'

export const linkScheme = 'hawser'

/** The fields of each link; those of `many` may be there up to four times. */
const shapes = {
  pair: { once: ['id', 's'], many: 'a' },
  receive: { once: ['code'], many: 'at' },
  tunnel: { once: ['code'], many: 'at' },
} as const
const placeLimit = 4

/** The compact window is opened by the shell; the others are for the page. */
export type DeepLink = Extract<Opened, { link: string }> | { kind: 'compact' }
type CodeKind = keyof typeof shapes

/**
 * The one place where links from outside are read: `hawser://pair|receive|tunnel?…` and `hawser://compact`. What is handed on is made anew from
 * what was understood, so nothing that is not understood gets any further. Throws a fault of code `invalid`.
 */
export function readDeepLink(text: string): DeepLink {
  if (text.length > linkLimit) throw invalid(t('It is too long.'))
  // Desktops put a slash after the name at times.
  if (/^hawser:\/\/compact\/?$/.test(text)) return { kind: 'compact' }
  const match = /^hawser:\/\/(pair|receive|tunnel)\/?\?([!-~]+)$/.exec(text)
  if (match === null)
    throw invalid(
      t('Hawser knows links for pairing, for receiving files, for tunnels and for its compact window.'),
    )
  const kind = match[1] as CodeKind
  const query = match[2] ?? ''
  const { once, many } = shapes[kind]
  const fields = new URLSearchParams(query)
  for (const name of fields.keys())
    if (name !== many && !(once as readonly string[]).includes(name))
      throw invalid(t('It holds something that Hawser does not know.'))
  for (const name of once)
    if (fields.getAll(name).length !== 1) throw invalid(t('A part of it is missing, or there twice.'))
  const places = fields.getAll(many).length
  if (places > placeLimit) throw invalid(t('It names too many addresses.'))
  const { link, understood } = kind === 'pair' ? remadePairing(query) : remadeCode(kind, query)
  if (understood !== places) throw invalid(t('It holds an address that cannot be read.'))
  if (link.length > linkLimit) throw invalid(t('It is too long.'))
  return { kind, link }
}

function remadePairing(query: string) {
  const read = readPairing(`hawser://pair?${query}`)
  if (read.kind !== 'link') throw invalid(t('It is not one for pairing.'))
  return { link: formatPairingLink(read), understood: read.addresses.length }
}

function remadeCode(kind: 'receive' | 'tunnel', query: string) {
  const { text, at = [] } = readCode(`hawser://${kind}?${query}`)
  const purpose = kind === 'receive' ? 'files' : 'tunnel'
  return { link: formatLink({ text, at, purpose }), understood: at.length }
}

const invalid = (why: string) => new Fault('invalid', t('This link cannot be opened. {{why}}', { why }))
