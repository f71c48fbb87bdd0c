import { linkSettingsSchema, type UplinkInfo } from '../../../contract/bond.ts'
import { type BondDraft, type LinkDraft, linkDraft } from './bond-draft.ts'

export type UplinkRow = { link: LinkDraft; info: UplinkInfo | undefined }

const carries = ({ kind }: UplinkInfo) => kind !== 'loopback'

/**
 * What can be chosen from: the links of the draft, then what the machine has beside them. An uplink goes by the name of
 * its interface; one that is listed by address is not offered again. Loopback is for tests, and is shown only when listed.
 */
export function uplinkRows(
  links: readonly LinkDraft[],
  found: readonly UplinkInfo[],
  uplinks: BondDraft['uplinks'],
): UplinkRow[] {
  const infoOf = (uplink: string) =>
    found.find((info) => info.interface === uplink) ?? found.find((info) => info.address === uplink)
  const known = links.map((link) => ({ link, info: infoOf(link.uplink) }))
  const shown = new Set(known.flatMap(({ link, info }) => [link.uplink, info?.interface]))
  const rows: UplinkRow[] = [...known]
  for (const info of found) {
    if (shown.has(info.interface) || !carries(info)) continue
    shown.add(info.interface)
    const link = linkDraft(linkSettingsSchema.parse({ uplink: info.interface }), false)
    rows.push({ link, info })
  }
  return uplinks === 'automatic'
    ? rows.filter(({ info, link }) => info !== undefined || !isPlain(link))
    : rows
}

const isPlain = ({ label, weight, metered, dailyCap, monthlyCap }: LinkDraft) =>
  label === '' && weight === '100' && !metered && dailyCap === '0' && monthlyCap === '0'

/** The links with which choosing by hand begins: those ticked before, else all that are there but tunnels. */
export function somePicked(rows: readonly UplinkRow[]): LinkDraft[] {
  if (rows.some(({ link }) => link.picked)) return rows.map(({ link }) => link)
  return rows.map(({ link, info }) => ({ ...link, picked: info !== undefined && info.kind !== 'vpn' }))
}
