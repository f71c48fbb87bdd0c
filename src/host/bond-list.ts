import {
  type Bond,
  type BondChange,
  bondSchema,
  type Receiver,
  type ReceiverChange,
  receiverSchema,
} from '../contract/bond.ts'
import { checkBond, checkReceiver } from './bond-checks.ts'
import { entryList } from './entry-list.ts'

const common = { limit: 100, unknownCode: 'bond-unknown' } as const

export const bondList = entryList<Bond, BondChange>({
  ...common,
  noun: 'bond',
  schema: bondSchema,
  check: checkBond,
  read: ({ bonds }) => bonds,
  write: (settings, bonds) => ({ ...settings, bonds }),
})

export const receiverList = entryList<Receiver, ReceiverChange>({
  ...common,
  noun: 'receiver',
  schema: receiverSchema,
  check: checkReceiver,
  read: ({ receivers }) => receivers,
  write: (settings, receivers) => ({ ...settings, receivers }),
})
