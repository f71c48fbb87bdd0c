export function mergeLists(texts: readonly string[]): string
