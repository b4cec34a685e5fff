// How the cards are written, as types.

/**
 * A sentence of a card. `{name}` in it is a number of the current picture, `{shape:x}` a shape,
 * `{word:x}` a word, `{place:x}` a token's place and `[term]` an entry of the glossary. It stands
 * only for models with the flag `when` (with `!`: without it); `lights` is the id of the part of
 * the figure that it is about.
 * @typedef {{says: string, when?: string, lights?: string}} Sentence
 *
 * A part of the figure: the class of figures.js that draws it, and which of the server's facts.
 * @typedef {{kind: string, id: string, label?: string, [setting: string]: any}} PartSpec
 *
 * Something to try: a weight of the card to open, or a screen, the choices to show there and what
 * to light up. Of the choices, `query: 'token'` is the card's own token, `layer` and `head` are
 * those of the card.
 * @typedef {{label: string, number?: string, screen?: string, show?: any, light?: string,
 *   when?: string}} Trial
 *
 * `choices` are those of layer, head and token on which the card's numbers depend.
 * @typedef {{id: import('../../record/requests.js').CardName, title: string,
 *   choices: string[], parts: PartSpec[], text: Sentence[], tries: Trial[]}}
 *   Card
 */

export {};
