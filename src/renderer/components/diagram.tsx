import type { ReactNode } from 'react'

/** How boxes of a diagram look. */
export const diagramBox = 'fill-surface stroke-line-strong'

/** A drawing that explains something; `label` says the same in words. */
export const Diagram = ({
  size: [width, height],
  label,
  className,
  children,
}: {
  size: readonly [number, number]
  label: string
  className: string
  children: ReactNode
}) => (
  <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} className={`w-full ${className}`}>
    {children}
  </svg>
)

/** Texts of a diagram, each centred on its place: those in bold are names. */
export const DiagramTexts = ({
  of,
}: {
  of: readonly { x: number; y: number; text: string; bold?: boolean }[]
}) => (
  <g textAnchor="middle" className="num">
    {of.map(({ x, y, text, bold }) => (
      <text
        key={`${x} ${y}`}
        x={x}
        y={y}
        className={bold ? 'fill-text text-[11px] font-semibold' : 'fill-faint text-[9.5px]'}
      >
        {text}
      </text>
    ))}
  </g>
)
