import { argon2, timingSafeEqual } from 'node:crypto'
import type { Platform } from '../platform.ts'

/** OWASP's Argon2id floor doubled: 38 MiB, two passes, one lane. */
const MEMORY_KIB = 38 * 1024
const PASSES = 2
const TAG_BYTES = 32
const SALT_BYTES = 16

function derive(password: string, salt: Buffer, memoryKib: number, passes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2(
      'argon2id',
      {
        message: password.normalize('NFKC'),
        nonce: salt,
        parallelism: 1,
        tagLength: TAG_BYTES,
        memory: memoryKib,
        passes,
      },
      (error, tag) => (error === null ? resolve(tag) : reject(error)),
    )
  })
}

/** Hashes a password with Argon2id into a PHC string that carries its own parameters. */
export async function hashPassword(platform: Platform, password: string): Promise<string> {
  const salt = Buffer.from(platform.random.bytes(SALT_BYTES))
  const tag = await derive(password, salt, MEMORY_KIB, PASSES)
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${salt.toString('base64url')}$${tag.toString('base64url')}`
}

/**
 * Checks a password. With no stored hash it spends the same time on a fixed one and says no, so that the answer's time
 * does not tell whether a person exists.
 */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  const parsed = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([\w-]+)\$([\w-]+)$/.exec(stored ?? '')
  const salt = Buffer.from(parsed?.[3] ?? 'AAAAAAAAAAAAAAAAAAAAAA', 'base64url')
  const expected = Buffer.from(parsed?.[4] ?? '', 'base64url')
  const tag = await derive(password, salt, Number(parsed?.[1] ?? MEMORY_KIB), Number(parsed?.[2] ?? PASSES))
  return parsed !== null && tag.length === expected.length && timingSafeEqual(tag, expected)
}
