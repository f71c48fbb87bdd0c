import type { RtcStack } from '../transfer/rtc.ts'
import { Fault } from '../wire/fault.ts'
import { keyObjectsAreFaster, shareKeyObjects } from './key-objects.ts'
import type { NodeDataChannel } from './node-datachannel.ts'
import { nodeDataChannelStack } from './node-datachannel.ts'
import { weriftStack } from './werift.ts'

export interface OpenedStack {
  stack: RtcStack
  /** Why it is this one, for people to read. */
  why: string
}

export interface StackWish {
  prefer?: 'node-datachannel' | 'werift'
  /** As connections will be asked for. */
  relayOnly?: boolean
}

/**
 * The fastest WebRTC stack that runs here: node-datachannel where it is installed, else werift. Once a process, in its main
 * thread: node-datachannel ends a process that uses it in two threads. Throws `rtc-failed` when `prefer` names one that does not run.
 */
export async function openRtcStack({ prefer, relayOnly = false }: StackWish = {}): Promise<OpenedStack> {
  if (relayOnly && prefer === 'node-datachannel')
    throw new Fault('rtc-failed', 'node-datachannel does not keep to relays alone: use werift for them.')
  if (relayOnly && !prefer)
    return {
      stack: await openWerift(),
      why: 'Only relays may be used, to which node-datachannel does not keep.',
    }
  if (prefer === 'werift') return { stack: await openWerift(), why: 'It was asked for.' }
  try {
    const library: NodeDataChannel = await import('node-datachannel')
    library.preload()
    return { stack: nodeDataChannelStack(library), why: `It runs here (${library.getLibraryVersion()}).` }
  } catch (error) {
    const text = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    if (prefer) throw new Fault('rtc-failed', `${prefer} does not run on this machine: ${text}`)
    return { stack: await openWerift(), why: `node-datachannel, which is faster, does not run here: ${text}` }
  }
}

async function openWerift(): Promise<RtcStack> {
  const library = await import('werift')
  return weriftStack(library, keyObjectsAreFaster() ? shareKeyObjects() : undefined)
}
