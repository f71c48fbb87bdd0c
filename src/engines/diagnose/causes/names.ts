import { thresholds } from '../../../contract/thresholds.ts'
import { type Facts, type Found, listOf, type Rule, when } from './facts.ts'

/** Names, and login pages that answer in place of the Internet. */
export const nameRules: readonly Rule[] = [noServer, slowServer, wrongAnswers, portal]

const otherServer =
  'Enter another DNS server in the network settings of the system: the address of the router, or one that you were given.'
const showServers = {
  linux: 'resolvectl status',
  darwin: 'scutil --dns',
  win32: 'ipconfig /all',
}

function noServer(facts: Facts): Found[] {
  if (!facts.isWrong('dns')) return []
  const servers = facts.list('dns', 'servers')
  const dead = facts.list('dns', 'dead')
  const failing = facts.list('dns', 'failing')
  const silent = [...dead, ...failing]
  const common = {
    evidence: facts.evidence('dns'),
    fix: otherServer,
    command: showServers[facts.platform],
    checks: ['dns' as const],
  }
  if (servers.length === 0)
    return when(facts.state('dns') === 'bad', () => ({
      ...common,
      code: 'dns-none',
      weight: 0.94,
      text: 'This machine has no DNS server; no name can be looked up.',
    }))
  if (dead.length === servers.length)
    return [
      {
        ...common,
        code: 'dns-dead',
        weight: 0.94,
        text: `No DNS server answers (${listOf(dead)}): names cannot be looked up.`,
      },
    ]
  if (silent.length === servers.length)
    return [
      {
        ...common,
        code: 'dns-failing',
        weight: 0.86,
        text: `The DNS server ${failing[0]} answers with an error.`,
      },
    ]
  const isFirst = silent.includes(servers[0] ?? '')
  return when(silent.length > 0, () => ({
    ...common,
    code: 'dns-one-dead',
    weight: isFirst ? 0.8 : 0.3,
    text: isFirst
      ? `The first DNS server, ${servers[0]}, does not answer; each look-up waits for it.`
      : `One of the DNS servers, ${silent[0]}, does not answer.`,
    fix: `Take ${silent[0]} out of the DNS servers in the network settings of the system.`,
  }))
}

function slowServer(facts: Facts): Found[] {
  const judged = facts.graded(thresholds.dnsMs, 'dns', 'ms')
  return when(judged !== 'good' && facts.isWrong('dns'), () => ({
    code: 'dns-slow',
    weight: judged === 'bad' ? 0.78 : 0.3,
    text: `The DNS server takes ${Math.round(facts.number('dns', 'ms') ?? 0)} ms for an answer, before each new connection.`,
    evidence: facts.evidence('dns'),
    fix: `${otherServer} Or enter addresses in place of names.`,
    command: showServers[facts.platform],
    checks: ['dns'],
  }))
}

function wrongAnswers(facts: Facts): Found[] {
  const name = facts.text('dns', 'name')
  const isUnknownHere =
    facts.number('dns', 'systemMs') === -1 && facts.list('dns', 'addresses').length > 0 && name !== ''
  const common = { evidence: facts.evidence('dns'), checks: ['dns' as const] }
  return [
    ...when(facts.is('dns', 'missingName'), () => ({
      ...common,
      code: 'name-missing',
      weight: 0.92,
      text: `The name ${name} does not exist, or has no address.`,
      fix: 'Check how the name is spelled. If it is a name of a private network, its VPN and the DNS server of that network are needed.',
    })),
    ...when(facts.is('dns', 'blocked'), () => ({
      ...common,
      code: 'name-blocked',
      weight: 0.9,
      text: `A filter blocks ${name}: DNS tells an address that leads nowhere (${facts.list('dns', 'addresses')[0]}).`,
      fix: 'Ask who runs this network to allow the name, or enter the address in place of the name.',
    })),
    ...when(isUnknownHere, () => ({
      ...common,
      code: 'name-lookup-fails',
      weight: 0.82,
      text: `The DNS servers know ${name}, but this system's own look-up fails.`,
      fix: 'Look whether the file hosts or a program for protection on this machine has the name, and empty the memory of look-ups.',
      command: {
        linux: 'resolvectl flush-caches',
        darwin: 'sudo dscacheutil -flushcache',
        win32: 'ipconfig /flushdns',
      }[facts.platform],
    })),
    ...when(facts.is('dns', 'disagreeing'), () => ({
      ...common,
      code: 'dns-disagree',
      weight: 0.35,
      text: `The DNS servers disagree on ${name}: only some of them know it.`,
      fix: 'Leave only the DNS servers of one network in the settings of the system.',
    })),
    ...when(facts.is('dns', 'noIpv6Answers'), () => ({
      ...common,
      code: 'dns-no-ipv6',
      weight: 0.35,
      text: 'The DNS server does not answer questions for IPv6 addresses, which delays connections.',
      fix: otherServer,
    })),
    ...when(facts.is('dns', 'hijacked'), () => ({
      ...common,
      code: 'dns-hijacked',
      weight: 0.25,
      text: 'The DNS server gives addresses for names that do not exist.',
      fix: `${otherServer} Wrong names then fail at once instead of leading astray.`,
    })),
  ]
}

function portal(facts: Facts): Found[] {
  return when(facts.is('captive-portal', 'portal'), () => ({
    code: 'captive-portal',
    weight: 0.99,
    text: 'A login page stands before the Internet: this network lets nothing through until somebody signs in.',
    evidence: facts.evidence('captive-portal'),
    fix: 'Open any page that begins with http:// in a browser and sign in. For machines without a screen, ask who runs the network to let their hardware address in.',
    command: facts.text('captive-portal', 'redirectedTo')
      ? `http://${facts.text('captive-portal', 'redirectedTo')}/`
      : '',
    checks: ['captive-portal'],
  }))
}
