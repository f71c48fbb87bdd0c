import { t } from '../../language/t.ts'
import { translated } from '../../language/table.ts'
import { Choice } from './choice.tsx'

const ways = translated(
  [
    { value: 'automatic', label: 'Automatic' },
    { value: 'dgram', label: 'Plain' },
  ] as const,
  'label',
)
type Datagrams = (typeof ways)[number]['value']

type Props = {
  value: Datagrams
  change: (value: Datagrams) => void
  note?: string
  tight?: boolean
  className?: string
}

/** How datagrams are handed to the system. */
export const DatagramsChoice = (props: Props) => <Choice label={t('Datagrams')} options={ways} {...props} />
/** What there is to say of it. */
export const datagramsNote = () => t('Automatic uses the native way where there is one.')
