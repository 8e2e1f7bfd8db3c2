import { createSocket, type Socket as Datagrams } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'

/** Listens for streams and datagrams on one port of this machine and counts what arrives. */
export class Listener {
  readonly #streams: Server
  readonly #datagrams: Datagrams
  /** Connections and datagrams so far. */
  received = 0

  private constructor() {
    this.#streams = createServer((socket) => {
      this.received += 1
      socket.on('error', () => undefined)
      socket.destroy()
    })
    this.#datagrams = createSocket('udp4', () => {
      this.received += 1
    })
  }

  static async open(): Promise<Listener> {
    const listener = new Listener()
    await once(listener.#streams.listen(0, '127.0.0.1'), 'listening')
    listener.#datagrams.bind(listener.#port, '127.0.0.1')
    await once(listener.#datagrams, 'listening')
    return listener
  }

  get #port(): number {
    return (this.#streams.address() as AddressInfo).port
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`
  }

  close(): void {
    this.#streams.close()
    this.#datagrams.close()
  }
}
