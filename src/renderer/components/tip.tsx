import { cloneElement, type ReactElement, useEffect, useId, useRef, useState } from 'react'

type Props = {
  text: string
  /** The text only repeats the label of what it belongs to, so it need not be read out twice. */
  label?: boolean
  // biome-ignore lint/suspicious/noExplicitAny: any element that takes the handlers
  children: ReactElement<any>
}

const gap = 6

/** A short text beside what is hovered or focused, in the top layer so that nothing cuts it off. */
export function Tip({ text, label, children }: Props) {
  const id = useId()
  const [anchor, setAnchor] = useState<HTMLElement>()
  const timer = useRef(0)
  const show = (element: HTMLElement, delay: number) => {
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setAnchor(element), delay)
  }
  const hide = () => {
    clearTimeout(timer.current)
    setAnchor(undefined)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const child = cloneElement(children, {
    onPointerEnter: (event: { currentTarget: HTMLElement }) => show(event.currentTarget, 350),
    onPointerLeave: hide,
    onPointerDown: (event: unknown) => {
      children.props.onPointerDown?.(event)
      hide()
    },
    onFocus: (event: { currentTarget: HTMLElement }) => {
      children.props.onFocus?.(event)
      if (event.currentTarget.matches(':focus-visible')) show(event.currentTarget, 120)
    },
    onBlur: (event: unknown) => {
      children.props.onBlur?.(event)
      hide()
    },
    ...(anchor && !label ? { 'aria-describedby': id } : {}),
  })
  return (
    <>
      {child}
      {anchor && <Bubble id={id} anchor={anchor} text={text} hide={hide} />}
    </>
  )
}

function Bubble({
  id,
  anchor,
  text,
  hide,
}: {
  id: string
  anchor: HTMLElement
  text: string
  hide: () => void
}) {
  const ref = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const bubble = ref.current!
    bubble.showPopover()
    place(bubble, anchor)
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && hide()
    addEventListener('keydown', onKey)
    addEventListener('scroll', hide, true)
    return () => {
      removeEventListener('keydown', onKey)
      removeEventListener('scroll', hide, true)
    }
  }, [anchor, hide])
  return (
    <span ref={ref} id={id} role="tooltip" popover="manual" className="tip">
      {text}
    </span>
  )
}

/** Below the anchor where there is room, else above it; never beyond the window. */
export function place(floating: HTMLElement, anchor: HTMLElement, align: 'centre' | 'end' = 'centre'): void {
  const at = anchor.getBoundingClientRect()
  const { width, height } = floating.getBoundingClientRect()
  const below = at.bottom + gap + height <= innerHeight
  const left = align === 'end' ? at.right - width : at.left + at.width / 2 - width / 2
  floating.style.left = `${Math.max(gap, Math.min(left, innerWidth - width - gap))}px`
  floating.style.top = `${Math.max(gap, below ? at.bottom + gap : at.top - gap - height)}px`
}

/** A word with an explanation, underlined by dots so that one knows. */
export function Term({ word, meaning }: { word: string; meaning: string }) {
  return (
    <Tip text={meaning}>
      <button
        type="button"
        className="cursor-help rounded-sm text-left underline decoration-line-strong decoration-dotted underline-offset-3"
      >
        {word}
      </button>
    </Tip>
  )
}
