import type { Catalogue } from '../catalogue.ts'

export const events: Catalogue = {
  'As CSV, for a spreadsheet': 'Als CSV, für eine Tabelle',
  'Every part': 'Jeder Teil',
  'Export what is found': 'Gefundenes exportieren',
  Follow: 'Folgen',
  'Follow new events': 'Neuen Ereignissen folgen',
  from_time: 'Von',
  'Hawser itself': 'Hawser selbst',
  'No event matches.': 'Kein Ereignis passt.',
  'Nothing happened yet. Restarts, lost targets, slow viewers, failing links, lost tubes and conflicts will be told here.':
    'Noch nichts geschehen. Neustarts, verlorene Ziele, langsame Zuschauer, schwache Links, verlorene Röhren und Konflikte stehen dann hier.',
  'Older events cannot be looked through: {{problem}}':
    'Ältere Ereignisse lassen sich nicht durchsehen: {{problem}}',
  'Search events': 'Ereignisse suchen',
  'Show everything': 'Alles zeigen',
  'Show the newest': 'Die neuesten zeigen',
  'Show {{count}} new events_one': '{{count}} neues Ereignis zeigen',
  'Show {{count}} new events_other': '{{count}} neue Ereignisse zeigen',
  'Text or code': 'Text oder Code',
  'That event is not kept any more: the last 10,000 are.':
    'Dieses Ereignis ist nicht mehr da: die letzten 10 000 bleiben.',
  'The stretch of time ends before it begins.': 'Der Zeitraum endet, bevor er beginnt.',
  to_time: 'Bis',
  '{{count}} events_one': '{{count}} Ereignis',
  '{{count}} events_other': '{{count}} Ereignisse',
}
