import { create } from 'zustand'
import type { Diagnosis } from '../../contract/diagnose.ts'

/** What is to be looked at, as it is being typed. */
export interface DiagnosisForm {
  /** `host:port`; empty: no target. */
  target: string
  /** The id of a paired device; empty: none. */
  peer: string
  deep: boolean
  /** Whether a session is planned, and what it needs: Mbit/s, and rules and bonds by their ids. */
  planned: boolean
  up: string
  down: string
  rules: readonly string[]
  bonds: readonly string[]
}

/** Where the report that is shown comes from. */
export type Source = { is: 'run' | 'last' } | { is: 'file'; name: string }

export interface DiagnosisState {
  form: DiagnosisForm
  shown: { report: Diagnosis; source: Source } | undefined
  /** The newest report of this host, whatever is shown. */
  last: Diagnosis | undefined
  running: boolean
  /** Why the last run, or the reading of a file, failed. */
  problem: string
  sharing: boolean
}

export const useDiagnosis = create<DiagnosisState>(() => ({
  form: { target: '', peer: '', deep: false, planned: false, up: '', down: '', rules: [], bonds: [] },
  shown: undefined,
  last: undefined,
  running: false,
  problem: '',
  sharing: false,
}))
export const diagnosis = useDiagnosis.getState
export const setDiagnosis = useDiagnosis.setState
export const changeForm = (part: Partial<DiagnosisForm>) =>
  setDiagnosis(({ form }) => ({ form: { ...form, ...part } }))
