import { thresholds } from '../../../contract/thresholds.ts'
import { type Facts, type Found, type Rule, when } from './facts.ts'

/** This machine itself: whether it keeps up, and what its system allows. */
export const machineRules: readonly Rule[] = [health, limits]

const weights = { good: 0, poor: 0.45, bad: 0.85 }

function health(facts: Facts): Found[] {
  if (!facts.isWrong('own-health')) return []
  const of = (limit: Parameters<Facts['graded']>[0], figure: string) =>
    facts.graded(limit, 'own-health', figure)
  const number = (figure: string) => facts.number('own-health', figure) ?? 0
  const cpu = of(thresholds.cpuPercent, 'cpuPercent')
  const late = of(thresholds.loopDelayMs, 'loopP99Ms')
  const steal = of(thresholds.stealPercent, 'stealPercent')
  const throttled = of(thresholds.cpuThrottledPercent, 'throttledPercent')
  const memory = of(thresholds.memoryFreePercent, 'memoryFreePercent')
  // What comes late without any of these is the program's own.
  const isOwn = [cpu, steal, throttled, memory].every((each) => each === 'good')
  const common = { evidence: facts.evidence('own-health'), checks: ['own-health' as const] }
  return [
    ...when(steal !== 'good', () => ({
      ...common,
      code: 'vm-starved',
      weight: weights[steal],
      text: `The host of this virtual machine gives ${number('stealPercent')} % of its processors to others.`,
      fix: 'Move the virtual machine to a host that is less busy, or give it processors of its own.',
    })),
    ...when(throttled !== 'good', () => ({
      ...common,
      code: 'container-limit',
      weight: weights[throttled],
      text: `The limit of this container holds it back in ${number('throttledPercent')} % of the time.`,
      fix: 'Give the container more processor time.',
      command: 'docker update --cpus 2 NAME',
    })),
    ...when(cpu !== 'good', () => ({
      ...common,
      code: 'cpu-starved',
      weight: cpu === 'bad' || late === 'bad' ? weights.bad : weights.poor,
      text: `The processors of this machine are ${number('cpuPercent')} % busy: ${cpu === 'bad' ? 'nothing runs in time' : 'peaks already come late'}.`,
      fix: 'Close what needs the processors (encoders, browsers, virus scans), lower the resolution of encoders, or use a faster machine.',
      command: {
        linux: 'top -o %CPU',
        darwin: 'top -o cpu',
        win32: 'Get-Process | Sort-Object CPU -Descending | Select-Object -First 10',
      }[facts.platform],
    })),
    ...when(memory !== 'good', () => ({
      ...common,
      code: 'memory-low',
      weight: weights[memory],
      text: `Only ${number('memoryFreePercent')} % of the memory is left: programs wait for the disk.`,
      fix: 'Close programs that are not needed, or put in more memory.',
    })),
    ...when(late !== 'good' && isOwn, () => ({
      ...common,
      code: 'program-late',
      weight: late === 'bad' ? 0.7 : 0.4,
      text: `Hawser comes up to ${Math.round(number('loopP99Ms'))} ms late to its work, though the processors are not busy.`,
      fix: 'Switch off power saving and put Hawser out of what the protection program scans.',
    })),
  ]
}

type Remedy = { fix: string; linux: string }

const remedies = new Map(
  Object.entries<Remedy>({
    buffers: {
      fix: 'Allow larger socket buffers in the system.',
      linux: 'sudo sysctl net.core.rmem_max=8388608 net.core.wmem_max=8388608',
    },
    files: {
      fix: 'Allow this program more open files and start it again.',
      linux: 'ulimit -n 65536',
    },
    'system-files': {
      fix: 'Find the program that leaves files open, or allow the system more of them.',
      linux: 'sudo sysctl fs.file-max=2097152',
    },
    ports: {
      fix: 'Allow more ports for outgoing connections.',
      linux: 'sudo sysctl net.ipv4.ip_local_port_range="10000 65535"',
    },
    conntrack: {
      fix: 'Make the table of connections of the firewall larger, and look for what opens so many.',
      linux: 'sudo sysctl net.netfilter.nf_conntrack_max=262144',
    },
  }),
)

function limits(facts: Facts): Found[] {
  if (!facts.isWrong('system-limits')) return []
  const [name = ''] = facts.list('system-limits', 'exhausted')
  const remedy = remedies.get(name)
  const isFull = name === 'conntrack' || name === 'system-files'
  return [
    {
      code: `limit-${name || 'reached'}`,
      weight: facts.state('system-limits') === 'bad' ? (isFull ? 0.89 : 0.6) : 0.3,
      text: facts.summary('system-limits'),
      evidence: facts.evidence('system-limits'),
      fix: remedy?.fix ?? 'Raise the limit that is named.',
      command: facts.platform === 'linux' ? (remedy?.linux ?? '') : '',
      checks: ['system-limits'],
    },
  ]
}
