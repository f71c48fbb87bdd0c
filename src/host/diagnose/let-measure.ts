import type { EngineEvent } from '../../contract/events.ts'
import type { Settings } from '../../contract/settings.ts'
import { Fault } from '../../wire/fault.ts'
import type { LetMeasure } from '../rendezvous/measure-device.ts'

export interface LetMeasureOptions {
  settings(): Settings
  /** Opens a port for that device alone. */
  answer(about: { from: string }): Promise<{ port: number; token: string }>
  event(event: EngineEvent): void
  now(): number
}

/** Whether a paired device may measure the path to this one: by the settings, and told to whoever looks. */
export const letMeasureBySettings =
  ({ settings, answer, event, now }: LetMeasureOptions): LetMeasure =>
  async ({ id, name }) => {
    if (!settings().diagnose.answerPeers)
      throw new Fault(
        'call-declined',
        'The settings of the other device do not let devices measure against it.',
      )
    const way = await answer({ from: id })
    event({
      at: now(),
      level: 'info',
      code: 'peer-measures',
      text: `${name} measures the path to this machine.`,
      peerId: id,
    })
    return way
  }
