import { FileJson } from 'lucide-react'
import { useEffect, useState } from 'react'
import { setUi } from '../state/ui.ts'

const carriesFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** A rules file dropped anywhere on the page is offered for import. */
export function DropZone() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const drag = (event: DragEvent) => {
      if (!carriesFile(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const drop = async (event: DragEvent) => {
      if (!carriesFile(event)) return
      event.preventDefault()
      setOver(false)
      const file = event.dataTransfer?.files[0]
      if (file) setUi({ importing: { name: file.name, text: await file.text() } })
    }
    addEventListener('dragover', drag)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', drag)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  if (!over) return null
  return (
    <div className="pointer-events-none fixed inset-3 z-10 grid place-items-center rounded-xl border-2 border-dashed border-accent bg-accent-soft/85">
      <p className="flex items-center gap-2.5 text-lg font-semibold">
        <FileJson aria-hidden className="size-5 text-accent" /> Drop a rules file to import it
      </p>
    </div>
  )
}
