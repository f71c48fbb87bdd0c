import { plain, type SettingGroup } from './row.ts'

export const diagnose: SettingGroup = {
  id: 'diagnose',
  title: 'Doctor',
  note: 'Whom the doctor may ask. Nobody on the internet is asked unless you name the server.',
  rows: [
    {
      path: 'diagnose.stunServers',
      name: 'STUN servers of the doctor',
      does: 'Tell by which address this network is seen. Two of them tell what kind of NAT it is.',
      why: 'Whoever runs such a server sees your address: nobody’s is asked unasked.',
      at: 'diagnose-settings',
      none: 'None besides those of transfers',
    },
    {
      path: 'diagnose.timeServers',
      name: 'Time servers',
      does: 'Compared with the clock of this machine; one a line.',
      why: 'The servers that the system uses are asked, where it tells them.',
      none: 'Those of the system',
    },
    {
      path: 'diagnose.portalUrl',
      name: 'A page to notice captive portals',
      does: 'Without encryption, and with content that is known; a portal puts its own in its place.',
      why: 'Nobody’s page is asked for unasked.',
      none: 'None: not looked for',
    },
    {
      path: 'diagnose.portalText',
      name: 'What that page says',
      does: 'Text that must be on it.',
      why: 'It belongs to the page that you name.',
      none: 'None',
    },
    {
      path: 'diagnose.wireguardFiles',
      name: 'WireGuard configurations',
      does: 'Files to look at, one a line. Keys in them are not kept or shown.',
      why: 'Files of the system are read only where you name them.',
      none: 'None besides running tunnels',
      holdsCommas: true,
    },
    {
      path: 'diagnose.answerPeers',
      name: 'Paired devices may measure against this one',
      does: 'When one asks, a port is open for it alone, until it is done or a minute has passed.',
      why: 'Only between both ends can a path be measured, and paired devices are yours.',
    },
  ],
}

export const monitoring: SettingGroup = {
  id: 'monitoring',
  title: 'Monitoring',
  note: 'For those who watch many machines. Nothing leaves this one unless it is switched on.',
  rows: [
    {
      path: 'observe.prometheus.enabled',
      name: 'Prometheus reads figures',
      does: 'At /metrics, in plain HTTP; /health tells whether every engine runs.',
      why: 'Nothing listens unless it is asked for.',
    },
    {
      path: 'observe.prometheus.listen',
      name: 'Where Prometheus reads',
      does: 'Address and TCP port of the endpoint.',
      why: 'This machine alone reaches it; 9464 is what OpenTelemetry exporters listen on.',
    },
    {
      path: 'observe.push.enabled',
      name: 'Figures are pushed to a collector',
      does: 'By OTLP over HTTP.',
      why: 'Nothing leaves this machine unless it is asked for.',
    },
    {
      path: 'observe.push.endpoint',
      name: 'Collector',
      does: 'The address of an OpenTelemetry collector. With no path, /v1/metrics is added.',
      why: 'Where a collector on this machine listens.',
    },
    {
      path: 'observe.push.intervalSeconds',
      name: 'Pushed every',
      does: 'How often figures are sent.',
      why: 'What OpenTelemetry asks for; graphs of a fleet show minutes.',
      unit: plain('s'),
    },
    {
      path: 'observe.names',
      name: 'Names beside ids',
      does: 'What you called rules, bonds, folders and devices is told, too.',
      why: 'Names may say who works where; ids do not.',
    },
    {
      path: 'observe.log.level',
      name: 'What is written to log files',
      does: 'Holds at once. Passwords, tokens, keys and codes are never written.',
      why: 'Enough to understand a bad day afterwards, at a few kilobytes an hour.',
      words: { off: 'Nothing', error: 'Errors', warning: 'Warnings', info: 'Events', debug: 'Everything' },
    },
    {
      path: 'observe.log.fileMB',
      name: 'Size of a log file',
      does: 'When it is full, the next one is begun.',
      why: 'Opens in any editor, and can be sent by mail.',
      unit: plain('MB'),
      fromStart: true,
    },
    {
      path: 'observe.log.files',
      name: 'Log files at most',
      does: 'The oldest goes first.',
      why: 'Together ten megabytes: weeks of a quiet host, and nothing that a disk would notice.',
      fromStart: true,
    },
  ],
}
