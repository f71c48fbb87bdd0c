import type { EngineEvent } from '../../contract/events.ts'
import { endpointText } from '../kit/endpoint.ts'
import type { TubeCounters } from './tube/carrying.ts'
import type { ShownConnection, TunnelStream } from './tube/stream.ts'

type Told = Pick<EngineEvent, 'level' | 'code' | 'text'>

/** What is told of a tube at the level `debug` alone, for whoever looks for a fault. Built only then. */
export const trace = {
  opening({ number, kind, target }: TunnelStream): Told {
    const where = target ? ` to ${endpointText(target)}` : ''
    return info('connection-opening', `The other end opens connection ${number} (${kind})${where}.`)
  },

  opened(connection: ShownConnection): Told {
    return info('connection-opened', `The other end has connected ${named(connection)}.`)
  },

  over(connection: ShownConnection): Told {
    const { bytesIn, bytesOut, stalls } = connection
    return info(
      'connection-over',
      `Over is ${named(connection)}: ${bytesIn} bytes in, ${bytesOut} bytes out, without credit ${stalls} times.`,
    )
  },

  /** `lostSignals`: what the other end said before there was anybody to hear it, and too much of it. */
  counters(counters: TubeCounters, lostSignals: number): Told {
    const { opened, refused, stalls, droppedDatagrams, offences, lateBytes, handlerErrors } = counters
    const counts = [
      `${opened} connections opened`,
      `${refused} refused`,
      `${stalls} times without credit`,
      `${droppedDatagrams} datagrams dropped`,
      `${offences} offences against the protocol by the other end`,
      `${lateBytes} bytes for connections that were over`,
      `${handlerErrors} defects in connections`,
      `${lostSignals} signals lost`,
    ]
    return info('tube-counters', `Counters of the tube at its end: ${counts.join(', ')}.`)
  },
}

const info = (code: string, text: string): Told => ({ level: 'info', code, text })

function named({ number, kind, source, target }: ShownConnection): string {
  const from = source === '' ? '' : ` from ${source}`
  const to = target === '' ? '' : ` to ${target}`
  return `connection ${number} (${kind})${from}${to}`
}
