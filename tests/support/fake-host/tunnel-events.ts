import type { HawserEvent } from '../../../src/contract/events.ts'
import type { FakeTube } from './tunnels.ts'

type Seed = Pick<HawserEvent, 'level' | 'code' | 'text' | 'peerId' | 'tubeId'> & { minutes: number }

/** What happened to these tubes before the fake began. */
export function seedTunnelEvents(tubes: readonly FakeTube[]): Seed[] {
  const of = (id: string, ...seeds: Pick<Seed, 'minutes' | 'level' | 'code' | 'text'>[]): Seed[] => {
    const tube = tubes.find((one) => one.id === id)
    if (tube === undefined) return []
    return seeds.map((seed) => ({ ...seed, tubeId: id, ...(tube.peerId && { peerId: tube.peerId }) }))
  }
  return [
    ...of(
      'tube-van',
      { minutes: 94, level: 'info', code: 'tube-open', text: 'OB van: the tube is open, through routers.' },
      {
        minutes: 40,
        level: 'warning',
        code: 'tube-lost',
        text: 'OB van: the path is gone; 6 connections wait for a new one.',
      },
      {
        minutes: 39.9,
        level: 'info',
        code: 'tube-back',
        text: 'OB van: a new path was found after 3.2 s; 6 connections go on, nothing was lost.',
      },
      {
        minutes: 0.6,
        level: 'warning',
        code: 'tunnel-denied',
        text: 'OB van: 10.20.0.99:22 is not allowed over there.',
      },
    ),
    ...of('tube-grading', {
      minutes: 0.1,
      level: 'warning',
      code: 'tube-lost',
      text: 'Grading, Hamburg: the path is gone; 1 connection waits for a new one.',
    }),
    ...of('tube-drone', {
      minutes: 9,
      level: 'error',
      code: 'rtc-failed',
      text: 'Drone unit: no path was found, neither straight nor through a relay.',
    }),
  ]
}
