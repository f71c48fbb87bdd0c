export function foreignParts(resources: string, platform: string, arch: string): string[]
