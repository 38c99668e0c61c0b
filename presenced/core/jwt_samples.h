/*
 * jwt_samples - keys and tokens that npm's jose made, for the tests of jwt: their private keys are gone.
 */
#ifndef PRESENCED_CORE_JWT_SAMPLES_H
#define PRESENCED_CORE_JWT_SAMPLES_H

/* clang-format off */
static const char sample_keys[] =
    "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"y5gXqWRgb85IXikX1aVpqNLu27iTKO2pafc3G7L0O5X9dwln-TAqC"
    "JbefVapQbxBdOLvG4_Om_68-rLzG-MkfLfwf_luo12NO5ovjXJ5YHQ91c0QeAOYAB4PFHKIktAYvTy19"
    "5XqTzwhTylE-HhffhX4fIc65Y4SJUqhGp1caImIU_stxWXvlFd_1FgM06OSjKXHJES3BM7jDS3fEI84g"
    "KS3HeiBeJsZiHaCfEeyrAllPC0bHRIuMDoGzf7NSJhIVQgxaZUz_5AGhZgC_Ers7DDi8DsHd3HALCNbb"
    "hIy9tl9kd07JQBY6eqRmFna7kndHXx35bRhzEcaLq2d6ugwhQ\",\"e\":\"AQAB\",\"kid\":\"rs256\",\"use"
    "\":\"sig\",\"alg\":\"RS256\"},{\"kty\":\"EC\",\"x\":\"rgEu-hS0QUUcNC2nXZ-pu0CKtrKbHVkY1E1hY2Sf"
    "s-M\",\"y\":\"sYEwDvvg_wJGxIX9q7N3fAB-SoLYBMujcNCr0oZixIQ\",\"crv\":\"P-256\",\"kid\":\"es25"
    "6\",\"use\":\"sig\",\"alg\":\"ES256\"}]}";
static const char sample_rs256[] =
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzMjU2In0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJh"
    "dWQiOiJ1cyIsInN1YiI6IjEiLCJub25jZSI6Im4iLCJleHAiOjE3MDAwMDAxMDAsImlhdCI6MTcwMDAw"
    "MDAwMH0.uqneY8Cc9XzohhDYp3eh7XuLnqlrQ32tU16oRhfUSZ6nK16NbEEvjRBIVGqfaByt88DT9X3Y"
    "D0VeidP7pmfQDt0calvIvzmsjV-XieJlliqMCakQgYA22p5R6FGHaGEcUdaF5W3LJYYBue4ifOXbs1yH"
    "sBbJ933fHOqLQAC8JRx8lPnHVU_oo5W50T3Tfm6i3Go1kodywE4bYnRkBau-6LPYtPEMbJYCUyad5nVW"
    "f60ao4NCb8SRcHVFAeI6PvD0S5Igi5Kn6snB4iMS27VlJSND1wotYLFb3oGQVaWDQ2q1ZvMUS5hGd2it"
    "ZRakCdfgoZqWv8DKGlvxK0-pEwakAA";
static const char sample_es256[] =
    "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVzMjU2In0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJh"
    "dWQiOiJ1cyIsInN1YiI6IjEiLCJub25jZSI6Im4iLCJleHAiOjE3MDAwMDAxMDAsImlhdCI6MTcwMDAw"
    "MDAwMH0.LIiJhNc3-ZJMrUqhHOGwUincIYLWiiiJMDmYxuVfmV8fw3ADJee55WFY2qJWOA0kIC_dQESU"
    "46FCOJW_8gk8Tg";
/* clang-format on */

#endif
