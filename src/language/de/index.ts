import type { Catalogue } from '../catalogue.ts'

/** German, by parts of the app. */
export const german: Catalogue = {}
