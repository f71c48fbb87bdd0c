import type { Verdict } from '../../contract/forward.ts'
import { thresholds } from '../../contract/thresholds.ts'

/** What was measured of one rule. */
export interface Facts {
  connections: number
  holding: number
  targetName: string
  /** The viewer with most bytes waiting. */
  slowest: { source: string; waiting: number; behindMs: number; stalled: boolean } | undefined
  /** From TCP_INFO where the system tells: which side limits the slowest viewer's connection. */
  limitedBy: 'viewer' | 'network' | 'unknown'
  ingressLatenessMs: number
  stalledStreams: number
  loopDelayMs: number
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

/** Which side is at fault when the picture is late, and how one knows. Pure: facts in, sentence out. */
export function judge(facts: Facts): Verdict {
  const { slowest } = facts
  const none = (text: string): Verdict => ({ side: 'none', text, evidence: [] })
  if (facts.holding > 0)
    return {
      side: 'camera',
      text: `The target ${facts.targetName} is away; ${facts.holding} ${facts.holding === 1 ? 'viewer is' : 'viewers are'} held until it is back.`,
      evidence: [],
    }
  if (facts.connections === 0) return none('Nobody is connected.')
  if (facts.loopDelayMs > thresholds.loopDelayMs.bad)
    return {
      side: 'hawser',
      text: `This machine is too busy: Hawser itself runs ${Math.round(facts.loopDelayMs)} ms late.`,
      evidence: [`its own timer came ${facts.loopDelayMs.toFixed(0)} ms late`],
    }
  if (slowest && (slowest.stalled || slowest.waiting > thresholds.viewerQueueBytes.poor)) {
    const behind = slowest.behindMs > 0 ? `, ${seconds(slowest.behindMs)} behind` : ''
    const evidence = [`${megabytes(slowest.waiting)} wait for ${slowest.source}`]
    if (facts.limitedBy === 'network')
      return {
        side: 'tunnel',
        text: `The network towards ${slowest.source} is congested: ${megabytes(slowest.waiting)} waiting${behind}.`,
        evidence: [...evidence, 'TCP: limited by loss or congestion window'],
      }
    if (facts.limitedBy === 'viewer') evidence.push("TCP: limited by the viewer's receive window")
    return {
      side: 'viewer',
      text: `Viewer ${slowest.source} is slow: ${megabytes(slowest.waiting)} waiting${behind}.`,
      evidence,
    }
  }
  if (facts.stalledStreams > 0)
    return {
      side: 'camera',
      text: 'The camera sends no frames at the moment.',
      evidence: ['no frame for over a second, nothing waits here'],
    }
  if (facts.ingressLatenessMs > thresholds.ingressLatenessMs.poor)
    return {
      side: 'camera',
      text: `Frames arrive ${Math.round(facts.ingressLatenessMs)} ms late from the camera or the network before Hawser.`,
      evidence: [`ingress lateness ${Math.round(facts.ingressLatenessMs)} ms`, 'nothing waits here'],
    }
  return none(
    `${facts.connections} ${facts.connections === 1 ? 'stream flows' : 'streams flow'} without delay.`,
  )
}
