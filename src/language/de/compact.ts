import type { Catalogue } from '../catalogue.ts'

export const compact: Catalogue = {
  'All is well': 'Alles ist gut',
  Buffer: 'Puffer',
  'Hawser, compact': 'Hawser, klein',
  'Nothing is set up yet. A double click opens Hawser.':
    'Noch ist nichts eingerichtet. Ein Doppelklick öffnet Hawser.',
  'Vital numbers': 'Die wichtigsten Zahlen',
}
