import { type Tube, tubeCounters, tubeGauges } from '../../contract/tunnel.ts'

const figures = Object.fromEntries(
  [...tubeGauges, ...tubeCounters].map((name) => [name, name === 'rttMs' ? -1 : 0]),
) as Pick<Tube, (typeof tubeGauges)[number] | (typeof tubeCounters)[number]>

/** What is shown of a tube of which the engine knows nothing. */
export const noTube: Omit<Tube, 'id' | 'by' | 'peerId' | 'peerName' | 'state' | 'since'> = {
  words: '',
  proven: false,
  code: '',
  link: '',
  stack: '',
  path: 'unknown',
  pair: '',
  lanes: 0,
  resumes: 0,
  windowBytes: 0,
  inFlightBytes: 0,
  ...figures,
  retryAt: 0,
  problem: '',
  faultCode: '',
}
