import type { Language } from './languages.ts'

/** How a language writes decimals, by Intl. Groups are thin spaces in all of them (ISO 80000). */
const marks = new Map<Language, string>()
const group = '\u202f'

/** The mark before decimals: `.` or `,`. */
export function decimalMark(language: Language): string {
  let mark = marks.get(language)
  if (mark === undefined) {
    mark =
      new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.'
    marks.set(language, mark)
  }
  return mark
}

/** A number with so many decimals. */
export const formatFixed = (value: number, digits: number, language: Language): string =>
  value.toFixed(digits).replace('.', decimalMark(language))

/** Whole numbers with thin groups: `12 345`; a dash for what is no number. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return '–'
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, group)
}
