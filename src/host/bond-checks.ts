import { isAbsolute } from 'node:path'
import type { Bond, Receiver } from '../contract/bond.ts'
import type { RuleProblem } from '../contract/rule.ts'
import type { Settings } from '../contract/settings.ts'
import { canonicalHost, listeningAt, type Machine } from './addresses.ts'
import { bondAsListener, type Draft, listenersOf, receiverAsListener } from './listeners.ts'
import { checkListener } from './rule-checks.ts'
import type { Checked } from './rule-graph.ts'

type Lists = Pick<Settings, 'rules' | 'bonds' | 'receivers'>

/** Everything wrong with a bond among these settings that can be told without asking the system. */
export function checkBond(bond: Draft<Bond>, settings: Lists, machine: Machine): RuleProblem[] {
  const listener = bondAsListener(bond)
  return [
    ...checkListener(listener, othersThan(listener, settings), machine),
    ...checkUplinks(bond),
    ...checkExposure(bond, machine),
  ]
}

/** The same for a receiver. It listens on all addresses because that is what it is for. */
export function checkReceiver(receiver: Draft<Receiver>, settings: Lists, machine: Machine): RuleProblem[] {
  const listener = receiverAsListener(receiver)
  return checkListener(listener, othersThan(listener, settings), machine)
}

const othersThan = ({ kind, id }: Checked, settings: Lists): Checked[] =>
  listenersOf(settings).filter((other) => other.kind !== kind || other.id !== id)

function checkUplinks({ uplinks, links, uplinksFile }: Draft<Bond>): RuleProblem[] {
  if (uplinks === 'file') {
    if (uplinksFile === '') return [problem('uplinksFile', 'error', 'uplinks-file-invalid', 'Name the file.')]
    if (isAbsolute(uplinksFile)) return []
    const message = 'Write the whole path of the file, from the root on.'
    return [problem('uplinksFile', 'error', 'uplinks-file-invalid', message)]
  }
  if (uplinks === 'listed' && links.length === 0)
    return [problem('links', 'error', 'no-uplinks', 'Choose at least one uplink.')]
  if (uplinks === 'listed' && links.every(({ weight }) => weight === 0))
    return [problem('links', 'warning', 'no-uplinks', 'Every uplink is switched off.')]
  return []
}

function checkExposure({ listen }: Draft<Bond>, machine: Machine): RuleProblem[] {
  if (listeningAt(canonicalHost(listen.host), machine).every === 'none') return []
  const message = `Everybody who can reach this machine can send a stream to port ${listen.port}. Listen on 127.0.0.1, or on the address that the camera sends to.`
  return [problem('listen.host', 'warning', 'open-to-all', message)]
}

const problem = (path: string, level: RuleProblem['level'], code: string, message: string): RuleProblem => ({
  path,
  level,
  code,
  message,
})
