import { FileSpreadsheet, Image, Pause, Play, ZoomOut } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button, IconButton } from '../components/button.tsx'
import { Segmented } from '../components/field.tsx'
import { useKey } from '../state/use-key.ts'
import type { Span } from './time-chart.tsx'

/** What all charts of a card have in common. */
export type SharedTime = {
  span: () => Span
  zoom: Span | undefined
  setZoom: (zoom: Span | undefined) => void
  running: boolean
  version: string
}

type Props<W extends string> = {
  windows: readonly { value: W; label: string }[]
  choice: W
  choose: (choice: W) => void
  /** Whether new data comes in, and how much time is shown up to when; times in seconds. */
  source: { live: boolean; seconds: number; now: () => number; version: string }
  saveCsv: () => void
  savePng: () => void
  children: (shared: SharedTime) => ReactNode
}

/** Charts with one window, one zoom, one cursor, and the buttons for them. */
export function ChartCard<W extends string>({
  windows,
  choice,
  choose,
  source,
  saveCsv,
  savePng,
  children,
}: Props<W>) {
  const [paused, setPaused] = useState(false)
  const [zoom, setZoom] = useState<Span>()
  useKey('p', () => setPaused(!paused))
  const running = source.live && !paused && zoom === undefined
  const span = () => ({ min: source.now() - source.seconds, max: source.now() })
  return (
    <section aria-label="Charts" className="card min-w-0">
      <h2 className="sr-only">Charts</h2>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <Segmented
          label="Time window"
          value={choice}
          options={windows}
          change={(next) => {
            choose(next)
            setZoom(undefined)
            setPaused(false)
          }}
        />
        {source.live && (
          <Button
            small
            look="ghost"
            icon={paused || zoom ? Play : Pause}
            aria-keyshortcuts="P"
            onClick={() => {
              setZoom(undefined)
              setPaused(zoom ? false : !paused)
            }}
          >
            {paused || zoom ? 'Resume' : 'Pause'}
          </Button>
        )}
        {zoom && (
          <Button small look="ghost" icon={ZoomOut} onClick={() => setZoom(undefined)}>
            Reset zoom
          </Button>
        )}
        <span className="ml-auto flex items-center gap-1">
          <span className="mr-2 hidden text-xs text-faint lg:inline">
            Drag to zoom, double click to go back
          </span>
          <IconButton label="Export as CSV" icon={FileSpreadsheet} onClick={saveCsv} />
          <IconButton label="Export as PNG" icon={Image} onClick={savePng} />
        </span>
      </div>
      {children({ span, zoom, setZoom, running, version: source.version })}
    </section>
  )
}
