/** A catalogue as any language may fill it: the same keys and the same arguments, its own words. */
export type Spoken<Catalogue> = Catalogue extends string
  ? string
  : Catalogue extends (...said: infer Arguments) => string
    ? (...said: Arguments) => string
    : { readonly [Key in keyof Catalogue]: Spoken<Catalogue[Key]> };
