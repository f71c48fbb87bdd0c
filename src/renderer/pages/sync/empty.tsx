import { Plus, QrCode } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { startPairing } from '../../state/peer-actions.ts'
import { paths } from '../../state/router.ts'
import { addFolder } from '../../state/sync-actions.ts'

/** What syncing is, and the one step to the first folder. */
export function NoFolders({ paired }: { paired: boolean }) {
  return (
    <div className="mx-auto flex max-w-144 flex-col items-center px-6 py-10 text-center">
      <Picture />
      <h2 className="mt-8 text-xl font-semibold tracking-tight">Keep folders equal between your machines</h2>
      <p className="mt-2 text-base text-muted">
        A card dumped on set appears in the edit suite. Only what changed travels, straight from machine to
        machine and encrypted; what is replaced or deleted goes to a bin, and when two people change one file
        at once, both versions are kept.
      </p>
      <div className="mt-6 flex flex-wrap justify-center gap-2">
        <Button
          look={paired ? 'primary' : 'plain'}
          icon={Plus}
          onClick={() => addFolder()}
          aria-keyshortcuts="F"
        >
          Add folder
        </Button>
        <Button
          look={paired ? 'plain' : 'primary'}
          icon={QrCode}
          className={paired ? '' : '-order-1'}
          onClick={() => startPairing('show')}
        >
          Pair a device
        </Button>
      </div>
      <p className="mt-4 text-xs text-faint">
        {paired
          ? 'Folders that a paired device shares with this one appear here by themselves.'
          : 'Pair this machine with another Hawser first: once, with a code.'}{' '}
        Read{' '}
        <a className="text-accent underline underline-offset-2" href={paths.helpOn('sync')}>
          how syncing works
        </a>
        .
      </p>
    </div>
  )
}

/** Two machines with one folder. */
function Picture() {
  const box = 'fill-surface stroke-line-strong'
  const label = 'fill-text text-[11px] font-semibold'
  const note = 'fill-faint text-[9.5px]'
  const folder = 'M0 6a3 3 0 0 1 3-3h9l4 4h15a3 3 0 0 1 3 3v15a3 3 0 0 1-3 3H3a3 3 0 0 1-3-3Z'
  return (
    <svg
      viewBox="0 0 480 116"
      role="img"
      aria-label="The same folder on a set cart and in an edit suite; changes go both ways, encrypted."
      className="w-full max-w-120"
    >
      <rect x="1" y="8" width="140" height="100" rx="9" className={box} />
      <rect x="339" y="8" width="140" height="100" rx="9" className={box} />
      <g className="fill-accent-soft stroke-accent" strokeWidth="1.5">
        <path d={folder} transform="translate(54 24)" />
        <path d={folder} transform="translate(392 24)" />
      </g>
      <g fill="none" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
        <path d="M152 48h174m-6-5 6 5-6 5" className="stroke-accent" />
        <path d="M328 66H154m6-5-6 5 6 5" stroke="var(--series-up)" />
      </g>
      <g textAnchor="middle" className="num">
        <text x="71" y="78" className={label}>
          Set cart
        </text>
        <text x="71" y="94" className={note}>
          /media/raid/rushes
        </text>
        <text x="409" y="78" className={label}>
          Edit suite
        </text>
        <text x="409" y="94" className={note}>
          D:\Rushes
        </text>
        <text x="240" y="36" className={note}>
          only what changed
        </text>
        <text x="240" y="86" className={note}>
          encrypted, machine to machine
        </text>
      </g>
    </svg>
  )
}
