import type { BondsSnapshot, Receiver, ReceiverSnapshot } from '../contract/bond.ts'
import { formatEndpoint } from '../web/endpoint.ts'
import { clockTime } from './engine-run.ts'
import { count, rateText } from './forward-report.ts'

/** One line of telemetry: everything about the receiver, its groups and their links. */
export type ReceiverSample = { event: 'telemetry'; at: number } & Omit<ReceiverSnapshot, 'id'>

/** Undefined while the engine does not know the receiver. */
export function receiverSampleOf(
  { at, receivers }: BondsSnapshot,
  receiverId: string,
): ReceiverSample | undefined {
  const found = receivers.find(({ id }) => id === receiverId)
  if (found === undefined) return undefined
  const { id: _, ...receiver } = found
  return { event: 'telemetry', at, ...receiver }
}

export const receiverListeningLine = (receiver: Receiver) => ({
  event: 'listening',
  listen: formatEndpoint(receiver.listen),
  target: formatEndpoint(receiver.target),
  pid: process.pid,
})

export const receiverListeningText = ({ listen, target }: Receiver) =>
  `Receiving SRTLA on ${formatEndpoint(listen)} → SRT to ${formatEndpoint(target)}. Ctrl+C stops.`

export function receiverSampleText({ at, state, bitrate, groups, groupsTotal }: ReceiverSample): string {
  const shown = groups.map(
    ({ id, bitrate, links, missing }) =>
      `${id} ${rateText(bitrate)} over ${count(links.length, 'link')}${missing > 0 ? `, ${missing} missing` : ''}`,
  )
  const parts = [state, rateText(bitrate), [count(groupsTotal, 'stream'), ...shown].join('; ')]
  return `${clockTime(at)} ${parts.join(' · ')}`
}
