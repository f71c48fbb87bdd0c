import type { Catalogue } from '../catalogue.ts'

export const charts: Catalogue = {
  '30 days': '30 Tage',
  '30 min': '30 min',
  'Back in time': 'Zurück in der Zeit',
  Day: 'Tag',
  'Drag to zoom, double click to go back': 'Ziehen zum Zoomen, Doppelklick geht zurück',
  'Events in the charts': 'Ereignisse in den Kurven',
  'Export as CSV': 'Als CSV exportieren',
  'Export as PNG': 'Als PNG exportieren',
  'Let the charts stand still': 'Kurven stillstehen lassen',
  'Make it a session': 'Eine Sitzung daraus machen',
  'Show the present again': 'Wieder die Gegenwart zeigen',
  'The figures cannot be read.': 'Die Zahlen lassen sich nicht lesen.',
  'The history cannot be read.': 'Der Verlauf lässt sich nicht lesen.',
  'Time window': 'Zeitfenster',
  'to the present': 'bis jetzt',
  Week: 'Woche',
  '{{count}} events, the worst_one': '{{count}} Ereignis, das schlimmste',
  '{{count}} events, the worst_other': '{{count}} Ereignisse, das schlimmste',
  '{{label}} now {{now}}, between {{low}} and {{high}}':
    '{{label}} jetzt {{now}}, zwischen {{low}} und {{high}}',
  '{{title}}: no data yet.': '{{title}}: noch keine Daten.',
}
