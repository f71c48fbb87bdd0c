import { join } from 'node:path'
import type { RtcSignal } from '../../src/transfer/rtc.ts'
import type { RawTasks } from './raw-end.ts'
import { here, Remote } from './remote.ts'
import type { StackName } from './tube.ts'

/** A data channel without anything else, between two processes. */
export interface RawPair extends AsyncDisposable {
  near: Remote<RawTasks>
  far: Remote<RawTasks>
}

export async function openRaw(stack: StackName): Promise<RawPair> {
  const program = join(import.meta.dirname, 'raw-end.ts')
  const near = new Remote<RawTasks>(here, program, stack, 'offer')
  const far = new Remote<RawTasks>(here, program, stack, 'answer')
  near.onTold = (signal: RtcSignal) => void far.ask('take', signal)
  far.onTold = (signal: RtcSignal) => void near.ask('take', signal)
  await Promise.all([near.ask('opened'), far.ask('opened')])
  return {
    near,
    far,
    async [Symbol.asyncDispose]() {
      await near[Symbol.asyncDispose]()
      await far[Symbol.asyncDispose]()
    },
  }
}
