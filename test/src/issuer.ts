import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose'

type Json = Record<string, unknown>
type Pair = Awaited<ReturnType<typeof generateKeyPair>>

/** In what a hand-made issuer differs from an honest one. */
export interface Lie {
  readonly metadata?: (honest: Json) => Json
  readonly claims?: (honest: Json) => Json
  /** Makes the ID token itself. */
  readonly sign?: (claims: Json, issuer: Issuer) => Promise<string>
  /** Answers a request in its own way: true where it did. */
  readonly answer?: (path: string, response: ServerResponse, issuer: Issuer) => boolean
}

/**
 * An OpenID provider made by hand, on this machine, that can lie in every way. People do not sign in at it: a test says
 * who came, and gets what the browser is sent back with.
 */
export class Issuer {
  readonly #server: Server
  readonly #pair: Pair
  readonly #stranger: Pair
  readonly #nonces = new Map<string, { nonce: string; subject: string; claims: Json }>()
  readonly clientId = 'homeward-test'
  lie: Lie = {}
  /** How often each path was asked for. */
  readonly asked: string[] = []

  private constructor(server: Server, pair: Pair, stranger: Pair) {
    this.#server = server
    this.#pair = pair
    this.#stranger = stranger
    server.on('request', (request, response) => void this.#serve(request, response))
  }

  static async open(): Promise<Issuer> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Issuer(server, await generateKeyPair('RS256'), await generateKeyPair('RS256'))
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** Lets somebody through who was sent here; returns the query with which the browser goes back. */
  authorize(sentTo: URL, subject: string, claims: Json = {}): string {
    const code = randomUUID()
    const { searchParams: asked } = sentTo
    this.#nonces.set(code, { nonce: asked.get('nonce') ?? '', subject, claims })
    return new URLSearchParams({ code, state: asked.get('state') ?? '', iss: this.address }).toString()
  }

  /** Signs claims with the published key, or with one that is not. */
  sign(claims: Json, by: 'published' | 'stranger' = 'published', header: Json = {}): Promise<string> {
    const { privateKey } = by === 'published' ? this.#pair : this.#stranger
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(privateKey)
  }

  /** The classic forgery: HS256 with the text of the public key for a secret. */
  async signWithPublicKey(claims: Json): Promise<string> {
    const pem = await exportSPKI(this.#pair.publicKey as CryptoKey)
    const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const text = `${part({ alg: 'HS256', kid: 'k1' })}.${part(claims)}`
    return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`
  }

  unsigned(claims: Json): string {
    return new UnsecuredJWT(claims).encode()
  }

  honestClaims(subject: string, nonce: string): Json {
    const now = Math.floor(Date.now() / 1000)
    return { iss: this.address, aud: this.clientId, sub: subject, nonce, iat: now, exp: now + 300 }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.address)
    this.asked.push(pathname)
    if (this.lie.answer?.(pathname, response, this) === true) return
    response.setHeader('content-type', 'application/json')
    if (pathname === '/.well-known/openid-configuration') {
      const honest = {
        issuer: this.address,
        authorization_endpoint: `${this.address}/authorize`,
        token_endpoint: `${this.address}/token`,
        jwks_uri: `${this.address}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
        authorization_response_iss_parameter_supported: true,
      }
      response.end(JSON.stringify(this.lie.metadata?.(honest) ?? honest))
    } else if (pathname === '/keys') {
      const key: JWK = await exportJWK(this.#pair.publicKey)
      response.end(JSON.stringify({ keys: [{ ...key, kid: 'k1', use: 'sig', alg: 'RS256' }] }))
    } else {
      let body = ''
      for await (const part of request) body += String(part)
      response.end(JSON.stringify(await this.#token(new URLSearchParams(body), response)))
    }
  }

  async #token(form: URLSearchParams, response: ServerResponse): Promise<Json> {
    const code = form.get('code') ?? ''
    const known = this.#nonces.get(code)
    if (known === undefined || form.get('code_verifier') === null) {
      response.statusCode = 400
      return { error: 'invalid_grant' }
    }
    this.#nonces.delete(code)
    const honest = { ...this.honestClaims(known.subject, known.nonce), ...known.claims }
    const claims = this.lie.claims?.(honest) ?? honest
    const token = await (this.lie.sign?.(claims, this) ?? this.sign(claims))
    return { access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token: token }
  }
}
