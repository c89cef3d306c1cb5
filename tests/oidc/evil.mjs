// A provider that does what it is told, mostly wrong things. PUT /mode takes what to do next:
//   claims, header, key ("rsa", "ec", "other"), alg ("none", "HS256"…), userinfo, tokens (the
//   whole answer), status, delay_ms, pad; GET /seen tells what came.
// Usage: evil.mjs PORT. Prints "ready".
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import http from 'node:http'

const port = Number(process.argv[2])
const issuer = `http://127.0.0.1:${port}`
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwk = (pair, kid) => ({ ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig' })
const b64 = (bytes) => Buffer.from(bytes).toString('base64url')
let mode = {}
let seen = { keys: 0, problems: [] }
let codes = {}

function signature(alg, part) {
  const pair = { rsa, ec, other }[mode.key ?? (alg === 'ES256' ? 'ec' : 'rsa')]
  if (alg === 'none') return ''
  if (alg === 'HS256') {
    return b64(createHmac('sha256', rsa.publicKey.export({ type: 'spki', format: 'pem' }))
      .update(part).digest())
  }
  if (alg === 'ES256') {
    return b64(sign('sha256', Buffer.from(part), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }))
  }
  return b64(sign('sha256', Buffer.from(part), pair.privateKey))
}

function idToken(asked, access) {
  const now = Math.floor(Date.now() / 1000)
  const alg = mode.alg ?? 'RS256'
  const half = createHash('sha256').update(access).digest().subarray(0, 16)
  const claims = { iss: asked.issuer, aud: asked.client_id, sub: 'nan-nhan', nonce: asked.nonce,
    iat: now, exp: now + 300, at_hash: b64(half), SoDinhDanh: '075090000999', HoVaTen: 'Nạn Nhân',
    LoaiTaiKhoan: 1, loAs: 2, ...mode.claims }
  const header = { alg, kid: alg === 'ES256' ? 'ec' : 'rsa', ...mode.header }
  const part = `${b64(JSON.stringify(header))}.${b64(JSON.stringify(claims))}`
  return `${part}.${signature(alg, part)}`
}

function token(form, headers) {
  const asked = codes[form.get('code')]
  delete codes[form.get('code')]
  const problem = (text) => seen.problems.push(text)
  if (!asked) {
    problem('code')
    return [400, { error: 'invalid_grant' }]
  }
  const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest()
  if (b64(challenge) !== asked.challenge) problem('verifier')
  if (form.get('redirect_uri') !== asked.redirect_uri) problem('redirect_uri')
  const basic = Buffer.from(`${asked.client_id}:xau%20xa`).toString('base64')
  if (headers.authorization !== `Basic ${basic}`) problem('client secret')
  const access = b64(randomBytes(16))
  return [mode.status ?? 200, mode.tokens ??
    { token_type: 'Bearer', access_token: access, id_token: idToken(asked, access) }]
}

function authorize(query) {
  const code = b64(randomBytes(16))
  const at = new URL(mode.back_to ?? query.get('redirect_uri'))
  codes[code] = { client_id: query.get('client_id'), nonce: query.get('nonce'), issuer,
    redirect_uri: query.get('redirect_uri'), challenge: query.get('code_challenge') }
  if (query.get('code_challenge_method') !== 'S256') seen.problems.push('no S256')
  const answer = { code: mode.code ?? code, state: mode.state ?? query.get('state'),
    iss: mode.iss ?? issuer }
  for (const [name, value] of Object.entries(answer)) if (value) at.searchParams.set(name, value)
  if (mode.error) at.searchParams.set('error', mode.error)
  seen.back = at.href
  return at.href
}

const discovery = () => ({
  issuer, authorization_endpoint: `${issuer}/a`, token_endpoint: `${issuer}/t`,
  jwks_uri: `${issuer}/k`, userinfo_endpoint: `${issuer}/u`,
  authorization_response_iss_parameter_supported: true,
  id_token_signing_alg_values_supported: ['none', 'HS256', 'RS256', 'ES256'],
})

function answer(path, query, body, headers) {
  if (path === '/mode') {
    mode = JSON.parse(body)
    seen = { keys: 0, problems: [] }
    return [200, {}]
  }
  if (path === '/seen') return [200, seen]
  if (path === '/.well-known/openid-configuration') return [200, discovery()]
  if (path.startsWith('/la/')) return [200, discovery()] // another issuer's document
  if (path === '/k') {
    seen.keys += 1
    return [200, { keys: [jwk(rsa, 'rsa'), jwk(ec, 'ec')] }]
  }
  if (path === '/t') return token(new URLSearchParams(body), headers)
  if (path === '/u') return [200, mode.userinfo ?? { sub: 'nan-nhan' }]
  return [404, {}]
}

http.createServer((request, response) => {
  let body = ''
  request.on('data', (piece) => { body += piece })
  request.on('end', () => {
    const url = new URL(request.url, issuer)
    if (url.pathname === '/a') {
      response.writeHead(303, { location: authorize(url.searchParams) }).end()
      return
    }
    const [status, said] = answer(url.pathname, url.searchParams, body, request.headers)
    const text = JSON.stringify(said) + ' '.repeat(mode.pad ?? 0)
    const headers = { 'content-type': 'application/json', location: mode.location ?? '' }
    setTimeout(() => response.writeHead(status, headers).end(text),
      url.pathname === '/t' ? mode.delay_ms ?? 0 : 0)
  })
}).listen(port, '127.0.0.1', () => console.log('ready'))
