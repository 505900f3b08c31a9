/** Names of versions, which Azure ML never changes: what a version is made of names it. */

/** FNV-1a, 32 bits, as 8 hex digits. */
export function versionOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
