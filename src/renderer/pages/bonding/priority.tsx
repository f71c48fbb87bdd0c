import { useEffect, useRef, useState } from 'react'
import { t } from '../../../language/t.ts'
import { changeLink } from '../../state/bond-actions.ts'

type Props = { bondId: string; link: string; name: string; weight: number }

/** Arrow keys come in quick succession; the last of them counts. */
const settleMs = 400

/** How much of a link is used, by dragging or by arrow keys; saved when let go. */
export function Priority({ bondId, link, name, weight }: Props) {
  const [wanted, setWanted] = useState<number>()
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef(0)
  const held = useRef(false)
  const shown = wanted ?? weight
  useEffect(() => {
    const save = () => {
      clearTimeout(timer.current)
      timer.current = window.setTimeout(
        async () => {
          await changeLink(bondId, link, { weight: Number(element.value) })
          setWanted(undefined)
        },
        held.current ? 0 : settleMs,
      )
    }
    // React's own `onChange` is the browser's `input`; this one comes when the thumb is let go.
    const element = input.current!
    element.addEventListener('change', save)
    return () => {
      element.removeEventListener('change', save)
      clearTimeout(timer.current)
    }
  }, [bondId, link])
  return (
    <label className="block">
      <span className="flex items-baseline justify-between gap-2 text-2xs text-faint">
        {t('Priority')}
        <output className={`num text-xs font-medium ${shown === 0 ? 'text-faint' : 'text-text'}`}>
          {shown === 0 ? t('Off') : `${shown} %`}
        </output>
      </span>
      <input
        ref={input}
        type="range"
        min={0}
        max={100}
        step={5}
        value={shown}
        aria-label={t('Priority of {{name}}', { name })}
        aria-valuetext={shown === 0 ? t('Off') : t('{{shown}} percent', { shown })}
        onPointerDown={() => {
          held.current = true
        }}
        onKeyDown={() => {
          held.current = false
        }}
        onChange={(event) => setWanted(Number(event.target.value))}
        className="slider"
        style={{ ['--part' as string]: `${shown}%` }}
      />
    </label>
  )
}
