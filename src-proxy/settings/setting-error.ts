/** A setting that cannot be used; the message names it, its value and what is allowed. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
  readonly code = 'setting_invalid';
}
