export type Place = { line: number; column: number }
type Path = readonly PropertyKey[]
type Stop = { at: number; reason: string }

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them within strings.
const plainText = /[^"\\\u0000-\u001f]*/y
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y
const space = /[ \t\r\n]*/y
const deepest = 100

/** Where JSON stops being JSON, and why; undefined for valid JSON. `JSON.parse` does not always tell the place. */
export function findSyntaxError(text: string): (Place & { reason: string }) | undefined {
  const stop = scan(text, () => {})
  return stop && { ...toPlace(text, stop.at), reason: stop.reason }
}

/** Where the value at `path` begins in valid JSON, or the nearest value around it that exists. */
export function findPlace(text: string, path: Path): Place {
  let best = { at: 0, depth: -1 }
  scan(text, (here, at) => {
    if (here.length > best.depth && here.every((key, depth) => String(key) === String(path[depth])))
      best = { at, depth: here.length }
  })
  return toPlace(text, best.at)
}

function toPlace(text: string, at: number): Place {
  const before = text.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
}

/** Walks over JSON, telling the path and place of every value; returns where it had to stop. */
function scan(text: string, visit: (path: Path, at: number) => void): Stop | undefined {
  const path: PropertyKey[] = []
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const next = () => {
    take(space)
    return text[at]
  }
  const stop = (expected: string): never => {
    const found = text[at]
    throw { at, reason: `expected ${expected}, found ${found === undefined ? 'the end of the file' : found}` }
  }

  /** Piece by piece: one pattern for the whole would take forever over a string that does not end. */
  function string(): string | undefined {
    const start = at
    if (text[at] !== '"') return undefined
    at++
    do take(plainText)
    while (take(escaped) !== undefined)
    if (text[at] === '"') return text.slice(start, ++at)
    at = start
    return undefined
  }
  function value(): void {
    const first = next()
    if (path.length > deepest) stop('less nesting')
    visit(path, at)
    if (first === '{') object()
    else if (first === '[') array()
    else if (string() === undefined && take(scalar) === undefined) stop('a value')
  }
  function object(): void {
    at++
    if (next() === '}') return void at++
    for (;;) {
      next()
      const key = string() ?? stop('a name in double quotes')
      if (next() !== ':') stop('a colon')
      at++
      path.push(JSON.parse(key))
      value()
      path.pop()
      const after = next()
      if (after !== ',' && after !== '}') stop('a comma or }')
      at++
      if (after === '}') return
    }
  }
  function array(): void {
    at++
    if (next() === ']') return void at++
    for (let index = 0; ; index++) {
      path.push(index)
      value()
      path.pop()
      const after = next()
      if (after !== ',' && after !== ']') stop('a comma or ]')
      at++
      if (after === ']') return
    }
  }

  try {
    value()
    if (next() !== undefined) stop('the end of the file')
    return undefined
  } catch (error) {
    return error as Stop
  }
}
