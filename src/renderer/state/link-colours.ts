/** Colours in `tokens.css`, apart from one another in light, in dark, and to eyes that do not tell red from green. */
export const linkColourCount = 8

/** What a link's line looks like: a colour's token, dashed once the colours are used up. */
export type LinkLook = { colour: string; dashed: boolean }
export const slotLook = (slot: number): LinkLook => ({
  colour: `link-${slot % linkColourCount}`,
  dashed: Math.floor(slot / linkColourCount) % 2 === 1,
})

const slotsKept = 16

/**
 * Which link has which place, as a list by place. Links that are known keep theirs; new ones take the first free one.
 * Where none is free, those that are gone make room.
 */
export function assignSlots(known: readonly string[], present: readonly string[]): readonly string[] {
  const fresh = present.filter((id) => !known.includes(id)).sort()
  if (fresh.length === 0) return known
  const slots = [...known]
  for (const id of fresh) {
    const gone = slots.findIndex((old) => !present.includes(old))
    if (slots.length < slotsKept || gone < 0) slots.push(id)
    else slots[gone] = id
  }
  return slots
}

const key = 'hawser-link-colours'
const bondsKept = 100
let places: Record<string, readonly string[]> | undefined

/** Damaged or forbidden storage is as good as an empty one. */
function stored(): Record<string, readonly string[]> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    if (typeof found !== 'object' || found === null) return {}
    const lists = Object.entries(found).filter((entry): entry is [string, string[]] => isList(entry[1]))
    return Object.fromEntries(lists.slice(-bondsKept))
  } catch {
    return {}
  }
}
const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= slotsKept && value.every((id) => typeof id === 'string')

/** The look of one link of a bond, the same tomorrow; `present` are the bond's links of now. */
export function linkLook(bondId: string, link: string, present: readonly string[]): LinkLook {
  places ??= stored()
  const known = Object.hasOwn(places, bondId) ? places[bondId]! : []
  const slots = assignSlots(known, present.includes(link) ? present : [...present, link])
  if (slots !== known) {
    places = { ...places, [bondId]: slots }
    try {
      localStorage.setItem(key, JSON.stringify(places))
    } catch {
      // Storage may be forbidden; then colours last as long as the page.
    }
  }
  return slotLook(slots.indexOf(link))
}
