import { isIP } from 'node:net'
import { networkOf } from '../../kit/network/address.ts'

const maxPeers = 1000
const maxNetworks = 10_000

export interface WireguardPeer {
  /** Public, and enough of it to tell peers apart: its first 8 characters. */
  name: string
  hasKey: boolean
  /** In canonical notation, with their lengths: `10.0.0.0/24`. */
  allowedIps: string[]
  /** Without brackets; empty where there is none. */
  endpointHost: string
  endpointPort: number
  /** Seconds; 0 is off. */
  persistentKeepalive: number
}

/** What a configuration says, without its secrets: keys are looked at, and not kept. */
export interface WireguardConfig {
  /** Without one, it is set by other means, or the file is a copy to look at. */
  hasPrivateKey: boolean
  addresses: string[]
  /** Bytes; 0 where it is left to the system. */
  mtu: number
  listenPort: number
  /** `Table` is `off` or another one: routes are not set as AllowedIPs say. */
  ownTable: boolean
  peers: WireguardPeer[]
  /** For people, with the number of the line; never with what stands there. */
  problems: string[]
}

/** 32 bytes in base64 (RFC 4648). */
const isKey = (text: string): boolean =>
  /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === 32

const knownInterface =
  /^(?:privatekey|listenport|address|dns|mtu|table|fwmark|preup|postup|predown|postdown|saveconfig)$/
const knownPeer = /^(?:publickey|presharedkey|allowedips|endpoint|persistentkeepalive)$/

/** Reads a configuration as `wg-quick` and the apps of WireGuard have it. Never throws. */
export function parseWireguardConfig(text: string): WireguardConfig {
  const config: WireguardConfig = {
    hasPrivateKey: false,
    addresses: [],
    mtu: 0,
    listenPort: 0,
    ownTable: false,
    peers: [],
    problems: [],
  }
  let section: 'none' | 'interface' | WireguardPeer = 'none'
  for (const [place, whole] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = whole.replace(/#.*$/, '').trim()
    const problem = (words: string) => {
      if (config.problems.length < 20) config.problems.push(`line ${place + 1}: ${words}`)
    }
    if (line === '') continue
    if (/^\[interface\]$/i.test(line)) section = 'interface'
    else if (/^\[peer\]$/i.test(line)) {
      section = newPeer()
      if (config.peers.length < maxPeers) config.peers.push(section)
    } else if (line.startsWith('[')) {
      section = 'none'
      problem('there are no sections but [Interface] and [Peer]')
    } else {
      const at = line.indexOf('=')
      const key = (at < 0 ? line : line.slice(0, at)).trim().toLowerCase()
      const value = at < 0 ? '' : line.slice(at + 1).trim()
      if (value === '' && key !== 'allowedips') problem('a setting has a name, an equals sign and a value')
      else if (section === 'none') problem('a setting stands before [Interface] and [Peer]')
      else if (section === 'interface') readInterface(config, key, value, problem)
      else readPeer(section, key, value, problem)
    }
  }
  return config
}

const newPeer = (): WireguardPeer => ({
  name: '',
  hasKey: false,
  allowedIps: [],
  endpointHost: '',
  endpointPort: 0,
  persistentKeepalive: 0,
})

type Problem = (words: string) => void

function readInterface(config: WireguardConfig, key: string, value: string, problem: Problem): void {
  if (key === 'privatekey') {
    config.hasPrivateKey = true
    if (!isKey(value)) problem('PrivateKey is not a key')
  } else if (key === 'address') config.addresses.push(...networks(value, 'Address', problem))
  else if (key === 'mtu') config.mtu = number(value, 68, 65_535, 'MTU', problem)
  else if (key === 'listenport') config.listenPort = number(value, 0, 65_535, 'ListenPort', problem)
  else if (key === 'table') config.ownTable = value.toLowerCase() !== 'auto'
  else if (!knownInterface.test(key)) problem('no such setting in [Interface]')
}

function readPeer(peer: WireguardPeer, key: string, value: string, problem: Problem): void {
  if (key === 'publickey') {
    peer.hasKey = true
    if (isKey(value)) peer.name = value.slice(0, 8)
    else problem('PublicKey is not a key')
  } else if (key === 'presharedkey' && !isKey(value)) problem('PresharedKey is not a key')
  else if (key === 'allowedips') {
    const room = Math.max(0, maxNetworks - peer.allowedIps.length)
    peer.allowedIps.push(...networks(value, 'AllowedIPs', problem).slice(0, room))
  } else if (key === 'endpoint') readEndpoint(peer, value, problem)
  else if (key === 'persistentkeepalive')
    peer.persistentKeepalive =
      value.toLowerCase() === 'off' ? 0 : number(value, 0, 65_535, 'PersistentKeepalive', problem)
  else if (!knownPeer.test(key)) problem('no such setting in [Peer]')
}

function readEndpoint(peer: WireguardPeer, value: string, problem: Problem): void {
  const found = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([A-Za-z0-9._-]{1,253})):(\d{1,5})$/.exec(value)
  const host = found?.[1] ?? found?.[2] ?? ''
  const port = Number(found?.[3] ?? 0)
  if (host === '' || host.startsWith('-') || port < 1 || port > 65_535)
    return problem('Endpoint is a host, a colon and a port')
  peer.endpointHost = host
  peer.endpointPort = port
}

function networks(value: string, name: string, problem: Problem): string[] {
  const parts = value
    .split(',')
    .slice(0, maxNetworks)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return parts.flatMap((part) => {
    const [base = '', bits, more] = part.split('/')
    const family = isIP(base)
    const network =
      (family === 4 || family === 6) && more === undefined ? networkOf(base, bits, family) : undefined
    if (network === undefined) problem(`${name} holds what is no network`)
    return network ?? []
  })
}

function number(value: string, least: number, most: number, name: string, problem: Problem): number {
  const found = /^\d{1,6}$/.test(value) ? Number(value) : -1
  if (found >= least && found <= most) return found
  problem(`${name} is a number from ${least} to ${most}`)
  return 0
}
