/** Keys are agreed on and messages sealed by other threads: a clock that stands for time must wait for them. */
let pending = 0

const { prototype } = SubtleCrypto
for (const name of Object.getOwnPropertyNames(prototype)) {
  const method = Reflect.get(prototype, name)
  if (name === 'constructor' || typeof method !== 'function') continue
  Reflect.set(prototype, name, function (this: SubtleCrypto, ...args: unknown[]) {
    const result = Reflect.apply(method, this, args)
    if (!(result instanceof Promise)) return result
    pending++
    const done = () => {
      pending--
    }
    result.then(done, done)
    return result
  })
}

/** A turn of the event loop, and as many more as it takes until nothing is being computed. */
export async function cryptoIdle(): Promise<void> {
  do await new Promise<void>((resolve) => setImmediate(resolve))
  while (pending > 0)
}
