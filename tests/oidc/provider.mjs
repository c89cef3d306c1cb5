// A provider that we did not write: oidc-provider, with the claims of the national login. Two
// clients, one signed for with RS256, one with ES256. Usage: provider.mjs PORT OURS KEYS
// (KEYS: any word; another word makes other keys). Prints "ready".
import { createHash, generateKeyPairSync } from 'node:crypto'
import Provider from 'oidc-provider'

const [port, ours, keys] = process.argv.slice(2)
const issuer = `http://localhost:${port}`
const people = {
  nam: { HoVaTen: 'Trần Văn Nam', SoDinhDanh: '075090000123', LoaiTaiKhoan: 1, loAs: '2' },
  moi: { HoVaTen: 'Lê Thị Mới', SoDinhDanh: '075190000321', LoaiTaiKhoan: 1, loAs: '0' },
  congty: { HoVaTen: 'Đỗ Văn Giám', LoaiTaiKhoan: 2, MaSoThue: '3600001233', loAs: '2',
    TenDoanhNghiep: 'Công ty TNHH Gỗ Biên Hoà' },
  diem: { HoVaTen: 'Mai Thị Ngọc Diễm' },
}
const key = (type, options, more) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
  kid: createHash('sha256').update(`${keys} ${type}`).digest('hex').slice(0, 16),
  use: 'sig',
  ...more,
})
const client = (id, alg, auth) => ({
  client_id: id, client_secret: `secret of ${id} & more`, id_token_signed_response_alg: alg,
  token_endpoint_auth_method: auth, grant_types: ['authorization_code'], response_types: ['code'],
  redirect_uris: [`${ours}/dang-nhap/tai-khoan/${id}/ve`],
})
const provider = new Provider(issuer, {
  clients: [client('quoc-gia', 'RS256', 'client_secret_basic'),
    client('noi-bo', 'ES256', 'client_secret_post')],
  jwks: { keys: [key('rsa', { modulusLength: 2048 }, { alg: 'RS256' }),
    key('ec', { namedCurve: 'P-256' }, { alg: 'ES256' })] },
  claims: { openid: ['sub'], profile: Object.keys(people.congty).concat('SoDinhDanh') },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ['of a test'] },
})
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
