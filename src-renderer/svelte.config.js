/** Runes everywhere; the dashboard has no component of an older style. */
export default { compilerOptions: { runes: true } };
