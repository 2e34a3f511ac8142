/** How stores are named on the command line. */
export const STORE_HELP = `A store is a folder (a gateway's data folder, then /content) or the URL of a Kubo daemon's RPC API, for example
http://127.0.0.1:5001, whose token, if it asks for one, is in SALUS_KUBO_TOKEN. What lies there is ciphertext:
none of this needs a key.`
