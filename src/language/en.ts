import type { Catalogue } from './catalogue.ts'

/** English needs only what differs from its keys: what is said of one. */
export const english: Catalogue = {
  '{{count}} files_one': '{{count}} file',
}
