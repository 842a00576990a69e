/** HTML as a template that escapes what it is given: only what is marked as markup goes in as it is. */

export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[];

/** html`<p>${text}</p>`: texts are escaped, markup is not. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Markup => ({
  markup: parts.reduce((all, part, index) => all + inserted(values[index - 1]!) + part),
});

/** What is markup already: a stylesheet, a drawing of ours. */
export const trusted = (markup: string): Markup => ({ markup });

function inserted(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For elements and quoted attributes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
