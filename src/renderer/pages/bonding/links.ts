import { type Bond, type LinkSettings, linkSettingsSchema, maxLinks } from '../../../contract/bond.ts'

/** A link that nobody has set anything of. */
export const plainLink = ({ label, weight, metered, dailyCap, monthlyCap }: LinkSettings): boolean =>
  label === '' && weight === 100 && !metered && dailyCap === 0 && monthlyCap === 0

/** What is set of a link, or what goes without saying. */
export const linkSettings = ({ links }: Pick<Bond, 'links'>, uplink: string): LinkSettings =>
  links.find((link) => link.uplink === uplink) ?? linkSettingsSchema.parse({ uplink })

/**
 * The bond's links with one of them changed. One that was not listed joins the list; where that is full, one of which
 * nothing is set makes room.
 */
export function withLink(
  bond: Pick<Bond, 'links' | 'uplinks'>,
  uplink: string,
  change: Partial<Omit<LinkSettings, 'uplink'>>,
): LinkSettings[] {
  const next = { ...linkSettings(bond, uplink), ...change }
  if (bond.links.some((link) => link.uplink === uplink))
    return bond.links.map((link) => (link.uplink === uplink ? next : link))
  const spare = bond.uplinks === 'listed' ? -1 : bond.links.findIndex(plainLink)
  const kept = bond.links.length < maxLinks ? bond.links : bond.links.filter((_, n) => n !== spare)
  return [...kept, next]
}

/** The cap that will be reached first: how much of it is used, 0…1 and beyond. Undefined without caps. */
export function tightestCap(link: {
  dayBytes: number
  monthBytes: number
  dailyCap: number
  monthlyCap: number
}): { used: number; cap: number; part: number; per: 'day' | 'month' } | undefined {
  const day = { used: link.dayBytes, cap: link.dailyCap, per: 'day' as const }
  const month = { used: link.monthBytes, cap: link.monthlyCap, per: 'month' as const }
  return [day, month]
    .filter(({ cap }) => cap > 0)
    .map((of) => ({ ...of, part: of.used / of.cap }))
    .sort((a, b) => b.part - a.part)[0]
}
