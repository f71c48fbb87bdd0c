import { Fault } from '../wire/fault.ts'
import { type AllowDraft, parseAllowTarget } from './tunnel-options.ts'

const words = { connect: 'allow', listen: 'allow-listen' } as const

/** As a person types it. */
export const commandOf = ({ what, target }: AllowDraft): string => `${words[what]} ${target}`

/** Reads `allow 10.0.0.9:80` or `allow-listen 127.0.0.1:8000`. Throws a fault of code `usage`. */
export function readTunnelCommand(line: string): AllowDraft {
  const [word, target, ...rest] = line.trim().split(/\s+/)
  const what = word === words.connect ? 'connect' : word === words.listen ? 'listen' : undefined
  if (what === undefined || target === undefined || rest.length > 0)
    throw new Fault('usage', 'What can be typed here: "allow 10.0.0.9:80" and "allow-listen 127.0.0.1:8000".')
  return { what, target: parseAllowTarget(target) }
}
