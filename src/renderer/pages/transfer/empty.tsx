import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { HelpLink, HowItGoes } from '../../components/introduction.tsx'
import { sentence } from '../../components/sentence.tsx'

const steps: readonly { title: string; text: string }[] = translated(
  [
    {
      title: '1. Drop',
      text: 'Files, folders or a text. Nothing is read into memory and nothing is packed: 50 GB is as easy as 5 MB.',
    },
    {
      title: '2. Say the code',
      text: 'The other side types it under Receive, or scans it. Paired devices on this network need none.',
    },
    {
      title: '3. It arrives',
      text: 'Straight from machine to machine, sealed from end to end, over as many lanes as the path is worth. Every file is proven on arrival.',
    },
    {
      title: 'Cut off?',
      text: 'It goes on where it stopped: after another network, a closed lid, a crash on either side.',
    },
  ],
  'title',
  'text',
)

/** What a transfer is, for those who have not made one. */
export const HowItWorks = () => (
  <HowItGoes label={t('How a transfer goes')} steps={steps}>
    {sentence('No account, and on one network no server. Read {{helpLink}}.', {
      helpLink: <HelpLink topic="transfer">{t('how transfers work')}</HelpLink>,
    })}
  </HowItGoes>
)
