/** What a stream tells first. */
export async function nextOf<T>(items: AsyncIterable<T>): Promise<T> {
  for await (const item of items) return item
  throw new Error('The stream has ended before it told anything.')
}
