import { isIPv4, isIPv6 } from 'node:net'

/** What may hold an address with colons, together with what stands right before and behind it. */
const withColons = /(?<![\w:.%-])[\w.%-]*:[\w.%-]*:[\w:.%-]*/g
const dashedMac = /(?<![\w-])[0-9a-f]{2}(?:-[0-9a-f]{2}){5}(?![\w-])/gi
const colonMac = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i
/** A port may follow. */
const ipv4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)/g

const hostNames =
  /(?<![\w./\\@-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}(?![\w-]|\.\w|\()/gi
/** Ends of file names and first parts of kernel settings, which look like names of hosts. */
const fileEnds = new Set(
  'conf json html txt log exe dll ts js sh ps1 plist service db ini cfg yml yaml md'.split(' '),
)
const kernelRoots = new Set('net kern vm fs kernel'.split(' '))

/** Everybody's: they tell nothing of anybody. */
const isEverybodys = (address: string) =>
  /^(?:127\.|0\.0\.0\.0$|255\.|::1?$)/.test(address) || /^ff:ff:ff:ff:ff:ff$/i.test(address)

/** Addresses and names under others, the same one each time, so that what is told of them still fits together. */
export class HiddenAddresses {
  readonly #aliases = new Map<string, string>()
  readonly #names: readonly string[]

  /** `names` of hosts and devices that are hidden wherever they stand. */
  constructor(names: readonly string[]) {
    this.#names = names.filter((name) => name.length >= 2).sort((a, b) => b.length - a.length)
  }

  hide(text: string): string {
    let hidden = text
    for (const name of this.#names) hidden = hidden.replaceAll(name, () => this.#alias(name))
    return hidden
      .replace(withColons, (run) => {
        const found = run.length > longestRun ? run : addressIn(run)
        return found === undefined || isEverybodys(found) ? run : run.replace(found, this.#alias(found))
      })
      .replace(dashedMac, (found) => this.#alias(found))
      .replace(ipv4, (found) => (isIPv4(found) && !isEverybodys(found) ? this.#alias(found) : found))
      .replace(hostNames, (found) => (isHostName(found) ? this.#alias(found.toLowerCase()) : found))
  }

  #alias(address: string): string {
    const known = this.#aliases.get(address)
    if (known) return known
    const alias = `address-${this.#aliases.size + 1}`
    this.#aliases.set(address, alias)
    return alias
  }
}

/** Longer ones are hidden whole. */
const longestRun = 200

/** The first IPv6 or MAC address of a run, which may have a word before it (`src:fd00::5`) and signs behind. */
function addressIn(run: string): string | undefined {
  for (let start = 0; start >= 0 && start < run.length; start = run.indexOf(':', start) + 1 || -1) {
    const [part] = /^[0-9a-f:.]*(?:%[\w.-]*\w)?/i.exec(run.slice(start))!
    const found = [part, part.replace(/[.:]+$/, '')].find((each) => isIPv6(each) || colonMac.test(each))
    if (found !== undefined) return found
  }
  return undefined
}

function isHostName(text: string): boolean {
  const parts = text.toLowerCase().split('.')
  return !fileEnds.has(parts.at(-1)!) && !kernelRoots.has(parts[0]!)
}
