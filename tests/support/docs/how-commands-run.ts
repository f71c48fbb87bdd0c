// Every command that the docs show in a block, and how it is tried. One that is not in here fails the test.

/** A command in a terminal of its own, in a folder and a network of its own with all others of its block. */
export interface InTerminal {
  /** It goes on until the end of the block; the next one is typed when it has said this. */
  until?: RegExp
  /** It ends by itself, with this status if not with 0, and has said this. */
  says?: RegExp
  status?: number
  /** What it tells that a later command needs, by the word that stands for it there. */
  gives?: Record<string, RegExp>
  /** A file that is there afterwards, and how many bytes it has at least. */
  leaves?: Record<string, number>
}

const code = /^ {2}(\d{4,6}(?:-[a-z]+){6})$/m
const camera =
  'ffmpeg -re -f lavfi -i testsrc2=size=640x360:rate=25 -c:v libx264 -preset ultrafast -g 25 -f mpegts "tcp://127.0.0.1:9000?listen=1"'
const shortCamera =
  'ffmpeg -re -f lavfi -i testsrc2=size=640x360:rate=25 -t 5 -c:v libx264 -preset ultrafast -g 25 -f mpegts "srt://127.0.0.1:6000?latency=2000000"'

/** The tour of the README: all commands of a block together, as somebody types them. */
export const inTerminals: Readonly<Record<string, InTerminal>> = {
  [camera]: { until: /Input #0/ },
  'hawser forward --listen 127.0.0.1:8554 --target 127.0.0.1:9000': { until: /Forwarding / },
  'ffmpeg -i tcp://127.0.0.1:8554 -c copy -frames:v 50 -y picture.ts': { leaves: { 'picture.ts': 10_000 } },

  'ffmpeg -i "srt://127.0.0.1:4001?mode=listener&lossmaxttl=40" -c copy -y received.ts': {
    until: /ffmpeg version/,
    leaves: { 'received.ts': 100_000 },
  },
  'hawser bond-receive --listen 5000 --target 127.0.0.1:4001': { until: /Receiving SRTLA/ },
  'hawser bond --listen 6000 --receiver 127.0.0.1:5000 --uplink 127.0.0.1,label=Wi-Fi --uplink 127.0.0.2,label=Modem':
    { until: /Bonding .*Modem/s },
  [shortCamera]: {},

  'HAWSER_HOME=$PWD/studio hawser pair': {
    until: /(hawser:\/\/pair\S+)/,
    gives: { LINK: /(hawser:\/\/pair\S+)/ },
  },
  'HAWSER_HOME=$PWD/van hawser pair "LINK"': { says: /Paired with/ },
  'mkdir rushes && head -c 20000000 /dev/urandom > rushes/A001.mov': {
    leaves: { 'rushes/A001.mov': 20_000_000 },
  },
  'HAWSER_HOME=$PWD/studio hawser sync serve rushes --listen 127.0.0.1:4433': { until: /Listening on/ },
  'HAWSER_HOME=$PWD/van hawser sync pull edit 127.0.0.1:4433 --id "$(HAWSER_HOME=$PWD/studio hawser id)"': {
    leaves: { 'edit/A001.mov': 20_000_000 },
  },
  'cmp rushes/A001.mov edit/A001.mov && echo the same': { says: /the same/ },

  'python3 -m http.server 8000 --bind 127.0.0.1': { until: /Serving HTTP/ },
  'hawser tunnel serve --allow 127.0.0.1:8000': { until: code, gives: { CODE: code } },
  'hawser tunnel --code CODE --forward 8080=127.0.0.1:8000': { until: /Listening: / },
  'curl http://127.0.0.1:8080/': { says: /<html/i },

  'head -c 50000000 /dev/urandom > A001.mov': { leaves: { 'A001.mov': 50_000_000 } },
  'hawser send A001.mov': { until: code, gives: { CODE: code } },
  'hawser receive CODE --to received': {
    says: /Every file is verified/,
    leaves: { 'received/A001.mov': 50_000_000 },
  },

  'hawser diagnose --target 127.0.0.1:554 --html report.html': {
    says: /^\d\. 127\.0\.0\.1:554 refuses connections/m,
    status: 4,
    leaves: { 'report.html': 1000 },
  },
}

/** Commands that do all they do with a user-data folder of their own and no running Hawser; what they say. */
export const here: Readonly<Record<string, RegExp>> = {
  'hawser --help': /^Usage: hawser/,
  'hawser forward --help': /^Usage: hawser forward/,
  'hawser --version': /^\d+\.\d+\.\d+$/m,
  'hawser id': /^[A-Z2-7]{52}$/m,
  'hawser peers list': /\S/,
  'hawser settings list': /sync\.upload/,
  'hawser settings list --changed': /SETTING/,
  'hawser settings set sync.upload 20Mbit': /^$/,
  'hawser settings get sync.upload': /^20 Mbit\/s$/,
  'hawser settings reset sync.upload': /^$/,
  'hawser settings export venue.json': /^$/,
  'hawser settings import venue.json --dry-run': /Nothing would change/,
  'hawser settings import venue.json': /Nothing would change/,
  'hawser settings undo': /Undone: the import of settings/,
  'hawser settings export venue.json --passphrase-file secret.txt': /^$/,
  'hawser settings import venue.json --passphrase-file secret.txt': /Nothing would change/,
  'hawser profiles save "Venue A"': /^\w+$/m,
  'hawser profiles save "Venue B"': /^\w+$/m,
  'hawser profiles list': /Venue B/,
  'hawser profiles switch "Venue A" --dry-run': /Nothing would change/,
  'hawser profiles switch "Venue A"': /Nothing would change/,
  'hawser profiles rename "Venue B" Arena': /^$/,
  'hawser profiles export Arena arena.json': /^$/,
  'hawser profiles remove Arena': /^$/,
  'hawser profiles import arena.json': /^$/,
  'hawser rules list': /\S/,
  'hawser rules add --name "Stage left" --listen 127.0.0.1:8554 --target 10.0.0.5:554': /^\w+$/m,
  'hawser rules disable "Stage left"': /^$/,
  'hawser rules export venue.json': /^$/,
  'hawser rules import venue.json --replace': /0 added, 0 changed, 1 unchanged/,
  'hawser bonds add --name Van --listen 6000 --receiver studio.example.net:5000': /^\w+$/m,
  'hawser bonds set Van --mode classic': /^$/,
  'hawser bonds list': /Van/,
  'hawser bonds status': /host-not-running/,
  'hawser tunnels list': /\S/,
  'hawser tunnels status': /host-not-running/,
  'hawser sync status': /\S/,
  'hawser metrics': /host-not-running/,
  'hawser metrics --health': /host-not-running/,
}

/** Commands that need another machine, a paired device, or go on for ever: read by Hawser's own parser, and no further. */
export const parsed: readonly string[] = [
  'hawser forward --listen 127.0.0.1:8554 --target 10.0.0.5:554 --json',
  'hawser forward -l [::1]:8554 -t camera.local:554 --slow-viewer drop-to-keyframe',
  'hawser forward -l 0.0.0.0:8000 -t 10.0.0.5:8000 --ports 10 --allow 192.168.1.0/24',
  'hawser bond --listen 6000 --receiver studio.example.net:5000 --uplink wwan0 --uplink 10.0.1.2,weight=50,metered',
  'hawser srtla-send 6000 studio.example.net 5000 ips.txt',
  'hawser pair',
  'hawser pair CODE',
  'hawser sync serve /media/card --listen :4433',
  'hawser sync push /media/card studio.example.net:4433 --id ID',
  'hawser sync pull /mnt/edit studio.example.net:4433 --id ID',
  'hawser sync verify Rushes',
  'hawser sync revert Stems --list',
  'hawser sync override Proxies',
  'hawser tunnel serve --allow 10.0.0.0/24:554,80',
  'hawser tunnel --code CODE --forward 127.0.0.1:8554=10.0.0.5:554',
  'hawser tunnel --code CODE --socks 1080 --reverse 127.0.0.1:8000=127.0.0.1:3000',
  'hawser tunnels add --to Studio --forward 8554=10.0.0.5:554',
  'hawser tunnels allow 10.0.0.0/24:554,80 --for Van',
  'hawser send A001.mov A002.mov',
  'hawser receive CODE --to /media/edit',
  'hawser send --text "The stream is on port 5000."',
  'hawser send /media/card --rendezvous studio.example.net:8743',
  'hawser rendezvous',
  'hawser rendezvous --listen 0.0.0.0:443 --json',
  'hawser rendezvous --listen 0.0.0.0:8743',
  'hawser diagnose',
  `hawser sessions start "Saturday's match"`,
  'hawser sessions end',
  'hawser sessions list',
  `hawser sessions show "Saturday's match"`,
  `hawser sessions export "Saturday's match" --output match.html`,
  'hawser sessions start Rehearsal --from 14:00 --to 15:30',
  'hawser diagnose --target 10.0.0.5:554 --html report.html',
  'hawser diagnose --deep --peer "OB van" --json',
  'hawser diagnose --plan up=8Mbit --plan bond=Truck --plan rule="Stage left" --target studio.example.net:5000',
  'hawser diagnose --read report.html',
  'hawser web',
  'hawser web --listen 0.0.0.0:8740 --tls',
  'hawser web --service',
]

/** An administrator types these where Hawser becomes a service. */
const serviceCommands = [
  'sudo mkdir -p /opt/hawser',
  'sudo tar -xzf hawser-VERSION-headless.tar.gz -C /opt/hawser --strip-components=1',
  'sudo cp /opt/hawser/service/hawser.service /etc/systemd/system/',
  'sudo systemctl daemon-reload',
  'sudo systemctl enable --now hawser',
  'systemctl status hawser',
  'sudo cat /var/lib/hawser/token',
  'sudo mkdir -p /usr/local/lib/hawser /usr/local/var/hawser',
  'sudo tar -xzf hawser-VERSION-headless.tar.gz -C /usr/local/lib/hawser --strip-components=1',
  'sudo sysadminctl -addUser _hawser -home /usr/local/var/hawser -shell /usr/bin/false',
  'sudo chown _hawser /usr/local/var/hawser',
  'sudo chmod 700 /usr/local/var/hawser',
  'sudo cp /usr/local/lib/hawser/service/app.hawser.web.plist /Library/LaunchDaemons/',
  'sudo launchctl bootstrap system /Library/LaunchDaemons/app.hawser.web.plist',
  'sudo cat /usr/local/var/hawser/token',
  'mkdir "C:\\Program Files\\Hawser Headless", C:\\ProgramData\\Hawser',
  'tar -xzf hawser-VERSION-headless.tar.gz -C "C:\\Program Files\\Hawser Headless" --strip-components=1',
  'icacls C:\\ProgramData\\Hawser /inheritance:r /grant "Administrators:(OI)(CI)F" "LOCAL SERVICE:(OI)(CI)M"',
  'cd "C:\\Program Files\\Hawser Headless\\service"',
  'copy $HOME\\Downloads\\WinSW-x64.exe hawser-service.exe',
  '.\\hawser-service.exe install',
  '.\\hawser-service.exe start',
  'type C:\\ProgramData\\Hawser\\token',
  'schtasks /create /tn Hawser /sc onstart /ru "LOCAL SERVICE" /tr "node \\"C:\\Program Files\\Hawser Headless\\bin\\hawser.js\\" web --service --port 8740"',
]

/** Commands that no test may run: they install, publish, take minutes, or need another system. What is tried instead. */
export const elsewhere: Readonly<Record<string, string>> = {
  'npm start': 'tests/system/cli/start.test.ts',
  'npm test': 'package.json',
  'npm run dev': 'package.json',
  'npm run types': 'package.json',
  'npm run lint': 'package.json',
  'npm run test:unit -- tests/unit/bond': 'tests/unit/bond',
  'npm run test:system -- tests/system/forward': 'tests/system/forward',
  'npm run test:e2e -- tests/e2e/forwarding.spec.ts': 'tests/e2e/forwarding.spec.ts',
  'npm run bench -- forward --quick': 'bench/forward.ts',
  'npm run build': 'package.json',
  'npm run soak': 'bench/soak.ts',
  'npm run soak -- --minutes 60 --seed 4711': 'bench/soak.ts',
  'npm run soak -- --minutes 10 --json': 'bench/soak.ts',
  'npm run package': 'tests/system/packaging/package.test.ts',
  'npm run package -- --linux --x64': 'tests/system/packaging/package.test.ts',
  'npm run package:headless': 'tests/system/packaging/headless.test.ts',
  'alias hawser="$PWD/bin/hawser.js"': 'bin/hawser.js',
  ...Object.fromEntries(
    serviceCommands.map((command) => [command, 'tests/system/packaging/service.test.ts']),
  ),
}
