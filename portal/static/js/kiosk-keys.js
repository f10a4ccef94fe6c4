export function attachKeys() {}
