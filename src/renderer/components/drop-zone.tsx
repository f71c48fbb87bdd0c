import { FileJson, Send } from 'lucide-react'
import { useEffect, useState } from 'react'
import { t } from '../../language/t.ts'
import { parseRoute } from '../state/router.ts'
import { takeDrop } from '../state/transfer-actions.ts'
import { setUi } from '../state/ui.ts'

const carriesFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** One JSON file is one of rules, unless files are being sent. */
function holdsRules({ items }: DataTransfer): boolean {
  const isOne = items.length === 1 && items[0]!.type === 'application/json'
  return isOne && parseRoute(location.hash).page !== 'transfer'
}

/** Files and folders dropped anywhere on the page are to be sent; a rules file is offered for import. */
export function DropZone() {
  const [over, setOver] = useState<'rules' | 'files'>()
  useEffect(() => {
    const drag = (event: DragEvent) => {
      if (!carriesFile(event)) return
      event.preventDefault()
      setOver(holdsRules(event.dataTransfer!) ? 'rules' : 'files')
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(undefined)
    const drop = async (event: DragEvent) => {
      if (!carriesFile(event)) return
      event.preventDefault()
      setOver(undefined)
      const data = event.dataTransfer!
      if (!holdsRules(data)) return void takeDrop(data)
      const file = data.files[0]
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
  const Icon = over === 'rules' ? FileJson : Send
  return (
    <div className="pointer-events-none fixed inset-3 z-10 grid place-items-center rounded-xl border-2 border-dashed border-accent bg-accent-soft/85">
      <p className="flex items-center gap-2.5 text-lg font-semibold">
        <Icon aria-hidden className="size-5 text-accent" />{' '}
        {over === 'rules' ? t('Drop a rules file to import it') : t('Drop files and folders to send them')}
      </p>
    </div>
  )
}
