import type { Impairment } from '../../contract/bond.ts'
import type { EngineEvent } from '../../contract/events.ts'

/** Tells an event of one bond or receiver; date and bond are added on the way. */
export type TellBond = (event: Omit<EngineEvent, 'at' | 'bondId'>) => void

type Wording = readonly [EngineEvent['level'], (bond: string, link: string, detail: string) => string]

const stripped = (text: string) => text.replace(/\.$/, '')
const withDetail = (text: string, detail: string) => (detail === '' ? `${text}.` : `${text}: ${detail}.`)

/** How what the scheduler tells is said to a person. */
const wordings: Record<string, Wording> = {
  'link-up': ['info', (bond, link) => `${bond}: ${link} is up.`],
  'link-down': ['warning', (bond, link) => `${bond}: ${link} is down; nothing is heard on it.`],
  'link-stalled': [
    'warning',
    (bond, link, detail) => withDetail(`${bond}: ${link} takes packets that nobody acknowledges`, detail),
  ],
  'link-recovered': ['info', (bond, link) => `${bond}: ${link} delivers again.`],
  'all-links-down': ['error', (bond) => `${bond}: every link is down.`],
  'test-started': ['info', (bond, link, detail) => `${bond}: a test of ${link} begins: ${detail}.`],
  'test-ended': ['info', (bond, link) => `${bond}: the test of ${link} is over.`],
  'link-absent': [
    'warning',
    (bond, link, detail) => withDetail(`${bond}: ${link} is gone`, stripped(detail)),
  ],
  'link-misrouted': ['warning', (bond, _, detail) => `${bond}: ${detail}`],
  'link-cap-near': [
    'warning',
    (bond, link, detail) => `${bond}: ${link} has used over 80 % of its data cap (${detail}).`,
  ],
  'link-capped': [
    'error',
    (bond, link, detail) => `${bond}: ${link} has reached its data cap and is switched off (${detail}).`,
  ],
  'bond-registered': ['info', (bond) => `${bond}: the receiver has accepted the bond.`],
  'receiver-silent': ['error', (bond) => `${bond}: the receiver does not answer on any link.`],
  'receiver-refused': [
    'error',
    (bond, _, detail) => withDetail(`${bond}: the receiver refuses the registration`, detail),
  ],
  'receiver-busy': ['warning', (bond) => `${bond}: the receiver has no room for it now; it is asked again.`],
  'receiver-restarted': [
    'warning',
    (bond) => `${bond}: the receiver has forgotten the bond; it is registered anew.`,
  ],
  'caller-connected': ['info', (bond) => `${bond}: the SRT caller is connected.`],
  'caller-replaced': ['warning', (bond) => `${bond}: another program took over as the SRT caller.`],
  'caller-refused': [
    'warning',
    (bond) => `${bond}: a second SRT caller sends to the port; the first keeps it.`,
  ],
  'caller-gone': ['info', (bond) => `${bond}: the SRT caller has left.`],
}

/** `12 % loss, 80 ms more each way` */
export function impairmentText({ cut, loss, delayMs, rate }: Impairment): string {
  if (cut) return 'cut'
  const parts = [
    loss > 0 && `${Math.round(loss * 100)} % loss`,
    delayMs > 0 && `${delayMs} ms more each way`,
    rate > 0 && `${((rate * 8) / 1e6).toFixed(1)} Mbit/s at most`,
  ]
  return parts.filter((part) => part !== false).join(', ') || 'nothing changed'
}

/** The event for a code of the scheduler; `link` is the link's id and `shown` its name for people, empty for none. */
export function bondEvent(
  code: string,
  bond: string,
  link: string,
  shown: string,
  detail = '',
): Omit<EngineEvent, 'at' | 'bondId'> {
  const [level, text] = wordings[code] ?? ['info', () => withDetail(`${bond}: ${code}`, detail)]
  return { level, code, text: text(bond, shown, detail), ...(link !== '' && { link }) }
}
