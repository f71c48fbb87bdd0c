import type { CheckState, Diagnosis, PlanLine } from '../../contract/diagnose.ts'
import { translated } from '../../language/table.ts'
import type { Look } from './state-badge.tsx'

/** How the results of checks are shown. */
export const checkLooks: Readonly<Record<CheckState, Look>> = translated(
  {
    good: {
      word: 'Good',
      colour: 'text-ok',
      soft: 'bg-ok-soft',
      shape: 'dot',
      meaning: 'As it should be for live video.',
    },
    poor: {
      word: 'Poor',
      colour: 'text-warn',
      soft: 'bg-warn-soft',
      shape: 'triangle',
      meaning: 'It works, but not well: a stream may suffer.',
    },
    bad: {
      word: 'Bad',
      colour: 'text-error',
      soft: 'bg-error-soft',
      shape: 'cross',
      meaning: 'A stream will suffer, or does not come at all.',
    },
    unknown: {
      word: 'Not known',
      colour: 'text-muted',
      soft: 'bg-raised',
      shape: 'half',
      meaning: 'It could not be told here; the line says why. Nothing is guessed.',
    },
    skipped: {
      word: 'Skipped',
      colour: 'text-faint',
      soft: 'bg-raised',
      shape: 'dash',
      meaning: 'There is nothing to look at; the line says what would change that.',
    },
    running: {
      word: 'Looking',
      colour: 'text-accent',
      soft: 'bg-accent-soft',
      shape: 'half',
      meaning: 'It is being looked at.',
    },
    waiting: {
      word: 'Waiting',
      colour: 'text-faint',
      soft: 'bg-raised',
      shape: 'ring',
      meaning: 'It comes next.',
    },
  },
  'word',
  'meaning',
)

/** How a whole report is shown. */
export const reportLooks: Readonly<Record<Diagnosis['state'], Look>> = {
  good: checkLooks.good,
  poor: checkLooks.poor,
  bad: checkLooks.bad,
  unknown: checkLooks.unknown,
  running: checkLooks.running,
}

/** How lines of a plan are shown. */
export const planLooks: Readonly<Record<PlanLine['verdict'], Look>> = translated(
  {
    go: { ...checkLooks.good, word: 'Go', meaning: 'There is room for it.' },
    risk: { ...checkLooks.poor, word: 'Risk', meaning: 'It fits, but with little room.' },
    'no-go': { ...checkLooks.bad, word: 'No-go', meaning: 'It will not work as it is.' },
    unknown: checkLooks.unknown,
  },
  'word',
  'meaning',
)
