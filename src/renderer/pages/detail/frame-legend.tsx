import { translated } from '../../../language/table.ts'
import { Tip } from '../../components/tip.tsx'
import { words } from '../../words.ts'

const marks = translated(
  [
    { word: 'Late', path: 'M5 1.5 9 8.5H1Z', colour: 'text-warn', filled: false, meaning: words.late },
    {
      word: 'Very late',
      path: 'M5 1.5 9 8.5H1Z',
      colour: 'text-error',
      filled: true,
      meaning: words.veryLate,
    },
    {
      word: 'Missing',
      path: 'M1.5 1.5l7 7M8.5 1.5l-7 7',
      colour: 'text-error',
      filled: false,
      meaning: words.missing,
    },
    { word: 'Dropped', path: 'M1.5 1.5h7v7h-7Z', colour: 'text-up', filled: true, meaning: words.dropped },
  ] as const,
  'word',
  'meaning',
)

/** What the marks in the chart of frames mean. */
export function FrameLegend() {
  return (
    <ul className="flex flex-wrap gap-x-3 text-xs text-muted">
      {marks.map(({ word, path, colour, filled, meaning }) => (
        <li key={word}>
          <Tip text={meaning}>
            <button type="button" className="flex cursor-help items-center gap-1.5 rounded-sm">
              <svg
                aria-hidden="true"
                viewBox="0 0 10 10"
                className={`size-2.5 ${colour}`}
                fill={filled ? 'currentColor' : 'none'}
                stroke="currentColor"
                strokeWidth={filled ? 0 : 1.5}
              >
                <path d={path} />
              </svg>
              {word}
            </button>
          </Tip>
        </li>
      ))}
    </ul>
  )
}
