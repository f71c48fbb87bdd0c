import { type Command, InvalidArgumentError, Option } from 'commander'
import { type TransferSettings, transferSettingsSchema } from '../contract/transfer.ts'
import { readOptions } from './bond-options.ts'
import { type ConnectOptions, openForeground, withConnectOptions } from './meeting-options.ts'
import { parseWhole } from './quantities.ts'
import { withoutUndefined } from './rule-options.ts'
import type { TransferRun } from './transfer-session.ts'
import { TransferTeller } from './transfer-teller.ts'

/** What both commands are given. */
export interface TransferOptions extends ConnectOptions {
  gentle?: true
  lanes?: number
  mode?: TransferSettings['mode']
  seal: boolean
}

export const withTransferOptions = (command: Command): Command =>
  withConnectOptions(command)
    .option('--gentle', 'one connection only, to leave room for others')
    .option('--lanes <count>', 'at most so many connections, 1 to 16', parseLanes)
    .addOption(
      new Option('--mode <mode>', 'how lost packets are repeated').choices([
        'automatic',
        'reliable',
        'unreliable',
      ]),
    )
    .option('--no-seal', 'without the encryption of our own above that of WebRTC, if the other side agrees')

function parseLanes(text: string): number {
  const lanes = parseWhole(text)
  if (lanes < 1 || lanes > 16) throw new InvalidArgumentError('It is from 1 to 16.')
  return lanes
}

/** All of a run but how the two meet. */
export async function prepareRun(options: TransferOptions): Promise<Omit<TransferRun, 'meet'>> {
  const { relayOnly, gentle, lanes, mode, seal, stack, interval, rendezvous } = options
  const { saved, name, stop, told } = await openForeground(options)
  return {
    settings: readOptions(transferSettingsSchema, {
      ...saved.transfer,
      ...withoutUndefined({ relayOnly, gentle, maxLanes: lanes, mode, rendezvous }),
      ...(seal ? {} : { seal: false }),
    }),
    stack,
    name,
    teller: new TransferTeller(told),
    intervalMs: interval,
    stop,
  }
}
