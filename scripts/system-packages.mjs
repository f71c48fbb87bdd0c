// The Debian packages whose programs the tests use as real peers.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './setup.mjs'

const packages = [
  { name: 'chromium', needs: ['chromium'] },
  { name: 'ffmpeg', needs: ['ffmpeg', 'ffprobe'] },
  { name: 'haproxy', needs: ['haproxy'] },
  { name: 'nginx-light', needs: ['nginx'] },
  { name: 'libnginx-mod-stream', needs: ['/usr/lib/nginx/modules/ngx_stream_module.so'] },
  { name: 'socat', needs: ['socat'] },
  { name: 'srt-tools', needs: ['srt-live-transmit'] },
  { name: 'iproute2', needs: ['ss', 'ip'] },
  { name: 'iputils-ping', needs: ['ping'] },
  { name: 'nftables', needs: ['nft'] },
  { name: 'coturn', needs: ['turnserver'] },
  { name: 'ngtcp2-client', needs: ['gtlsclient'] },
  { name: 'ngtcp2-server', needs: ['gtlsserver'] },
  { name: 'curl', needs: ['curl'] },
  { name: 'dnsmasq-base', needs: ['dnsmasq'] },
  { name: 'python3', needs: ['python3'] },
  { name: 'python3-socks', needs: ['/usr/lib/python3/dist-packages/socks.py'] },
  { name: 'systemd', needs: ['systemd-analyze', 'systemd-notify'] },
]

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
const present = (program) =>
  program.startsWith('/') ? existsSync(program) : folders.some((folder) => existsSync(join(folder, program)))

const missingPackages = () => packages.filter(({ needs }) => !needs.every(present)).map(({ name }) => name)

/** Installs what is missing, or says exactly what to install and ends the process. */
export function ensureSystemPackages() {
  const missing = missingPackages()
  if (missing.length === 0) return
  const install = ['install', '--yes', '--no-install-recommends', ...missing]
  const asRoot = process.getuid?.() === 0 ? [] : present('sudo') ? ['sudo', '-n'] : undefined
  if (present('apt-get') && asRoot !== undefined) {
    console.log(`Installing for the tests: ${missing.join(' ')} …`)
    const apt = (args) => {
      const [program, ...rest] = [...asRoot, 'apt-get', '-qq', ...args]
      return run(program, rest, { DEBIAN_FRONTEND: 'noninteractive' }) === 0
    }
    // The package list of a machine may be too old, or absent; an update that fails leaves the old one to try.
    apt(['update'])
    apt(install)
  }
  const still = missingPackages()
  if (still.length === 0) return
  console.error(
    `The tests need programs that are not installed. On Debian or Ubuntu run:\n  sudo apt-get ${['install', ...still].join(' ')}`,
  )
  process.exit(1)
}
