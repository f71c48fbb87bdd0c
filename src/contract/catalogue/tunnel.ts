import { plain, type SettingGroup } from './row.ts'

export const tunnel: SettingGroup = {
  id: 'tunnel',
  title: 'Tunnel',
  note: 'What holds for all tubes, and what a new way or permission begins with.',
  rows: [
    {
      path: 'tunnel.stack',
      name: 'WebRTC stack',
      does: 'The native one is several times faster; werift needs nothing native. Holds for new tubes.',
      why: 'The fastest one that proves itself on this machine is taken.',
      words: { automatic: 'Automatic', 'node-datachannel': 'node-datachannel', werift: 'werift' },
    },
    {
      path: 'tunnel.maxLanes',
      name: 'Lanes of a tube at most',
      does: 'Peer connections side by side. Only those that pay are opened.',
      why: 'As measured, four carry most of what eight do under loss, at half the memory.',
    },
    {
      path: 'tunnel.log',
      name: 'What tubes write to the log',
      does: 'Everything tells of each connection, and the counters of a tube at its end.',
      why: 'What begins and ends is worth a line; each connection is not.',
      words: { off: 'Nothing', error: 'Errors', info: 'Events', debug: 'Everything' },
    },
    {
      path: 'tunnel.ways',
      name: 'Ways through tubes',
      does: 'Which ports lead through a tube to where.',
      why: 'Nothing listens on this machine before you say so.',
      at: 'tunnel',
    },
    {
      path: 'tunnel.allow',
      name: 'What is allowed here',
      does: 'What other devices may reach through this machine.',
      why: 'Nobody reaches anything before you allow it.',
      at: 'tunnel',
    },
  ],
  entries: [
    {
      title: 'A new way',
      at: 'tunnel',
      rows: [
        {
          path: 'tunnel.ways[].enabled',
          name: 'Enabled',
          does: 'Whether the way is open.',
          why: 'Who adds a way wants to use it.',
        },
        {
          path: 'tunnel.ways[].kind',
          name: 'Kind',
          does: 'A port here, a port at the far end, a SOCKS5 server, or a Guacamole session.',
          why: 'A camera at the far end is what most want to reach.',
          words: {
            forward: 'A port here',
            reverse: 'A port at the far end',
            socks: 'SOCKS5',
            guacd: 'Guacamole',
          },
        },
        {
          path: 'tunnel.ways[].target',
          name: 'Target',
          does: 'Where connections lead to; a SOCKS5 server needs none.',
          why: 'Only you know it.',
          none: 'None',
        },
        {
          path: 'tunnel.ways[].maxConnections',
          name: 'Connections at most',
          does: 'Of this way at once.',
          why: 'Far above any use, and below what a flood would need to fill the machine.',
          unit: plain(''),
        },
        {
          path: 'tunnel.ways[].user',
          name: 'User',
          does: 'Of the SOCKS5 server.',
          why: 'It listens on this machine alone, unless you say otherwise.',
          none: 'Nobody is asked',
        },
        {
          path: 'tunnel.ways[].password',
          name: 'Password',
          does: 'Of the SOCKS5 server. It is kept in the system’s key store where there is one.',
          why: 'A password that everybody has is none.',
          none: 'None',
        },
        {
          path: 'tunnel.ways[].session',
          name: 'Session',
          does: 'Of Guacamole: what Hawser tells guacd in the handshake.',
          why: 'A client that does the handshake itself needs none.',
          none: 'None',
        },
      ],
    },
    {
      title: 'A new permission',
      at: 'tunnel',
      rows: [
        {
          path: 'tunnel.allow[].what',
          name: 'What is allowed',
          does: 'To reach a target from here, or to take connections here.',
          why: 'To reach something is asked for far more often.',
          words: { connect: 'Reach a target', listen: 'Listen here' },
        },
        {
          path: 'tunnel.allow[].enabled',
          name: 'Enabled',
          does: 'Whether the permission holds.',
          why: 'Who allows something means it.',
        },
      ],
    },
  ],
}
