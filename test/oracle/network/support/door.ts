import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Stage } from './story.ts'

/** What the door says in the gateway's place, or nothing: then the gateway is asked. */
type Said = { status: number; body: string } | 'hang up' | undefined
/** May let whoever asks wait. */
export type Doorkeeper = (method: string, path: string) => Said | Promise<Said>

/** Address of the stage's gateway behind a door, as behind a proxy. Closed with the world. */
export async function openDoor(
  { hospital, world }: Pick<Stage, 'hospital' | 'world'>,
  keeper: Doorkeeper,
): Promise<string> {
  const { hostname: host, port } = new URL(hospital.url)
  const server = createServer(async (incoming, response) => {
    const { method = '', url: path = '', headers } = incoming
    const said = await keeper(method, path)
    if (incoming.socket.destroyed) return
    if (said === 'hang up') return void incoming.socket.destroy()
    if (said) {
      incoming.resume()
      response.writeHead(said.status, { 'content-type': 'application/json' })
      return void response.end(said.body)
    }
    const outgoing = request({ host, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    outgoing.on('error', () => incoming.socket.destroy())
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  world.onClose(async () => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A refusal as a gateway words it. */
export const refusal = (code: string) => ({
  status: 409,
  body: JSON.stringify({ code, message: 'It was refused.' }),
})
