import { connect, type Socket } from 'node:net'

/** A connection that writes whatever it likes. */
export interface RawConnection {
  write(bytes: string | Uint8Array): void
  /** All that came, once the other side has closed. */
  readonly closed: Promise<string>
  /** All that came, once it holds these words. */
  received(words: string): Promise<string>
  destroy(): void
}

export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket: Socket = connect(Number(port), hostname)
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let text = ''
  socket.setEncoding('latin1')
  socket.on('data', (data: string) => {
    text += data
  })
  // A reset is how a gateway may end a connection.
  socket.on('error', () => undefined)
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)))
  return {
    write: (bytes) => void socket.write(bytes),
    closed,
    received: (words) =>
      new Promise((resolve, reject) => {
        const look = () => text.includes(words) && resolve(text)
        socket.on('data', look)
        closed.then(() => reject(new Error(`The connection closed without it: ${text}`)))
        look()
      }),
    destroy: () => void socket.destroy(),
  }
}

/** Sends one message and gives all that comes back until the other side closes. */
export async function exchange(url: string, message: string): Promise<string> {
  const connection = await openRaw(url)
  connection.write(message)
  return connection.closed
}
