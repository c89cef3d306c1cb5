/* ID tokens made once with another implementation (Node.js crypto), as of 2026-11-23 09:00 in
 * Ha Noi; the private keys are gone. */
#ifndef TRUC_TESTS_OIDC_VECTORS_H
#define TRUC_TESTS_OIDC_VECTORS_H

#define OIDC_ACCESS_TOKEN "access-token-of-the-vectors"
#define OIDC_JWKS \
    "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"mnFiJYDuq2iYBmNwx_68SyeMK5xsPkjVN9lkfB3" \
    "07WmrYvIbqX08TDkdmqDRSLkkx_bX9dG3jc7tihwGi8LkJYFlb54lF_miTYQAMe1p_" \
    "YzNNR_35XELnKlq4ar-Ga1tgJkaj7vlxrCm6Ythw9qH7j9liGIdNSsHBIxCZvy9Qdb" \
    "HPYBXwZD9mBS_nB3e6XU47h6Cu1n-xSdA_HiXY_xX5a00yHP1l3G9_L4fHtV3O5bRh" \
    "_LvgusG8Ig5ivbQG0dM_nHR4NRFDMc41lWuPmMjUYbLPYKC2fqvPW8XOKvyjQrdTki" \
    "g3fnNq3kiNCdLyPx9Bbf-yTLhykqrTZpWHOWgCQ\",\"e\":\"AQAB\",\"kid\":\"RS256\"}" \
    ",{\"kty\":\"EC\",\"x\":\"wUcp0auzZ5fMyUu_9_R2WOA5-s67CLoPA78E27Noy5Y\",\"y\"" \
    ":\"WNwes_tI10DVgT_P5J6eoX1gcfOxFhrAjzcC1w8GxS0\",\"crv\":\"P-256\",\"kid\"" \
    ":\"ES256\"}]}"

static const struct {
    const char *name;
    const char *code; /* NULL: good */
    const char *token;
} oidc_tokens[] = {
    {"good", NULL,
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mzk5NTAwLCJhdF"
     "9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSJ9.ImjUfyZBJwZtnXV-CRQ7Mdd"
     "741Aoe_Mrj9QtWFGiFrEcanLXyVMgJnRUhabIx1yqulwLsCakkKduYxTVuXHK-g"},
    {"RS256", NULL,
     "eyJhbGciOiJSUzI1NiIsImtpZCI6IlJTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mzk5NTAwLCJhdF"
     "9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSJ9.Eo4d2MvsG32YZD9tyLxVq_W"
     "kj9-sKzKar5Go-834hVlLmmmRsnjGsKADsPCadL7ZdPSTqZrQyyZpwBFtLuywBLhYZ"
     "JFBIcEW9R9k8yObjcA3SPne3qveXicae9uWBg-GL_FMNJOJq5INz1wFw_RDkRH0a8v"
     "N0nbNI-JJMS4MZb5MAonU477j_rq31c_HQIu9g5Go2c5dNgfKRNaRGoBGsTGILpXZV"
     "bouvAaUHzHvpTcsLaZinlJbfjX0vVIgHibASk1A-_sEUrjojiLkRR5O-AdQyp-PrH5"
     "JfsDlDz-fOzTjCWRMgw1p6SE07HJ2IdJT_KPC1aufpwA6lGe9iLDdUg"},
    {"no at_hash", NULL,
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mzk5NTAwfQ.UdL"
     "Db8xJ6sdRHJnDvyj0p8bmkSdnL-blb06U0pn3DLoklwLgUgpHsDY86AGyengojfYPi"
     "aTI_RMahOBGUMBnIw"},
    {"aud as a list of one", NULL,
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOlsidHJ1YyJdLCJzdWIiOiJjb25nLWRhbi0xIiwibm9u"
     "Y2UiOiJub25jZS0xIiwiaWF0IjoxNzk1Mzk5MTk4LCJleHAiOjE3OTUzOTk1MDAsIm"
     "F0X2hhc2giOiI5YTN1T0FMRzE0ZmRwUzBHbW9FbUxRIn0.R65jBsysXcNII6qAjxk6"
     "MD-sJXAPvg6wQC3_-9i5C0QdhojXZS1F7k3g6UJWfmC7x5S9_dabjGAOA7Vj-ImOtg"},
    {"two audiences, given to us", NULL,
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOlsidHJ1YyIsImtoYWMiXSwic3ViIjoiY29uZy1kYW4t"
     "MSIsIm5vbmNlIjoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mz"
     "k5NTAwLCJhdF9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSIsImF6cCI6InRy"
     "dWMifQ.ziwV9bT5TY4yG9eiJe3sdvaWepDmhjqB8sN7Au7aE3J8T9kX3iC2ur06YCj"
     "C1PUDUEKprJdPbXJLhj6VHH-gRg"},
    {"55 s too old", NULL,
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mzk5MTQ1LCJhdF"
     "9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSJ9.IvIGUVe9gSQdjelubNwwXw7"
     "l4eNKkCtHHmyRYGiBUcQx0iVvU9QmOV8j0bmg9LuaI9h9-e9SmmjinlE4gn7SyA"},
    {"55 s too new", NULL,
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTI1NSwiZXhwIjoxNzk1Mzk5NTAwLCJhdF"
     "9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSIsIm5iZiI6MTc5NTM5OTI1NX0."
     "rIEosz0IefpSmqrxEZCTJVQcwvGvcVMIZpPJhU-Y3OLFDu43CNXy5IBDQjyg76R5p3"
     "U1sHsA5UcgYzvrapslgg"},
    {"another issuer", "oidc.token_issuer",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4uZXZpbC5leGFtcGxlIiwiYXVkIjoidHJ1YyIsInN1YiI6ImNvbmct"
     "ZGFuLTEiLCJub25jZSI6Im5vbmNlLTEiLCJpYXQiOjE3OTUzOTkxOTgsImV4cCI6MT"
     "c5NTM5OTUwMCwiYXRfaGFzaCI6IjlhM3VPQUxHMTRmZHBTMEdtb0VtTFEifQ.NHJuc"
     "UbVviWliq9Ri3EsjG0LzNnuc2kC0Dll5UXg-n5Ot0AImSDy4jAxwZPwuB9IaLoOkFC"
     "-IM63efNwtT281g"},
    {"issuer with a slash", "oidc.token_issuer",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4vIiwiYXVkIjoidHJ1YyIsInN1YiI6ImNvbmctZGFuLTEiLCJub25j"
     "ZSI6Im5vbmNlLTEiLCJpYXQiOjE3OTUzOTkxOTgsImV4cCI6MTc5NTM5OTUwMCwiYX"
     "RfaGFzaCI6IjlhM3VPQUxHMTRmZHBTMEdtb0VtTFEifQ.8sPdbdvk9kIGBaTZCEwFE"
     "XUZiG_29J197AeViZ2P8_Il4SIihyIUbRn8jJvseW3wDXqlwtqW-nxj4xZt6apfsg"},
    {"no issuer", "oidc.token_issuer",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJhdWQiOiJ0cnVjIiwic3ViIj"
     "oiY29uZy1kYW4tMSIsIm5vbmNlIjoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwi"
     "ZXhwIjoxNzk1Mzk5NTAwLCJhdF9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUS"
     "J9.3YB-XRz8Lw9JFpfwDbnx9iTVb3jDh1sZDa73PtXn7wLjL7mdCFHO5uam5Z0gHF9"
     "QoOHSZqR3rp-cAt7VsU9h1g"},
    {"another audience", "oidc.audience",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJraGFjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mzk5NTAwLCJhdF"
     "9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSJ9.tMucGVTePW1Y0IpMOjmkCVB"
     "rVl3QzYKjwyGjPAxY9-73sHOQZ1qsxVQDKCzxhv-4qnLFIi_6YvBLMpTZG3aVng"},
    {"two audiences without azp", "oidc.audience",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOlsidHJ1YyIsImtoYWMiXSwic3ViIjoiY29uZy1kYW4t"
     "MSIsIm5vbmNlIjoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mz"
     "k5NTAwLCJhdF9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSJ9.9W1vyjp02lb"
     "3KdDPn82wAEQMlx1uIXh7WPa86JHhdsQL1hC9n4Lrr6nakNDJboMaCpREaa79HReiv"
     "5HSy8puJg"},
    {"given to another", "oidc.audience",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mzk5NTAwLCJhdF"
     "9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSIsImF6cCI6ImtoYWMifQ.aJD5Y"
     "VeUzQpS9C3Bvkyyh591WL23_7qyjaV9_F-FKuLd_LGMzvRa2_TKETPLAxcXzjRVqYn"
     "tWkJw1Vw2IYKgZw"},
    {"no audience", "oidc.audience",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJzdWIiOiJjb25nLWRhbi0xIiwibm9uY2UiOiJub25jZS0xIiwi"
     "aWF0IjoxNzk1Mzk5MTk4LCJleHAiOjE3OTUzOTk1MDAsImF0X2hhc2giOiI5YTN1T0"
     "FMRzE0ZmRwUzBHbW9FbUxRIn0.kM84adTv85bwDQEUioLhTD5y6TPWxPs9X2k8HS6A"
     "jXgTKmGHONPMMTuL3Fepp4ICaPFxpoiQ65QaOTvUx9rRBw"},
    {"expired", "oidc.time",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mzk5MTM5LCJhdF"
     "9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSJ9.gpM9Ylz9DcOCBrhe0S75jBA"
     "Va4umB68w5AyhsjwJ8V9j80ON2CNVQBzf3joufOrnrUgAHYxSf-By79G8uvHpew"},
    {"no exp", "oidc.time",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiYXRfaGFzaCI6IjlhM3VPQUxHMT"
     "RmZHBTMEdtb0VtTFEifQ.WUJlnK4aNreS5kCbovyOqkJgioMMHxDTnrX3GqHwVv2Sz"
     "l6ENvMwAjUZDC3fTjVfPFdBh-7VcB-ORgakmu2M8g"},
    {"exp as text", "oidc.time",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoiMTc5NTM5OTUwMCIsIm"
     "F0X2hhc2giOiI5YTN1T0FMRzE0ZmRwUzBHbW9FbUxRIn0.Z4mokTocku7etiwmiY5M"
     "2Y27OEZ3uTAF-yaNS4b1I7SyKLwijmf5CZC_o_Nua9KWbFLjZlGVb6V_dCzdQDjfdw"},
    {"of the future", "oidc.time",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTI2MSwiZXhwIjoxNzk1Mzk5NTAwLCJhdF"
     "9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSJ9.m9vQU15zbZopTguYXkOLt-n"
     "j_0k9s0Y603xHXQ7aV3hO7Jygk-OnTYEQgmsbcPZJq37MHuFAkBszom37o_DebQ"},
    {"no iat", "oidc.time",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImV4cCI6MTc5NTM5OTUwMCwiYXRfaGFzaCI6IjlhM3VPQUxHMT"
     "RmZHBTMEdtb0VtTFEifQ.gZZqeTtAC_EOYPpOwif0PCgwSfBd6sTvOd5AE6DgUgysS"
     "Hlf3IvXQJ8-uujLFEjlmMfiLDaX2dHjfDjygJ031Q"},
    {"issued long ago", "oidc.time",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5ODI5OSwiZXhwIjoxNzk1Mzk5NTAwLCJhdF"
     "9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSJ9.2YIcX3wivt9qlkQ5POMgFI6"
     "jwy8NZwuNK1l5CWfWQ8AlC02rDG59SP5AnUAFgZiuhRqMEE6woHbYT5sQgvqQ3w"},
    {"not yet", "oidc.time",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mzk5NTAwLCJhdF"
     "9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSIsIm5iZiI6MTc5NTM5OTI2MX0."
     "Vrpf3VjvvH0pRMrzFSXzPAioH0jOH6DWtIqCIY-i1NENwTuxLarqrxOfzBdWQEPek3"
     "zamj-HDqC72f09hN8CzQ"},
    {"another nonce", "oidc.nonce",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMiIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mzk5NTAwLCJhdF"
     "9oYXNoIjoiOWEzdU9BTEcxNGZkcFMwR21vRW1MUSJ9.z5Ug3i-Zu7RQHgD4QKx8P3C"
     "kDkKo3YYBjMqmRAhfSwpCv9e0eYjS7YMKFQA6QC9u6GGt6m8P9bU3kJd6zzLcgQ"},
    {"no nonce", "oidc.nonce",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsImlhdCI6"
     "MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mzk5NTAwLCJhdF9oYXNoIjoiOWEzdU9BTEcxNG"
     "ZkcFMwR21vRW1MUSJ9.Vw1E4n7oVmagmZ60bbbcPzMS703r0IN9jfFJLI3rSdViVIs"
     "trDAwLGnWWsohkNK2dMPQFq1Sgmtz3lZfCS4cwA"},
    {"another access token", "oidc.at_hash",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiY29uZy1kYW4tMSIsIm5vbmNl"
     "Ijoibm9uY2UtMSIsImlhdCI6MTc5NTM5OTE5OCwiZXhwIjoxNzk1Mzk5NTAwLCJhdF"
     "9oYXNoIjoiQUFBQUFBQUFBQUFBQUFBQUFBQUFBQSJ9.M25TI5WKvRVMo5x-Er_0lWE"
     "JDF3xk7dtdEx1BFKw6ZsMJh3BnEx6TQgsBD8MQbZVmudB5ARlcpOPW6m4UD64vA"},
    {"no subject", "oidc.subject",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwibm9uY2UiOiJub25jZS0xIiwiaWF0Ijox"
     "Nzk1Mzk5MTk4LCJleHAiOjE3OTUzOTk1MDAsImF0X2hhc2giOiI5YTN1T0FMRzE0Zm"
     "RwUzBHbW9FbUxRIn0.mVmuikxyM5ZSRGkpnTb3B4um7LZhoatXIsuERpUwqVZFKdW4"
     "f1ZF6DlKAYIwaS2hP2bAOrwvbb2D0kOfdj4viw"},
    {"empty subject", "oidc.subject",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2lkLm"
     "V4YW1wbGUudm4iLCJhdWQiOiJ0cnVjIiwic3ViIjoiIiwibm9uY2UiOiJub25jZS0x"
     "IiwiaWF0IjoxNzk1Mzk5MTk4LCJleHAiOjE3OTUzOTk1MDAsImF0X2hhc2giOiI5YT"
     "N1T0FMRzE0ZmRwUzBHbW9FbUxRIn0.6EzlfhKuabxWL8O4ETYRpGkWT2UqRVll6UJC"
     "bPwUA_a_5Y8-r0NlTqjsMgzS-5hKzQ6bPo_szhbRVjhKq8duKQ"},
    {"no object", "oidc.claims",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.WzFd.OCrh76Qseh7s7sgL7CTvZ"
     "QfYOveffjHLL1rrEhPcfpEVi0_WnkCTAKpjlYlNrTZLE0D86ZBHJ6CTowEX7uoabQ"},
    {"a claim twice", "oidc.claims",
     "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.eyJpc3MiOiJodHRwczovL2V2aW"
     "wuZXhhbXBsZSIsImlzcyI6Imh0dHBzOi8vaWQuZXhhbXBsZS52biIsImF1ZCI6InRy"
     "dWMiLCJzdWIiOiJjb25nLWRhbi0xIiwibm9uY2UiOiJub25jZS0xIiwiaWF0IjoxNz"
     "k1Mzk5MTk4LCJleHAiOjE3OTUzOTk1MDAsImF0X2hhc2giOiI5YTN1T0FMRzE0ZmRw"
     "UzBHbW9FbUxRIn0.SLuMZ-qXfMtAid9nToI6TuHx3Mi9qUne3WUIKIlgPsMfiVJIeN"
     "g3hPXRpm4Q1fC_gd_CHoJKY4vPUixQl-BcTA"},
};

#endif
