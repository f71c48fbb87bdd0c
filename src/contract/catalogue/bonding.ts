import { plain, type SettingGroup, seconds } from './row.ts'

const datagramWords = { automatic: 'Automatic', dgram: 'What works everywhere' }

export const bonding: SettingGroup = {
  id: 'bonding',
  title: 'Bonding',
  note: 'Bonds, receivers, and what new ones begin with.',
  rows: [
    {
      path: 'bonds',
      name: 'Bonds',
      does: 'SRT streams that are sent over several uplinks at once.',
      why: 'Nothing is sent before you say where to.',
      at: 'bonding',
    },
    {
      path: 'receivers',
      name: 'Receivers',
      does: 'Where bonds of others end.',
      why: 'Nothing listens on this machine before you say so.',
      at: 'bonding',
    },
  ],
  entries: [
    {
      title: 'A new bond',
      at: 'bonding',
      rows: [
        {
          path: 'bonds[].enabled',
          name: 'Enabled',
          does: 'Whether the bond runs.',
          why: 'Who adds a bond wants to use it.',
        },
        {
          path: 'bonds[].mode',
          name: 'Mode',
          does: 'Enhanced weighs links by what they deliver; classic counts packets in flight alone.',
          why: 'Enhanced loses fewer packets where links differ, and every receiver understands both.',
          words: { enhanced: 'Enhanced', classic: 'Classic' },
        },
        {
          path: 'bonds[].qualityScoring',
          name: 'Quality scoring',
          does: 'Enhanced mode: weighs links by how recently they lost packets.',
          why: 'A link that has just lost packets will lose more.',
        },
        {
          path: 'bonds[].exploration',
          name: 'Exploration',
          does: 'Enhanced mode: tries the second-best link now and then.',
          why: 'Each try risks a packet of a live stream; links are measured without it, too.',
        },
        {
          path: 'bonds[].stallGuard',
          name: 'Stall guard',
          does: 'Takes data off a link that no longer delivers it.',
          why: 'Without it a link that takes packets and drops them is noticed only after its timeout.',
        },
        {
          path: 'bonds[].uplinks',
          name: 'Uplinks',
          does: 'Which ways out are used: all that can carry traffic, chosen ones, or those of a file.',
          why: 'A modem that is plugged in on the way should be used without a click.',
          words: { automatic: 'Automatic', listed: 'Chosen', file: 'From a file' },
        },
        {
          path: 'bonds[].links',
          name: 'Links',
          does: 'The chosen uplinks, and the priority, label and data cap of each.',
          why: 'Every uplink counts alike until you know better.',
          none: 'None',
        },
        {
          path: 'bonds[].uplinksFile',
          name: 'File of uplinks',
          does: 'A text file with one local address a line, read again when it changes.',
          why: 'Only machines that are set up by scripts have one.',
          none: 'None',
        },
        {
          path: 'bonds[].linkTimeoutMs',
          name: 'Link timeout',
          does: 'A link that receives nothing for so long is down.',
          why: 'Keepalives come every second; five that are missing are no coincidence.',
          unit: seconds,
        },
        {
          path: 'bonds[].datagrams',
          name: 'Sending packets',
          does: 'Automatic batches system calls where the system offers it.',
          why: 'Batches take a fraction of the processor, and one falls back by itself where there are none.',
          words: datagramWords,
        },
      ],
    },
    {
      title: 'A link of a bond',
      at: 'bonding',
      rows: [
        {
          path: 'bonds[].links[].label',
          name: 'Label',
          does: 'For people, such as the operator of a modem.',
          why: 'The name of the interface says enough for one of each kind.',
          none: 'The interface',
        },
        {
          path: 'bonds[].links[].weight',
          name: 'Priority',
          does: '100 carries all it can, 50 counts half when links are compared, 0 is off.',
          why: 'What a link can carry is measured; less than all is a wish of yours.',
          unit: plain('%'),
          none: 'Off',
        },
        {
          path: 'bonds[].links[].metered',
          name: 'Metered',
          does: 'Used only while the links that are not metered cannot carry the stream.',
          why: 'Systems do not tell what a link costs; a link that is spared would be missed.',
        },
        {
          path: 'bonds[].links[].dailyCap',
          name: 'Data cap a day',
          does: 'Bytes both ways in a calendar day. A warning comes at 80 %, at 100 % the link is switched off.',
          why: 'A link that switches itself off on the air must be your decision.',
          unit: { word: 'GB', factor: 1e9 },
          none: 'No cap',
        },
        {
          path: 'bonds[].links[].monthlyCap',
          name: 'Data cap a month',
          does: 'Bytes both ways in a calendar month. A warning comes at 80 %, at 100 % the link is switched off.',
          why: 'A link that switches itself off on the air must be your decision.',
          unit: { word: 'GB', factor: 1e9 },
          none: 'No cap',
        },
      ],
    },
    {
      title: 'A new receiver',
      at: 'bonding',
      rows: [
        {
          path: 'receivers[].enabled',
          name: 'Enabled',
          does: 'Whether the receiver listens.',
          why: 'Who adds a receiver wants to use it.',
        },
        {
          path: 'receivers[].maxGroups',
          name: 'Groups at most',
          does: 'How many senders may be connected at once.',
          why: 'More than an event has, and few enough that a flood does not fill the memory.',
        },
        {
          path: 'receivers[].maxLinksPerGroup',
          name: 'Links of a group at most',
          does: 'How many uplinks one sender may use.',
          why: 'As many as the protocol knows.',
        },
        {
          path: 'receivers[].maxGroupsPerSource',
          name: 'Groups from one source',
          does: 'How many senders may come from one address.',
          why: 'A whole team behind one router fits in; one that only registers does not go on for long.',
        },
        {
          path: 'receivers[].allowedSources',
          name: 'Allowed sources',
          does: 'From which addresses senders may come.',
          why: 'Mobile uplinks change their addresses all the time.',
          none: 'All',
        },
        {
          path: 'receivers[].datagrams',
          name: 'Sending packets',
          does: 'Automatic batches system calls where the system offers it.',
          why: 'Batches take a fraction of the processor, and one falls back by itself where there are none.',
          words: datagramWords,
        },
      ],
    },
  ],
}
