/** A device id in groups that people can read out and compare: 13 groups of 4. */
export const idGroups = (id: string): string[] => id.match(/.{1,4}/g) ?? []

/** As it is copied and written down: groups with hyphens, which every field takes. */
export const writtenId = (id: string): string => idGroups(id).join('-')

/** Enough to tell devices apart at a glance, as in the names of conflict copies. */
export const shortId = (id: string): string => id.slice(0, 8)
