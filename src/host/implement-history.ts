import type { historyCalls } from '../contract/history.ts'
import type { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { Past } from './past.ts'

/** The part of the contract that is about what is kept over time. */
export const implementHistory = ({
  past,
}: {
  past: Past
}): Pick<Server<typeof hostContract>, keyof typeof historyCalls> => ({
  series: (question) => ({ series: past.read(question) }),
  historyState: () => past.state,
  noteTransfers: (figures) => past.transfers(figures),
})
