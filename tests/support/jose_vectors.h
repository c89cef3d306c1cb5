/* Keys and tokens made once with another implementation (Node.js crypto); the private keys are
 * gone. */
#ifndef TRUC_TESTS_JOSE_VECTORS_H
#define TRUC_TESTS_JOSE_VECTORS_H

#define JOSE_KEYS \
    "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"yDZn3LHzEieI7352ZGnqfkqVIR9DXIVu9u-Vc8H" \
    "QcftmgSCwvEHP7Pv_QNVsJhXlSbrvig31jHUAy_NDRPPq_tM9SOBOM6FY-HF6H6lvV" \
    "U0nLsSOgJp9qUWVcl8pbay0auQTRm0XYkQf5fCIbCP6u3Ou70o2tjg1qXVF-fbCbfi" \
    "bXamK3IqkD7iVMJJ0m9NqgxFJyf3AYsQlp8ERR0jCfOWG57uKqzdGBRAK0PNsqKJir" \
    "pcOaIPer-nLgOg25_3H4T2ah4dF8QvTU43ziillXyfRCs4eK2joAhh-Nn3ALOJzYyC" \
    "NxDv1yP38b4M6AHPtgxBKBkzlhQHghQxZt0RTEw\",\"e\":\"AQAB\",\"kid\":\"r\",\"use" \
    "\":\"sig\",\"alg\":\"RS256\"},{\"kty\":\"EC\",\"x\":\"nmtB-IKc2AJuHAfiJVvCjTF_Xd" \
    "tBsIyHiq4Pm3Xradw\",\"y\":\"tTPhJCXR3E2OpjrRXPjIGKJbf5kiwL_v5uHMXYo2Xi" \
    "I\",\"crv\":\"P-256\",\"kid\":\"e\",\"use\":\"sig\"}]}"
#define JOSE_KEYS_EC \
    "{\"keys\":[{\"kty\":\"EC\",\"x\":\"nmtB-IKc2AJuHAfiJVvCjTF_XdtBsIyHiq4Pm3Xr" \
    "adw\",\"y\":\"tTPhJCXR3E2OpjrRXPjIGKJbf5kiwL_v5uHMXYo2XiI\",\"crv\":\"P-25" \
    "6\"}]}"
#define JOSE_KEYS_WEAK \
    "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"zyM-i1ucW79Hu4G84z7XRLnbxu5cFPnMBI9C2g0" \
    "ihnhlSTmhv3dkM-KST1JkG-IIs93wCZ5H6kAu172ZeOdkIDfYHIKRXoZARbwmKgw6U" \
    "v-K8P1ZHJE-NHtk-BKT8_x_5I_11iLqgtbx4M3AAfXDKSMeAXUuAMdjtWhl9lfZyHc" \
    "\",\"e\":\"AQAB\",\"kid\":\"r\"}]}"
#define JOSE_KEYS_ENC \
    "{\"keys\":[{\"kty\":\"EC\",\"x\":\"nmtB-IKc2AJuHAfiJVvCjTF_XdtBsIyHiq4Pm3Xr" \
    "adw\",\"y\":\"tTPhJCXR3E2OpjrRXPjIGKJbf5kiwL_v5uHMXYo2XiI\",\"crv\":\"P-25" \
    "6\",\"kid\":\"e\",\"use\":\"enc\"}]}"
#define JOSE_KEYS_TWICE \
    "{\"keys\":[{\"kty\":\"EC\",\"x\":\"nmtB-IKc2AJuHAfiJVvCjTF_XdtBsIyHiq4Pm3Xr" \
    "adw\",\"y\":\"tTPhJCXR3E2OpjrRXPjIGKJbf5kiwL_v5uHMXYo2XiI\",\"crv\":\"P-25" \
    "6\"},{\"kty\":\"EC\",\"x\":\"nmtB-IKc2AJuHAfiJVvCjTF_XdtBsIyHiq4Pm3Xradw\"," \
    "\"y\":\"tTPhJCXR3E2OpjrRXPjIGKJbf5kiwL_v5uHMXYo2XiI\",\"crv\":\"P-256\"}]}"
#define JOSE_KEYS_P384 \
    "{\"keys\":[{\"kty\":\"EC\",\"x\":\"ykTXh7oZwCbPup_KZg5-5H9m_56r450wTqsv91_g" \
    "TmHmzJu3UvtspQ4UAEo9M6NY\",\"y\":\"iHDoLrvjjAW0SKzeH_7SChhBqaRUDgHJBgG" \
    "EKGqJjqc6j1tTEUXHqKlOWuzojFhV\",\"crv\":\"P-384\",\"kid\":\"e\"}]}"
#define JOSE_KEYS_OFF_CURVE \
    "{\"keys\":[{\"kty\":\"EC\",\"x\":\"nmtB-IKc2AJuHAfiJVvCjTF_XdtBsIyHiq4Pm3Xr" \
    "adw\",\"y\":\"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc\",\"crv\":\"P-25" \
    "6\",\"kid\":\"e\"}]}"
#define JOSE_RS \
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InIiLCJ0eXAiOiJKV1QifQ.eyJzdWIiOiIxIn0" \
    ".myppPO-q_Md1HR64I2b7txypjK8JNmwZ6bUwxwar6ycWPhCLMmNPjbI5mqSQ5FrRc" \
    "OdkfPCf8Do2MqrKQWVKaJjU07WmOY0OW5TvUIDjl2AowaLIjhkoG0AFufAbhHf7exA" \
    "B69d_TlkVmR5zKkd52POrAtmL2fqEBUyOdL3HMG__vh45chdhZE3xyYJj4VL-D2rGQ" \
    "wvsznYJb8MPNj70kmOh9NeNdWHB02p0mE7BqkCY1FPdnR7E4KgG84EmnVHou0XlRK2" \
    "tATFXppTJPHRkApM5drZ9lOcGxD8efj7LTJGjdGpJOh8cDmQUvfdmCVXq-8HbzGpIl" \
    "aiy_BM9Quju5g"
#define JOSE_ES \
    "eyJhbGciOiJFUzI1NiIsImtpZCI6ImUifQ.eyJzdWIiOiIxIn0.Ew9DkK7FRZ6qdLC" \
    "PeZ4Ekmx2Ip8oKY1VVwtS_XdIb3RIH-eG7N6hiGjvT_F1lcsty6LawdlQQqxuxOX1n" \
    "gtzWQ"
#define JOSE_ES_NAMELESS \
    "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.8d2p8PB_TP4MxZcEPgxuwQaMuEATy" \
    "KnVzP1ilVcIUcwaioNon4EQeUtssm_G0Yd8FXLkYy9PdySqpjnSjtatUg"
#define JOSE_NONE \
    "eyJhbGciOiJub25lIiwia2lkIjoiciJ9.eyJzdWIiOiIxIn0."
#define JOSE_HS \
    "eyJhbGciOiJIUzI1NiIsImtpZCI6InIifQ.eyJzdWIiOiIxIn0.7E4s6xkKwVmaq5e" \
    "Wzmtbc-93PTxz4ugWWwUGWGDRDK4"
#define JOSE_SWAPPED \
    "eyJhbGciOiJFUzI1NiIsImtpZCI6InIifQ.eyJzdWIiOiIxIn0.ff1IFfqT7br4hTQ" \
    "y_UWM-6cTg4g2IMvIwWkU6tNyFui5YaD4kIEPPCJyKFShQLim26QGk1obl5Xmz-ppw" \
    "o9cKA"
#define JOSE_OTHER_KID \
    "eyJhbGciOiJSUzI1NiIsImtpZCI6Im5ldyJ9.eyJzdWIiOiIxIn0.ibn28DW2K00bd" \
    "yXFPhh60YkJNrgWR4pdUoJgfaoiN1nDlAjIKcvZCZBYKJ47I97X1Hy-6j6g3GrQBru" \
    "qFKHFdiyEAst-u0l9m5s1OQYCbfv1fyBxNWlxhZADssyZmb07A7wT6njqXRNqWsQXH" \
    "4bbNexrhzjBLV8pjiRjqOelzP9gZjIQ_TBH64XoXBUja5eryY-ic3fTcsnFBwpBURV" \
    "NYdtPM8Mprfv9XIxEDolEpeA6qKqocka8gx9WT54LM55PpZ5UUF1Mmd5bAUuQuVSgh" \
    "_dqKCHDR-yaF8uLECm-B16tFFZK6ADB132TIW06BWbMA-kPd7OqZVX98anYB8I48A"
#define JOSE_CRIT \
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InIiLCJjcml0IjpbImV4cCJdfQ.eyJzdWIiOiI" \
    "xIn0.c7-q0FCEXs9AG-ofVIMkcrjYHE7RerM1EKC6kVbiIATc07Kgu7vGu73uM_-Zp" \
    "-PqpHrOrhZ16AAl8dpj_dvbba0rS3-1_9i-K8YjxrETMzZosIrF3xdoA-aKGCGZQIk" \
    "tVJyJ7EnXptzu6130gsUr4UnF5aYKWD-QhD-edRLRiIyLsTHF5Eil1qDqQzXIQ8GJw" \
    "rYxGcfaZppnKjNOXQ9BzARqVhqC-qLqmxoxhxNLDcFWL82Juynam8AeHIkMmCexb5G" \
    "IsY-VnxWH_eeq-Uec49105mxM_2EBppkwexEX5UOKXlu94UxU2HH0h40RWtfHa7hPd" \
    "Fy-FvbxdmqzPRmoTQ"
#define JOSE_ACCESS \
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InIiLCJ0eXAiOiJhdCtqd3QifQ.eyJzdWIiOiI" \
    "xIn0.DV2TduO3UdeCjJkxhXUJK9CEmcuBDjiTyxcRA-oyiTvXZMwC8ByHjzeAbfyAT" \
    "KT3o5t-cMfsOke1yiQxPIN4k_7p-jGrH6RyKnVgasJncLyj6aSQ4DfabHg2S4nXYm5" \
    "ToHwT2tYjkaqt4eGlijI0jd41LEaHW77IN-dpdD7yGePoBEUM4h2KuwHfuMbWP_JhD" \
    "SNnQ_HM9lc85kA3YisWP4mJXHl_Uqo5NglXC5jUapFO_t4QS8NDAPc5x5ieT86fnCw" \
    "8cbChZYz4ejeud03RUHLa_d4HrTSQP-yDfrsK1glNFHeWywmW07e2cOG-pPQ2M78ef" \
    "edtWvFjeDXo1EDbcw"
#define JOSE_WEAK \
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InIifQ.eyJzdWIiOiIxIn0.NWExhQAFpN_QWrt" \
    "xHJlhl8kQRcSKutwOz3jWJI6I2rheCIr4AnqqFBwKut3nAqKCw9pOtYZMu5mwk4Z2U" \
    "T276QG2kFVytVI3MbcC7ixPUIxRINBVjnk3WuTkPtHBfNOAhDI7wY4aoKfvBVlwNfU" \
    "3cJQ8YnrEAM45PtmDyjbgKpo"
#define JOSE_EMBEDDED \
    "eyJhbGciOiJFUzI1NiIsImtpZCI6IngiLCJqd2siOnsia3R5IjoiRUMiLCJ4IjoieW" \
    "tUWGg3b1p3Q2JQdXBfS1pnNS01SDltXzU2cjQ1MHdUcXN2OTFfZ1RtSG16SnUzVXZ0" \
    "c3BRNFVBRW85TTZOWSIsInkiOiJpSERvTHJ2ampBVzBTS3plSF83U0NoaEJxYVJVRG" \
    "dISkJnR0VLR3FKanFjNmoxdFRFVVhIcUtsT1d1em9qRmhWIiwiY3J2IjoiUC0zODQi" \
    "fX0.eyJzdWIiOiIxIn0.YEf7FJA5aR_zHX6NWeodLSDi3V6gkRgFQeX243xYSZQf9T" \
    "6wouXSRVpyBRewdgi3mXVwKlKopash6yL_x7vXZA"

#endif
