import type { Catalogue } from '../catalogue.ts'

export const helpTroubles: Catalogue = {
  'Errors carry a code. This is what each of them means, and what helps.':
    'Fehler tragen einen Code. Dies bedeutet jeder, und dies hilft.',
  'What it means, and what helps': 'Was es bedeutet, und was hilft',
}
