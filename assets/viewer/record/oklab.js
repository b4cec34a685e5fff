// Three places as a colour, the same as coded of vit/anatomy/feature_colours.py.

const LIGHT = 0.66; // OKLab's L in the middle
const LIGHTS = 0.17; // how far it goes to either side
const CHROMA = 0.13; // how far a and b go

/**
 * sRGB [P, 3] in 0..1 of places [P, 3] in 0..1. "rgb": the three as red, green and blue. "oklab": the
 * first two as a and b of OKLab (Ottosson 2020), in a disc, the third as its lightness.
 * @param {Float32Array} places
 */
export function coded(places, coding) {
  if (coding === 'rgb') return places;
  const out = new Float32Array(places.length);
  for (let i = 0; i < places.length; i += 3) {
    const [first, second, third] = [0, 1, 2].map(c => 2 * places[i + c] - 1);
    const reach = Math.max(1, Math.hypot(first, second));
    const chroma = CHROMA / reach;
    out.set(srgb(LIGHT + LIGHTS * third, chroma * first, chroma * second), i);
  }
  return out;
}

/** sRGB of OKLab, with the constants of Ottosson 2020; cut where sRGB ends. */
function srgb(light, a, b) {
  const long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ].map(curved);
}

function curved(linear) {
  const inside = Math.min(1, Math.max(0, linear));
  return inside <= 0.0031308 ? 12.92 * inside : 1.055 * inside ** (1 / 2.4) - 0.055;
}
