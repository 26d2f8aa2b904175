import { createHmac } from "node:crypto";

/** A JSON Web Token signed with HS256 (RFC 7515, appendix A.1). */
export function signJwt(claims, secret) {
  const signed = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
