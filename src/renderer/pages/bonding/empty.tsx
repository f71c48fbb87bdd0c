import { Plus, RadioTower } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { Diagram, DiagramTexts, diagramBox } from '../../components/diagram.tsx'
import { Empty, HelpLink } from '../../components/introduction.tsx'
import { sentence } from '../../components/sentence.tsx'
import { addBond, addReceiver } from '../../state/bond-actions.ts'

/** What bonding is, and the one step to the first. */
export function NoBonds() {
  return (
    <Empty
      className="max-w-144 py-14"
      picture={<Picture />}
      title={t('Send one stream over every uplink')}
      text={t(
        'A bond takes the SRT stream of a camera or encoder on this machine and spreads it over all modems, Wi-Fi and cables at once, so that the picture stays whole while links fade, die and return. A receiver at the other end, Hawser or any SRTLA receiver, puts it together again.',
      )}
      actions={
        <>
          <Button look="primary" icon={Plus} onClick={addBond}>
            {t('Add bond')}
          </Button>
          <Button icon={RadioTower} onClick={addReceiver}>
            {t('Add receiver')}
          </Button>
        </>
      }
    >
      {sentence(
        "In the camera enter {{code}}, mode caller; or this machine's address when the camera is another device. Read {{helpLink}}.",
        {
          code: <code className="font-mono text-muted select-all">{t('srt://127.0.0.1:6000')}</code>,
          helpLink: <HelpLink topic="bonding">{t('how bonding works')}</HelpLink>,
        },
      )}
    </Empty>
  )
}

const texts = translated(
  [
    { x: 53, y: 53, text: 'Camera', bold: true },
    { x: 53, y: 69, text: 'SRT caller' },
    { x: 218, y: 50, text: 'Hawser', bold: true },
    { x: 218, y: 66, text: '127.0.0.1:6000' },
    { x: 218, y: 79, text: 'bond' },
    { x: 501, y: 53, text: 'Receiver', bold: true },
    { x: 501, y: 69, text: 'receiver:5000' },
  ],
  'text',
)

/** Camera, Hawser with three links, receiver. */
function Picture() {
  return (
    <Diagram
      size={[560, 112]}
      label={t('A camera sends SRT to Hawser, which spreads it over several uplinks to a receiver.')}
      className="max-w-136"
    >
      <rect x="1" y="26" width="104" height="60" rx="9" className={diagramBox} />
      <rect x="160" y="18" width="116" height="76" rx="9" className="fill-accent-soft stroke-accent" />
      <rect x="443" y="26" width="116" height="60" rx="9" className={diagramBox} />
      <g fill="none" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
        <path d="M108 56h46m-6-5 6 5-6 5" className="stroke-accent" />
        <path d="M279 40C320 8 400 8 438 44" stroke="var(--link-0)" />
        <path d="M279 56h159m-6-5 6 5-6 5" stroke="var(--link-1)" />
        <path d="M279 72c41 32 121 32 159-4" stroke="var(--link-2)" />
      </g>
      <DiagramTexts of={texts} />
    </Diagram>
  )
}
