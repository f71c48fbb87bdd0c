export interface Installation {
  packaged: boolean
  platform: NodeJS.Platform
  /** The file of an AppImage; undefined for anything else. */
  appImage: string | undefined
  /** Whether the package says where newer versions are. */
  hasSource: boolean
}

/** Why this installation does not update itself; empty if it does. */
export function whyNoUpdates({ packaged, platform, appImage, hasSource }: Installation): string {
  if (!packaged) return 'This Hawser runs from its source: update it the way you got it.'
  // Of the systems of Linux each updates its own packages; an AppImage belongs to nobody else.
  if (platform === 'linux' && !appImage)
    return 'Hawser was installed as a package of the system, which updates it.'
  if (!hasSource) return 'This package does not say where newer versions are: install one over it by hand.'
  return ''
}
