import { Choice } from './choice.tsx'

const ways = [
  { value: 'automatic', label: 'Automatic' },
  { value: 'dgram', label: 'Plain' },
] as const
type Datagrams = (typeof ways)[number]['value']

type Props = {
  value: Datagrams
  change: (value: Datagrams) => void
  note?: string
  tight?: boolean
  className?: string
}

/** How datagrams are handed to the system. */
export const DatagramsChoice = (props: Props) => <Choice label="Datagrams" options={ways} {...props} />
/** What there is to say of it. */
export const datagramsNote = 'Automatic uses the native way where there is one.'
