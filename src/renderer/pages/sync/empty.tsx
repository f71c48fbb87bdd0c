import { Plus, QrCode } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { Diagram, DiagramTexts, diagramBox } from '../../components/diagram.tsx'
import { Empty, HelpLink } from '../../components/introduction.tsx'
import { sentence } from '../../components/sentence.tsx'
import { startPairing } from '../../state/peer-actions.ts'
import { addFolder } from '../../state/sync-actions.ts'

/** What syncing is, and the one step to the first folder. */
export function NoFolders({ paired }: { paired: boolean }) {
  return (
    <Empty
      className="max-w-144 py-10"
      picture={<Picture />}
      title={t('Keep folders equal between your machines')}
      text={t(
        'A card dumped on set appears in the edit suite. Only what changed travels, straight from machine to machine and encrypted; what is replaced or deleted goes to a bin, and when two people change one file at once, both versions are kept.',
      )}
      actions={
        <>
          <Button
            look={paired ? 'primary' : 'plain'}
            icon={Plus}
            onClick={() => addFolder()}
            aria-keyshortcuts="F"
          >
            {t('Add folder')}
          </Button>
          <Button
            look={paired ? 'plain' : 'primary'}
            icon={QrCode}
            className={paired ? '' : '-order-1'}
            onClick={() => startPairing('show')}
          >
            {t('Pair a device')}
          </Button>
        </>
      }
    >
      {paired
        ? t('Folders that a paired device shares with this one appear here by themselves.')
        : t('Pair this machine with another Hawser first: once, with a code.')}{' '}
      {sentence('Read {{helpLink}}.', {
        helpLink: <HelpLink topic="sync">{t('how syncing works')}</HelpLink>,
      })}
    </Empty>
  )
}

const texts = translated(
  [
    { x: 71, y: 78, text: 'Set cart', bold: true },
    { x: 71, y: 94, text: '/media/raid/rushes' },
    { x: 409, y: 78, text: 'Edit suite', bold: true },
    { x: 409, y: 94, text: 'D:\\Rushes' },
    { x: 240, y: 36, text: 'only what changed' },
    { x: 240, y: 86, text: 'encrypted, machine to machine' },
  ],
  'text',
)

/** Two machines with one folder. */
function Picture() {
  const folder = 'M0 6a3 3 0 0 1 3-3h9l4 4h15a3 3 0 0 1 3 3v15a3 3 0 0 1-3 3H3a3 3 0 0 1-3-3Z'
  return (
    <Diagram
      size={[480, 116]}
      label={t('The same folder on a set cart and in an edit suite; changes go both ways, encrypted.')}
      className="max-w-120"
    >
      <rect x="1" y="8" width="140" height="100" rx="9" className={diagramBox} />
      <rect x="339" y="8" width="140" height="100" rx="9" className={diagramBox} />
      <g className="fill-accent-soft stroke-accent" strokeWidth="1.5">
        <path d={folder} transform="translate(54 24)" />
        <path d={folder} transform="translate(392 24)" />
      </g>
      <g fill="none" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
        <path d="M152 48h174m-6-5 6 5-6 5" className="stroke-accent" />
        <path d="M328 66H154m6-5-6 5 6 5" stroke="var(--series-up)" />
      </g>
      <DiagramTexts of={texts} />
    </Diagram>
  )
}
