import { createReadStream } from 'node:fs'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import statics from '@fastify/static'
import swagger from '@fastify/swagger'
import { refuse } from '@homeward/core'
import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify'
import type { NodeContext } from '../node-context.ts'
import { serveLiveIntake } from './live-intake.ts'
import { noteRefusals, sendError } from './refusal-log.ts'
import type { Route } from './route.ts'
import type { Runners } from './runners.ts'
import { sendRefusal, serveRoute } from './serve-route.ts'
import { addressOf } from './session.ts'
import { serveSignIn } from './sign-in-routes.ts'
import { answerOfError } from './status.ts'
import { serveWitness } from './witness-door.ts'

/** Searches upload one picture; anything larger is an intake. */
const BODY_BYTES_MAX = 64 * 1024 * 1024

export interface AppOptions {
  /** True for the Unix socket of the data directory. */
  readonly local: boolean
  readonly tls: { readonly key: string; readonly cert: string } | null
  /** Folder of the built desk, or null where none is served. */
  readonly deskDirectory: string | null
}

/** Builds the HTTP face of the node over the table of routes. */
export async function buildApp(
  context: NodeContext,
  runners: Runners,
  routes: readonly Route[],
  options: AppOptions,
): Promise<FastifyInstance> {
  const server: FastifyServerOptions = {
    bodyLimit: BODY_BYTES_MAX,
    logger: false,
    ...(options.tls === null ? {} : { https: { ...options.tls, minVersion: 'TLSv1.3' } }),
  }
  const app = fastify(server)
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Homeward', version: '0.1.0' } },
  })
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    hsts: options.tls !== null,
    referrerPolicy: { policy: 'no-referrer' },
  })
  await app.register(rateLimit, { global: false, keyGenerator: addressOf })
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    // A page of another site must not act with the desk's cookie; the command line sends no origin.
    if (request.method !== 'GET' && origin !== undefined && origin !== context.origin()) {
      return sendRefusal(
        reply,
        refuse('access/own-origin', 'Changes are taken only from the desk’s own pages.'),
      )
    }
    return undefined
  })
  // Nothing that the node answers may be kept on the way or in the browser; the desk's own files say otherwise.
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  app.setErrorHandler((error, _request, reply) => {
    const { status, code, because } = answerOfError(error)
    if (status >= 500) runners.report(error)
    return sendError(reply, status, code, because)
  })
  noteRefusals(
    app,
    () => context.platform.clock.nowMs(),
    (facts) => runners.note('refused', facts),
  )
  await serveSignIn(app, context, runners, options)
  await serveWitness(app, context, runners)
  serveLiveIntake(app, context, runners)
  for (const route of routes) {
    if (!route.local || options.local) serveRoute(app, context, route, options.local)
  }
  // For whoever writes a program against this node, on its own machine; strangers learn nothing of what there is.
  if (options.local) app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger())
  await serveDesk(app, options.deskDirectory)
  return app
}

async function serveDesk(app: FastifyInstance, directory: string | null): Promise<void> {
  if (directory !== null)
    await app.register(statics, {
      root: directory,
      index: false,
      wildcard: false,
      cacheControl: false,
      // The desk's program holds no case; its files are asked for again, and answered as unchanged.
      setHeaders: (reply) => {
        reply.header('cache-control', 'no-cache')
      },
    })
  app.setNotFoundHandler((request, reply) => {
    // Every address of the desk is one page; the page knows where it is.
    if (directory !== null && request.method === 'GET' && !request.url.startsWith('/api/')) {
      return reply.type('text/html; charset=utf-8').send(createReadStream(`${directory}/index.html`))
    }
    return sendRefusal(reply, refuse('request/no-route', 'There is nothing at this address.'))
  })
}
