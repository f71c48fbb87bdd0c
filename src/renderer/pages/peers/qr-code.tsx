import { useMemo } from 'react'
import { encode } from 'uqr'

/** A QR code of a text; dark on white in every theme, because that is what cameras read best. */
export function QrCode({
  text,
  label,
  className = 'w-48',
}: {
  text: string
  label: string
  className?: string
}) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { ecc: 'M', border: 3 })
    return { size, path: modules(data) }
  }, [text])
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={`aspect-square rounded-lg bg-[#fff] ${className}`}
    >
      <path fill="#000" d={path} />
    </svg>
  )
}

/** The dark modules as one path, those beside one another in a row as one stroke. */
export function modules(rows: readonly (readonly boolean[])[]): string {
  let path = ''
  for (const [y, row] of rows.entries())
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x++
      path += `M${from} ${y}h${x + 1 - from}v1H${from}z`
    }
  return path
}
