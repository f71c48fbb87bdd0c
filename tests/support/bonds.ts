import {
  type Bond,
  type BondInput,
  type BondSnapshot,
  bondSchema,
  type LinkSnapshot,
  linkColumns,
  type Receiver,
  type ReceiverInput,
  receiverSchema,
} from '../../src/contract/index.ts'

let count = 0

/** A complete bond; what is not given is made up, with a listening port of its own. */
export function bond(given: Partial<BondInput> & { id?: string } = {}): Bond {
  count++
  return bondSchema.parse({
    id: `b${count}`,
    name: `bond ${count}`,
    listen: { host: '127.0.0.1', port: 40_000 + (count % 10_000) },
    receiver: { host: '192.0.2.1', port: 5000 },
    ...given,
  })
}

/** The same for a receiver. */
export function receiver(given: Partial<ReceiverInput> & { id?: string } = {}): Receiver {
  count++
  return receiverSchema.parse({
    id: `v${count}`,
    name: `receiver ${count}`,
    listen: { host: '127.0.0.1', port: 50_000 + (count % 10_000) },
    target: { host: '192.0.2.2', port: 4001 },
    ...given,
  })
}

/** A link in good order that has done nothing yet. */
export const linkSnapshot = (id: string, given: Partial<LinkSnapshot> = {}): LinkSnapshot => ({
  id,
  label: '',
  interface: id,
  kind: 'cellular',
  address: '192.0.2.10',
  gateway: '',
  state: 'live',
  since: 0,
  weight: 100,
  metered: false,
  share: 0,
  ...(Object.fromEntries(linkColumns.map((name) => [name, 0])) as Pick<
    LinkSnapshot,
    (typeof linkColumns)[number]
  >),
  rttMinMs: 0,
  dayBytes: 0,
  monthBytes: 0,
  dailyCap: 0,
  monthlyCap: 0,
  routing: 'ok',
  impairment: null,
  far: null,
  ...given,
})

export const bondSnapshot = (
  id: string,
  links: LinkSnapshot[],
  given: Partial<BondSnapshot> = {},
): BondSnapshot => ({
  id,
  state: 'live',
  problem: '',
  verdict: { level: 'good', text: '', evidence: [] },
  caller: '127.0.0.1:50000',
  receiver: '192.0.2.1:5000',
  farIsHawser: false,
  datagrams: 'dgram',
  datagramsReason: '',
  bitrate: 0,
  packets: 0,
  bytes: 0,
  retransmits: 0,
  naks: 0,
  noLink: 0,
  copies: 0,
  refused: 0,
  spared: 0,
  links,
  ...given,
})
