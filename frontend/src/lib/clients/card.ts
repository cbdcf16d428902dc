/** Pixels; cards are equally high, so that thousands can be drawn by need. */
export const CARD_HEIGHT = 300;
