import type { SettingGroup } from './row.ts'

export const transfer: SettingGroup = {
  id: 'transfer',
  title: 'Transfer',
  note: 'Files that are sent to somebody, and how connections by code are made.',
  rows: [
    {
      path: 'transfer.saveTo',
      name: 'Received files go to',
      does: 'A folder on this machine, as a whole path.',
      why: 'Where people look for what has arrived.',
      none: 'The downloads folder of the system',
    },
    {
      path: 'transfer.trustPaired',
      name: 'Take files of paired devices without asking',
      does: 'Files of paired devices arrive without a click.',
      why: 'Paired means proven, not welcome at any time.',
    },
    {
      path: 'transfer.seal',
      name: 'Seal everything from end to end',
      does: 'A layer of Hawser’s own above DTLS. Both sides must agree to be without it.',
      why: 'It also holds against quantum computers, and costs little on any processor of these years.',
    },
    {
      path: 'transfer.gentle',
      name: 'Be gentle',
      does: 'One connection only, which leaves room for live video on the same link.',
      why: 'Most transfers have the link for themselves.',
    },
    {
      path: 'transfer.maxLanes',
      name: 'Lanes at most',
      does: 'Connections side by side; more of them help where packets get lost.',
      why: 'Only those that pay are opened, so that a high limit does no harm.',
    },
    {
      path: 'transfer.mode',
      name: 'Mode',
      does: 'Whether the browser repeats what is lost, or Hawser itself.',
      why: 'What measures faster is taken; on nearly every path that is the reliable mode.',
      words: { automatic: 'Automatic', reliable: 'Reliable', unreliable: 'Unreliable' },
    },
    {
      path: 'transfer.iceServers',
      name: 'STUN and TURN servers',
      does: 'Find the way through routers, or carry the sealed bytes where there is none. For tunnels too.',
      why: 'Whoever runs such a server sees your address: nobody’s is used unasked.',
      at: 'transfer-settings',
      none: 'None',
    },
    {
      path: 'transfer.relayOnly',
      name: 'Through TURN only',
      does: 'The other side never learns this machine’s address, and no straight way is tried.',
      why: 'The straight way is faster and costs nobody anything.',
    },
    {
      path: 'transfer.rendezvous',
      name: 'Rendezvous',
      does: 'Where codes meet: any Hawser that runs as a rendezvous. No file passes it.',
      why: 'Codes work on this network without one; nobody’s server is used unasked.',
      none: 'None: on this network only',
    },
    {
      path: 'transfer.listen',
      name: 'Listening for calls',
      does: 'Address and TCP port where paired devices call. Only they get an answer.',
      why: 'All addresses, so that devices on any of your networks find it; off until the first device is paired.',
    },
  ],
}
