import type { Settings } from '../../src/contract/settings.ts'
import { type Way, waySchema } from '../../src/contract/tunnel.ts'
import { defaultSettings } from '../../src/host/settings-format.ts'
import { bond } from './bonds.ts'
import { rule } from './rules.ts'

export const deviceId = `${'B'.repeat(51)}A`

/** A way with a password. */
export const way = (given: Partial<Way> = {}): Way =>
  waySchema.parse({
    id: 'w1',
    name: 'Proxy',
    party: deviceId,
    kind: 'socks',
    listen: { host: '127.0.0.1', port: 1080 },
    user: 'crew',
    password: 'planted-password',
    ...given,
  })

/** Settings in which nearly everything is set. */
export function fullSettings(): Settings {
  const settings = defaultSettings()
  return {
    ...settings,
    deviceName: 'Truck',
    preferences: { ...settings.preferences, theme: 'dark' },
    rules: [rule({ id: 'stage', name: 'Stage' }), rule({ id: 'crane', name: 'Crane', enabled: false })],
    bonds: [bond({ id: 'uplink', name: 'Uplink' })],
    peers: [{ id: deviceId, name: 'Studio', certificate: 'PEM', addresses: [], pairedAt: 5 }],
    folders: [
      {
        id: 'rushes',
        name: 'Rushes',
        enabled: true,
        path: '/media/rushes',
        mode: 'both',
        peers: [deviceId],
        ignore: [],
        selected: [],
        watch: true,
        rescanMinutes: 60,
        quietMs: 1000,
        symlinks: 'keep',
        keepDays: 30,
        keepVersions: 5,
      },
    ],
    transfer: {
      ...settings.transfer,
      iceServers: [{ url: 'turn:turn.example.net:3478', username: 'crew', credential: 'planted-credential' }],
    },
    tunnel: { ...settings.tunnel, ways: [way()] },
    sync: { ...settings.sync, upload: 1_000_000 },
  }
}
