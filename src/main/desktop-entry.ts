/**
 * The autostart entry of a Linux desktop. Desktop Entry Specification: quoted arguments escape `"`, backtick, `$` and
 * `\` by a backslash, a literal `%` is doubled, and the value as a whole escapes backslashes once more.
 */
export function desktopEntry(program: string, args: readonly string[]): string {
  const quote = (text: string) =>
    `"${text.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`.replaceAll('\\', '\\\\')
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Hawser',
    'Comment=Live video and files across bad networks',
    `Exec=${[program, ...args].map(quote).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}
