/**
 * Opens many connections to a port and holds them, as a process of its own: `node openConnections.ts PORT COUNT`. A third
 * stay silent, a third send half a request, a third a whole one and then nothing. Says how many were opened and how many the
 * other side has left open, then and whenever it is asked, until it is killed.
 */
import { connect } from 'node:net'

const [port = 0, count = 0] = process.argv.slice(2).map(Number)

/** What is sent at first, by the number of the connection. */
const BEGINNINGS = [
  '',
  'GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ',
  'GET /ipfs/x HTTP/1.1\r\nHost: x\r\n\r\n',
]
/** Connections that are on their way at once: more than the backlog of the other side would be dropped by the kernel. */
const ABREAST = 200

let opened = 0
let open = 0

function openOne(index: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      opened++
      open++
      socket.write(BEGINNINGS[index % BEGINNINGS.length] ?? '')
      resolve()
    })
    socket.on('data', () => undefined)
    socket.on('error', () => resolve())
    socket.on('close', () => open--)
  })
}

let next = 0
await Promise.all(
  Array.from({ length: ABREAST }, async () => {
    while (next < count) await openOne(next++)
  }),
)
const tell = () => process.send?.({ opened, open })
tell()
process.on('message', tell)
process.on('disconnect', () => process.exit())
setInterval(() => undefined, 1_000)
