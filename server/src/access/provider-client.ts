import { type Claims, isRefusal, type ProviderTerms, type Refusal, refuse } from '@homeward/core'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  ResponseBodyError,
  type ServerMetadata,
} from 'openid-client'
import { type AskProvider, ProviderCallError, providerAsker } from './provider-call.ts'

/** Signatures that a provider may use: public keys alone, so that nobody but the provider can make one. */
const ALGORITHMS: readonly string[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]
/** What OpenID Connect has a provider sign with that states nothing. */
const ALGORITHM_UNSTATED = 'RS256'
/** Errors of what a provider answered, whatever a token says. */
const ANSWER_ERRORS: readonly string[] = [
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_PARSE_ERROR',
  'OAUTH_HTTP_REQUEST_FORBIDDEN',
  'OAUTH_REQUEST_PROTOCOL_FORBIDDEN',
]

/** What one sign-in is sent with and has to come back with. */
export interface SignInSecrets {
  readonly state: string
  readonly nonce: string
  /** Of PKCE (RFC 7636). */
  readonly verifier: string
}

/** A refusal with what the library says of it, for the log of the node: codes and names of claims, never a value. */
export type ProviderRefusal = Refusal & { readonly why?: string }

/** The provider at the other end of one sign-in. */
export interface ProviderClient {
  readonly terms: ProviderTerms
  readonly configuration: Configuration
  readonly metadata: ServerMetadata
  readonly algorithms: readonly string[]
  readonly ask: AskProvider
}

/**
 * Reads what a provider says about itself, anew for each sign-in: keys and addresses are never older than it. Refuses
 * with `provider/silent` and `provider/answer` (garbage, another issuer, an address without TLS, no algorithm that is
 * taken).
 */
export async function reachProvider(
  terms: ProviderTerms,
  secret: string | null,
): Promise<ProviderClient | ProviderRefusal> {
  const { ask, takeKeysFrom } = providerAsker(terms.issuer)
  const local = terms.issuer.startsWith('http:') ? [allowInsecureRequests] : []
  try {
    const found = await discovery(new URL(terms.issuer), terms.clientId, undefined, None(), {
      [customFetch]: ask,
      execute: local,
    })
    const stated = found.serverMetadata()
    const algorithms = (stated.id_token_signing_alg_values_supported ?? [ALGORITHM_UNSTATED]).filter((one) =>
      ALGORITHMS.includes(one),
    )
    const { jwks_uri: keysAt, authorization_endpoint: door, token_endpoint: desk } = stated
    if (stated.issuer !== terms.issuer) return refuse('provider/answer', 'The provider is another issuer.')
    if (keysAt === undefined || door === undefined || desk === undefined || algorithms.length === 0) {
      return refuse('provider/answer', 'The provider does not say what a sign-in needs.')
    }
    takeKeysFrom(keysAt)
    const { supportsPKCE: _, ...said } = stated
    const metadata: ServerMetadata = { ...said, id_token_signing_alg_values_supported: algorithms }
    const configuration = new Configuration(
      metadata,
      terms.clientId,
      undefined,
      authenticationOf(stated, secret),
    )
    configuration[customFetch] = ask
    for (const extend of [...local, enableNonRepudiationChecks]) extend(configuration)
    return { terms, configuration, metadata, algorithms, ask }
  } catch (error) {
    return refusalOf(error, 'provider/answer')
  }
}

/** Basic is what a provider takes that states nothing (OpenID Connect Discovery 1.0, 3). */
function authenticationOf(stated: ServerMetadata, secret: string | null): ClientAuth {
  if (secret === null) return None()
  const ways = stated.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return ways.includes('client_secret_basic') ? ClientSecretBasic(secret) : ClientSecretPost(secret)
}

/** The address at the provider where a sign-in begins. */
export async function signInAddress(
  { terms, configuration }: ProviderClient,
  callback: string,
  { state, nonce, verifier }: SignInSecrets,
): Promise<string> {
  const address = buildAuthorizationUrl(configuration, {
    redirect_uri: callback,
    scope: 'openid',
    response_type: 'code',
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    // A terminal that is still signed in at the provider must not sign the next person in.
    prompt: 'login',
    ...(terms.acr.length === 0 ? {} : { acr_values: terms.acr.join(' ') }),
  })
  return address.href
}

/**
 * Exchanges what came back for a token and verifies it: state, issuer (also that of RFC 9207), nonce, audience, times,
 * and the signature with a key that the provider publishes now. Refuses with `provider/denied` (the provider says no),
 * `provider/token`, `provider/answer` and `provider/silent`.
 */
export async function provenClaims(
  { configuration }: ProviderClient,
  callback: string,
  query: string,
  { state, nonce, verifier }: SignInSecrets,
): Promise<{ readonly claims: Claims } | ProviderRefusal> {
  try {
    const answered = await authorizationCodeGrant(configuration, new URL(`${callback}?${query}`), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    return { claims: { ...answered.claims() } }
  } catch (error) {
    return refusalOf(error, 'provider/token')
  }
}

/**
 * Verifies a token that a provider sent by itself. Refuses like {@link provenClaims}; nobody is asked before the token
 * at least claims to be the provider's.
 */
export async function sentClaims(
  client: ProviderClient,
  token: string,
): Promise<{ readonly claims: Claims } | ProviderRefusal> {
  const published = await publishedKeys(client)
  if (isRefusal(published)) return published
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(published.keys), {
      issuer: client.terms.issuer,
      audience: client.terms.clientId,
      algorithms: [...client.algorithms],
    })
    return { claims: payload }
  } catch (error) {
    return refusalOf(error, 'provider/token')
  }
}

/** The keys that a provider publishes. Refuses with `provider/silent` and `provider/answer`. */
export async function publishedKeys(
  client: ProviderClient,
): Promise<{ readonly keys: JSONWebKeySet } | ProviderRefusal> {
  try {
    const response = await client.ask(client.metadata.jwks_uri ?? '', { method: 'GET' })
    const keys = (await response.json()) as Partial<JSONWebKeySet> | null
    if (response.status !== 200 || !Array.isArray(keys?.keys)) {
      return refuse('provider/answer', 'The provider publishes no keys.')
    }
    return { keys: { keys: keys.keys } }
  } catch (error) {
    return refusalOf(error, 'provider/answer')
  }
}

function refusalOf(error: unknown, otherwise: 'provider/answer' | 'provider/token'): ProviderRefusal {
  const chain = [...causes(error)]
  const why = [...new Set(chain.flatMap(wordsOf))].join(' ')
  const call = chain.find((one) => one instanceof ProviderCallError)
  if (call !== undefined) return { ...call.refusal, why }
  if (chain.some((one) => one instanceof AuthorizationResponseError || one instanceof ResponseBodyError)) {
    return { ...refuse('provider/denied', 'The provider refuses the sign-in.'), why }
  }
  const isAnswer = otherwise === 'provider/answer' || ANSWER_ERRORS.some((code) => why.includes(code))
  return isAnswer
    ? { ...refuse('provider/answer', 'The provider answers something else than OpenID Connect says.'), why }
    : {
        ...refuse('provider/token', 'The provider’s word does not hold: it is forged, old or for another.'),
        why,
      }
}

function* causes(error: unknown): Generator<object> {
  for (let one = error; typeof one === 'object' && one !== null; ) {
    yield one
    one = 'cause' in one ? one.cause : null
  }
}

/** Codes of the libraries and of the system, and the name of the claim that did not hold. */
function wordsOf(one: object): string[] {
  const said: unknown[] = ['code' in one ? one.code : null, 'claim' in one ? one.claim : null]
  return said.filter((word): word is string => typeof word === 'string' && /^[A-Za-z_]{1,60}$/.test(word))
}
