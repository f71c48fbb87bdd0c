/** From where on a figure is no longer good, and where it is bad. Higher is worse unless `bad` is the lower number. */
export interface Threshold {
  poor: number
  bad: number
  unit: string
  why: string
}

/** All thresholds by which checks, engines and pages judge: the same figure is judged alike everywhere. */
export const thresholds = {
  tunnelMtu: {
    poor: 1280,
    bad: 1200,
    unit: 'bytes',
    why: 'IPv6 needs 1280 bytes in every packet (RFC 8200); QUIC and WebRTC do not run below 1200.',
  },
  uplinkMtu: {
    poor: 1340,
    bad: 1280,
    unit: 'bytes',
    why: 'WireGuard with the least MTU, 1280, needs 60 bytes more around it; below 1280 IPv6 does not run at all.',
  },
  dnsMs: {
    poor: 50,
    bad: 300,
    unit: 'ms',
    why: 'A near resolver answers within 50 ms; 300 ms before each connection is felt.',
  },
  connectMs: {
    poor: 200,
    bad: 1000,
    unit: 'ms',
    why: 'A first SYN that is lost is sent again after 1 s (RFC 6298), so a second means loss.',
  },
  connectToRtt: {
    poor: 2,
    bad: 4,
    unit: 'times the round trip',
    why: 'Connecting takes one round trip; twice that means that handshakes are lost or the target is busy.',
  },
  connectFailures: {
    poor: 0,
    bad: 20,
    unit: '%',
    why: 'On a healthy path every connection to a running service is made.',
  },
  lossPercent: {
    poor: 1,
    bad: 3,
    unit: '%',
    why: 'TCP at 1 % loss carries a fraction of the rate, and live video over 3 % breaks up.',
  },
  jitterMs: {
    poor: 10,
    bad: 30,
    unit: 'ms',
    why: 'Players and SRT buffer some tens of ms; 30 ms is where calls are counted as poor.',
  },
  rttMs: {
    poor: 150,
    bad: 400,
    unit: 'ms',
    why: 'Beyond 150 ms one way people talk over one another (ITU-T G.114); recovery of loss takes several round trips.',
  },
  pathMtu: {
    poor: 1400,
    bad: 1280,
    unit: 'bytes',
    why: 'WireGuard with its usual 1420 needs 1480 or 1500 outside; 1280 is the least that IPv6 allows.',
  },
  clockOffsetMs: {
    poor: 500,
    bad: 2000,
    unit: 'ms',
    why: 'Streams and logs of several machines no longer fit together from half a second on; codes and certificates suffer later.',
  },
  loadedDelayMs: {
    poor: 100,
    bad: 300,
    unit: 'ms more under load',
    why: '30 ms more is good, 100 ms is heard in calls, 300 ms stalls live video.',
  },
  throughputMargin: {
    poor: 1.5,
    bad: 1,
    unit: 'times what is needed',
    why: 'Video varies by half around its mean rate; below what is needed nothing helps.',
  },
  leastRate: {
    poor: 2e6,
    bad: 500e3,
    unit: 'bit/s',
    why: 'One live picture in 720p takes about 2 Mbit/s; below 0.5 Mbit/s none passes that is worth looking at.',
  },
  oneConnectionShare: {
    poor: 0.5,
    bad: 0.1,
    unit: 'of what several connections carry together',
    why: 'A camera has one connection; on a path that loses nothing it takes nearly all of what there is.',
  },
  rtspMs: {
    poor: 1000,
    bad: 3000,
    unit: 'ms',
    why: 'Cameras answer within some ms; players give up after a few seconds.',
  },
  loopDelayMs: {
    poor: 10,
    bad: 50,
    unit: 'ms, 99th percentile',
    why: 'A frame of 50 frames a second lasts 20 ms: half of it late is felt, several lost are seen.',
  },
  cpuPercent: {
    poor: 80,
    bad: 95,
    unit: '% of all cores',
    why: 'Above 80 % peaks are already late, and above 95 % nothing runs in time.',
  },
  stealPercent: {
    poor: 5,
    bad: 15,
    unit: '% taken by other virtual machines',
    why: 'What the hypervisor gives to others cannot be seen or helped from inside.',
  },
  memoryFreePercent: {
    poor: 8,
    bad: 3,
    unit: '% of memory to be had',
    why: 'Below this the system swaps, and every program waits for the disk.',
  },
  socketBufferBytes: {
    poor: 212_992,
    bad: 65_536,
    unit: 'bytes',
    why: '208 kB is what Linux allows without being told otherwise, and enough for a few streams.',
  },
  socketBufferMs: {
    poor: 20,
    bad: 5,
    unit: 'ms of what is planned',
    why: 'A program may come to its socket 10 ms late on a busy machine; what does not fit until then is lost.',
  },
  openFiles: {
    poor: 1024,
    bad: 256,
    unit: 'files',
    why: 'Each viewer takes two and each file in transfer one; 256 is what macOS gives at first.',
  },
  openFilesUsedPercent: {
    poor: 70,
    bad: 90,
    unit: '% of the limit in use',
    why: 'At the limit new connections and files fail at once.',
  },
  ephemeralPorts: {
    poor: 10_000,
    bad: 2000,
    unit: 'ports',
    why: 'Each outgoing connection holds one, for a minute after its end too.',
  },
  wireguardKeepaliveSeconds: {
    poor: 60,
    bad: 300,
    unit: 's',
    why: 'Routers forget UDP after 30 s to 5 min without a packet (RFC 4787); 25 s stays below all of them.',
  },
  wireguardHandshakeSeconds: {
    poor: 180,
    bad: 300,
    unit: 's',
    why: 'A tunnel in use makes a new handshake every 2 min and gives up its keys after 3.',
  },
  cpuThrottledPercent: {
    poor: 10,
    bad: 30,
    unit: '% of periods',
    why: 'In such a period the container was held for up to 100 ms, which is five frames.',
  },
  conntrackUsedPercent: {
    poor: 80,
    bad: 95,
    unit: '% of the table in use',
    why: 'When the table of the firewall is full, new connections are dropped without a word.',
  },
  ingressLatenessMs: {
    poor: 100,
    bad: 250,
    unit: 'ms behind its own clock',
    why: 'Five frames of 50 a second: seen as a jerk by who watches, and more than most players buffer live.',
  },
  viewerQueueBytes: {
    poor: 524_288,
    bad: 4_000_000,
    unit: 'bytes that wait for a viewer',
    why: 'Half a second of 8 Mbit/s: less comes and goes with each key frame.',
  },
  laneRttMs: {
    poor: 60,
    bad: 300,
    unit: 'ms',
    why: 'A lane of WebRTC sends one window of bytes each round trip; from 60 ms on that is what limits files.',
  },
  laneJitterMs: {
    poor: 50,
    bad: 100,
    unit: 'ms',
    why: 'Acknowledgements that come so unevenly are taken for loss, and a lane halves its window.',
  },
  laneLossPercent: {
    poor: 0.1,
    bad: 5,
    unit: '%',
    why: 'A lane of SCTP halves its window with each loss: one in a thousand already decides its rate.',
  },
} as const satisfies Record<string, Threshold>

/** Judges a figure. What is exactly at a limit is still on its good side. */
export function grade({ poor, bad }: Threshold, value: number): 'good' | 'poor' | 'bad' {
  const beyond = (limit: number) => (bad < poor ? value < limit : value > limit)
  return beyond(bad) ? 'bad' : beyond(poor) ? 'poor' : 'good'
}
