import type { diagnoseCalls } from '../contract/diagnose.ts'
import type { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { Doctor } from './diagnose/doctor.ts'
import { readReport } from './diagnose/read-report.ts'
import { shareReport } from './diagnose/report-forms.ts'
import type { SettingsFile } from './settings-file.ts'

export interface DiagnoseParts {
  doctor: Doctor
  settings: SettingsFile
}

/** The part of the contract that is about the doctor. */
export function implementDiagnose({
  doctor,
  settings,
}: DiagnoseParts): Pick<Server<typeof hostContract>, keyof typeof diagnoseCalls> {
  return {
    judgeStreams: async ({ streams }) => ({ bottlenecks: await doctor.judge(streams) }),
    diagnose: (input, signal) => doctor.diagnose(input, signal),
    async setDiagnose(change) {
      const { diagnose } = await settings.change((old) => ({
        ...old,
        diagnose: { ...old.diagnose, ...change },
      }))
      return diagnose
    },
    diagnosisText: ({ report, form, addresses }) =>
      shareReport(report, form, { known: doctor.secrets, addresses }),
    readDiagnosis: ({ text }) => readReport(text),
    lastDiagnosis: async () => ({ report: (await doctor.last()) ?? null }),
  }
}
