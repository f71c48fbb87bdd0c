import { type Diagnosis, diagnoseContract } from '../contract/diagnose.ts'
import type { Settings } from '../contract/settings.ts'
import { type CheckedInput, contextOf } from '../host/diagnose/doctor.ts'
import { nothingFlowed } from '../host/diagnose/needs.ts'
import { redactReport } from '../host/diagnose/redact.ts'
import { secretsIn } from '../host/diagnose/secrets.ts'
import { startEngineThread } from '../host/engine-thread.ts'
import { engineUrls } from '../host/engine-urls.ts'
import { version } from '../host/version.ts'
import { connect } from '../wire/connect.ts'
import { Fault } from '../wire/fault.ts'

/**
 * A diagnosis by an engine of this process, for machines on which no Hawser runs: the whole report again with each
 * change, without secrets. Throws the fault that ended it.
 */
export async function* diagnoseHere(
  input: CheckedInput,
  settings: Settings,
  stop: AbortSignal,
): AsyncGenerator<Diagnosis, void, undefined> {
  const thread = startEngineThread(engineUrls().diagnose, (error) => console.error(error))
  const client = connect(diagnoseContract, thread.link)
  const context = contextOf({ input, peer: null, settings, version, flowed: nothingFlowed })
  const known = secretsIn(settings)
  let ended: string | undefined
  void thread.ended.then((reason) => {
    ended = reason
    // What waits for an answer of a thread that is no more is told so.
    return thread.terminate()
  })
  try {
    for await (const report of client.run({ input, context }, stop))
      yield redactReport(report, { known, addresses: true })
  } catch (error) {
    throw ended === undefined ? error : new Fault('engine-crashed', `The diagnose engine stopped: ${ended}.`)
  } finally {
    await thread.terminate()
  }
}
