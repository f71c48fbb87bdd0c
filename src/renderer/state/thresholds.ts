import { translated } from '../../language/table.ts'

export type Level = 'ok' | 'warn' | 'error'

/** From which value on a number is shown as a warning, and as an error. */
export type Threshold = { warn: number; error: number; explain: string }

/** Where worry begins. Ratios of frames follow what broadcasters' tools use. */
export const thresholds = translated(
  {
    lateRatio: { warn: 0.01, error: 0.05, explain: 'Warns above 1 % of frames, alarms above 5 %.' },
    missingRatio: { warn: 0.0001, error: 0.01, explain: 'Warns above 0.01 % of frames, alarms above 1 %.' },
    droppedRatio: { warn: 0.0001, error: 0.05, explain: 'Warns above 0.01 % of frames, alarms above 5 %.' },
    buffered: {
      warn: 1_000_000,
      error: 4_000_000,
      explain: 'Warns above 1 MB for a rule, alarms above 4 MB.',
    },
    behindMs: { warn: 1000, error: 5000, explain: 'Warns above 1 s, alarms above 5 s.' },
    fpsShortfall: { warn: 0.03, error: 0.2, explain: 'Warns 3 % below nominal, alarms 20 % below.' },
    egressDelayMs: { warn: 33, error: 250, explain: 'Warns above 33 ms, alarms above 250 ms.' },
    ingressLatenessMs: { warn: 40, error: 250, explain: 'Warns above 40 ms, alarms above 250 ms.' },
    stalls: { warn: 1, error: 5, explain: 'Warns at the first stall, alarms at five.' },
    linkLoss: { warn: 0.02, error: 0.1, explain: 'Warns above 2 % of packets, alarms above 10 %.' },
    peerLoss: { warn: 0.01, error: 0.05, explain: 'Warns above 1 % of packets, alarms above 5 %.' },
    linkRttMs: { warn: 500, error: 1500, explain: 'Warns above 500 ms, alarms above 1.5 s.' },
    qualityShortfall: { warn: 0.3, error: 0.5, explain: 'Warns below 0.7, alarms below 0.5.' },
    linkSilentMs: { warn: 3000, error: 8000, explain: 'Warns after 3 s, alarms after 8 s.' },
    tubeQueue: { warn: 1_000_000, error: 8_000_000, explain: 'Warns above 1 MB, alarms above 8 MB.' },
    capUsed: { warn: 0.8, error: 1, explain: 'Warns at 80 %; at 100 % the link is switched off.' },
  } as const satisfies Record<string, Threshold>,
  'explain',
)

export function levelOf(name: keyof typeof thresholds, value: number): Level {
  const { warn, error } = thresholds[name]
  return value >= error ? 'error' : value >= warn ? 'warn' : 'ok'
}

/** How many of so many; 0 of none. */
export const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : 0)
