import { parseConflictName } from '../../../../src/engines/sync/model/conflict-name.ts'
import { type DeviceTraits, type IndexMessage, SimDevice } from './sim-device.ts'
import type { Entry } from './sim-folder.ts'

/** What happens next; numbers are taken modulo what there is. */
export type Happening =
  | { is: 'write' | 'mkdir' | 'delete' | 'touch' | 'chmod' | 'link'; device: number; path: number }
  /** The same content wherever it is written. */
  | { is: 'write-same'; device: number; path: number; content: number }
  | { is: 'rename'; device: number; path: number; to: number }
  | { is: 'scan' | 'forget'; device: number }
  | { is: 'send'; device: number; to: number }
  | { is: 'deliver' | 'drop'; message: number }
  /** Acts on what is needed; dies after so many steps, if there are as many. */
  | { is: 'pass'; device: number; steps: number }
  | { is: 'cut' | 'join'; device: number; to: number }
  | { is: 'clock'; device: number; skew: number }
  | { is: 'wait'; ms: number }

const names = ['a', 'b.txt', 'c']
const paths = names.flatMap((a) => [
  a,
  ...names.flatMap((b) => [`${a}/${b}`, ...names.map((c) => `${a}/${b}/${c}`)]),
])
/** Short paths come first, so that they meet often. */
const ordered = paths.toSorted((a, b) => a.length - b.length)

/** Devices, what is under way between them, and what people have written and not destroyed themselves. */
export class SimWorld {
  readonly devices: SimDevice[]
  /** Contents that were written once and that no person has overwritten or deleted anywhere. */
  readonly precious = new Set<string>()
  /** Those whose metadata changed: there are several versions of them, and each may get into a conflict. */
  readonly #touched = new Set<string>()
  /** Whether any pass was cut off or a store lost: what lies there and is not in the store counts as that device's own. */
  hasForgotten = false
  #messages: IndexMessage[] = []
  #cut = new Set<string>()
  #time = Date.UTC(2024, 5, 1)
  #written = 0

  constructor(traits: readonly DeviceTraits[]) {
    this.devices = traits.map((one, i) => new SimDevice('ABCDEFGH'[i]!, one, () => this.#time))
  }

  happen(event: Happening): void {
    this.#time += 400
    if ('path' in event) return this.#edit(event)
    switch (event.is) {
      case 'scan':
        return this.#at(event.device).scan()
      case 'forget':
        this.hasForgotten = true
        return this.#at(event.device).forget()
      case 'send': {
        const [from, to] = [this.#at(event.device), this.#at(event.to)]
        if (from !== to && this.#reach(from, to)) this.#messages.push(from.messageTo(to))
        return
      }
      case 'deliver':
      case 'drop': {
        const [message] = this.#messages.splice(event.message % Math.max(this.#messages.length, 1), 1)
        if (message === undefined || event.is === 'drop') return
        this.devices.find(({ id }) => id === message.to)!.take(message)
        return
      }
      case 'pass': {
        const device = this.#at(event.device)
        let steps = 0
        for (const _ of device.pass(this.#holders(device))) {
          if (++steps !== event.steps) continue
          this.hasForgotten = true
          break
        }
        return
      }
      case 'cut':
        this.#cut.add(this.#link(this.#at(event.device), this.#at(event.to)))
        return
      case 'join':
        this.#cut.delete(this.#link(this.#at(event.device), this.#at(event.to)))
        return
      case 'clock':
        this.#at(event.device).skew = event.skew
        return
      case 'wait':
        this.#time += event.ms
    }
  }

  /** Everything works from now on: how many rounds until nothing changes any more. */
  settle(mostRounds = 60): number {
    this.#cut.clear()
    this.#messages = []
    for (let round = 1; round <= mostRounds; round++) {
      const before = this.#fingerprint()
      this.#time += 60_000
      for (const device of this.devices) {
        device.scan()
        for (const other of this.devices) if (other !== device) other.take(device.messageTo(other))
        for (const _ of device.pass(this.#holders(device)));
      }
      if (this.#fingerprint() === before) return round
    }
    throw new Error(`It does not settle:\n${this.describe()}`)
  }

  /** Contents of files that a device has or keeps in its bin. */
  contents(device: SimDevice, bin: boolean): Set<string> {
    const entries = [...device.folder.entries.values(), ...(bin ? device.bin : [])]
    return new Set(entries.map(({ content }) => content))
  }

  /** Copies of one conflict that are there more than once. */
  doubleCopies(): string[] {
    const seen = new Set<string>()
    const doubles: string[] = []
    for (const [path, { content }] of this.devices[0]!.folder.entries) {
      const copy = parseConflictName(path)
      if (copy === undefined || !this.precious.has(content) || this.#touched.has(content)) continue
      const key = `${copy.path} ${content}`
      if (seen.has(key)) doubles.push(path)
      seen.add(key)
    }
    return doubles
  }

  describe(): string {
    const lines = this.devices.map(({ id, folder, own, traits }) => {
      const entries = [...folder.entries].map(
        ([path, { kind, content, target, mode }]) =>
          `    ${path}: ${kind} ${content}${target} ${mode.toString(8)}`,
      )
      const records = [...own.values()].map(
        ({ path, kind, deleted, content, version, by, mtime }) =>
          `    ${path}: ${deleted ? 'deleted' : kind} ${content} by ${by} at ${mtime} ${JSON.stringify(version)}`,
      )
      return [`  ${id} ${JSON.stringify(traits)}`, ...entries.sort(), '   own', ...records.sort()].join('\n')
    })
    return lines.join('\n')
  }

  #at(n: number): SimDevice {
    return this.devices[n % this.devices.length]!
  }

  #link(a: SimDevice, b: SimDevice): string {
    return [a.id, b.id].sort().join('')
  }

  #reach(a: SimDevice, b: SimDevice): boolean {
    return !this.#cut.has(this.#link(a, b))
  }

  #holders(device: SimDevice): (content: string) => boolean {
    const others = this.devices.filter((other) => other !== device && this.#reach(device, other))
    return (content) => others.some((other) => this.contents(other, false).has(content))
  }

  #fingerprint(): string {
    return this.devices
      .map(({ folder, sequence, remotes }) => {
        const known = [...remotes.values()].map((remote) => [remote.index, remote.sequence])
        return `${sequence} ${known} ${JSON.stringify([...folder.entries])}`
      })
      .join()
  }

  #edit(event: Extract<Happening, { path: number }>): void {
    const device = this.#at(event.device)
    const { folder } = device
    const path = ordered[event.path % ordered.length]!
    const before = folder.get(path)
    const now = device.now()
    const usual: Entry = { kind: 'file', content: '', mtime: now, mode: 0o644, target: '' }
    if (event.is === 'delete') return this.#destroy(device, path)
    if (event.is === 'touch' || event.is === 'chmod') {
      if (before?.kind !== 'file') return
      const mode = before.mode ^ 0o111
      this.#touched.add(before.content)
      folder.put(path, event.is === 'touch' ? { ...before, mtime: now } : { ...before, mode })
      return
    }
    if (event.is === 'rename') {
      const to = ordered[event.to % ordered.length]!
      const inside = to === path || to.startsWith(`${path}/`)
      if (before !== undefined && !inside && folder.get(to) === undefined && folder.canHold(to)) {
        folder.rename(path, to)
      }
      return
    }
    if (!folder.canHold(path)) return
    if (event.is === 'mkdir' && before?.kind === 'directory') return
    this.#destroy(device, path)
    if (event.is === 'mkdir') folder.put(path, { ...usual, kind: 'directory', mode: 0o755 })
    else if (event.is === 'link')
      folder.put(path, { ...usual, kind: 'symlink', target: `to-${event.path % 3}` })
    else if (event.is === 'write-same') folder.put(path, { ...usual, content: `same-${event.content % 3}` })
    else {
      const content = `c${++this.#written}`
      folder.put(path, { ...usual, content })
      this.precious.add(content)
    }
  }

  #destroy({ folder }: SimDevice, path: string): void {
    for (const one of [...folder.below(path), path]) {
      const entry = folder.get(one)
      if (entry === undefined) continue
      this.precious.delete(entry.content)
      folder.remove(one)
    }
  }
}
