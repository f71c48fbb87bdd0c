import type { LucideIcon } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { IconButton } from './button.tsx'
import { place } from './tip.tsx'

export type MenuItem = { label: string; icon: LucideIcon; hint?: string; danger?: boolean; run: () => void }

type Props = { label: string; icon: LucideIcon; items: readonly MenuItem[]; tabIndex?: number }

/** A button with a list of things to do, walked through with the arrow keys. */
export function Menu({ label, icon, items, tabIndex }: Props) {
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLSpanElement>(null)
  // Pressing the button while the list is open closes it, as any press outside does; it must not open again.
  const pressedOpen = useRef(false)
  const close = () => setOpen(false)
  return (
    <span ref={anchor} className="inline-flex">
      <IconButton
        label={label}
        icon={icon}
        tabIndex={tabIndex}
        onPointerDown={() => {
          pressedOpen.current = open
        }}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={(event) => {
          event.stopPropagation()
          if (!pressedOpen.current) setOpen(!open)
          pressedOpen.current = false
        }}
      />
      {open && <List label={label} items={items} anchor={anchor.current!} close={close} />}
    </span>
  )
}

function List({
  label,
  items,
  anchor,
  close,
}: {
  label: string
  items: Props['items']
  anchor: HTMLElement
  close: () => void
}) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const list = ref.current!
    list.showPopover()
    place(list, anchor, 'end')
    list.querySelector('button')?.focus()
    return () => anchor.querySelector('button')?.focus()
  }, [anchor])
  const step = (by: number) => {
    const all = [...ref.current!.querySelectorAll('button')]
    const now = all.indexOf(document.activeElement as HTMLButtonElement)
    all[(now + by + all.length) % all.length]?.focus()
  }
  return (
    <div
      ref={ref}
      role="menu"
      tabIndex={-1}
      aria-label={label}
      popover="auto"
      className="popmenu"
      onToggle={(event) => event.newState === 'closed' && close()}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'ArrowDown') step(1)
        else if (event.key === 'ArrowUp') step(-1)
        else if (event.key === 'Escape' || event.key === 'Tab') close()
        else return
        event.preventDefault()
      }}
    >
      {items.map(({ label: text, icon: Icon, hint, danger, run }) => (
        <button
          key={text}
          type="button"
          role="menuitem"
          onClick={() => {
            close()
            run()
          }}
          className={`flex h-7.5 w-full items-center gap-2.5 rounded-md px-2 text-left text-sm hover:bg-raised focus:bg-raised focus:outline-none ${danger ? 'text-error' : ''}`}
        >
          <Icon aria-hidden className="size-3.5 shrink-0" />
          <span className="grow">{text}</span>
          {hint && <span className="kbd">{hint}</span>}
        </button>
      ))}
    </div>
  )
}
