// The upload as the viewer shows it: in colour, in luminance, and the part that the model sees.

const PADDING = '#808080'; // outside the upload, where a crop reaches out

/** Loads a picture and keeps its luminance beside it. */
export async function loadPicture(url, signal, get) {
  return artOf(await createImageBitmap(await (await get(url, signal)).blob()));
}

/** A decoded picture with its luminance. */
export function artOf(colour) {
  const grey = document.createElement('canvas');
  grey.width = colour.width;
  grey.height = colour.height;
  const context = grey.getContext('2d', {willReadFrequently: true});
  context.drawImage(colour, 0, 0);
  luminance(context, colour.width, colour.height);
  return {colour, grey};
}

/** Rec. 709 luma of every pixel, in place. */
function luminance(context, width, height) {
  const image = context.getImageData(0, 0, width, height);
  const {data} = image;
  for (let i = 0; i < data.length; i += 4) {
    const y = 0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2];
    data[i] = data[i + 1] = data[i + 2] = y;
  }
  context.putImageData(image, 0, 0);
}

/** The crop in pixels of the loaded picture, which may be a smaller copy of the upload. */
function cropOf({crop: [left, top, width, height], source}, art) {
  const x = art.width / source[1];
  const y = art.height / source[0];
  return [left * x, top * y, width * x, height * y];
}

/** Draws what the model sees into [0, 0, width, height]. */
export function drawSeen(context, art, meta, width, height) {
  const [x, y, w, h] = cropOf(meta, art);
  const outside = x < 0 || y < 0 || x + w > art.width + 0.5 || y + h > art.height + 0.5;
  if (outside) {
    context.fillStyle = PADDING;
    context.fillRect(0, 0, width, height);
  }
  const left = Math.max(0, x);
  const top = Math.max(0, y);
  const right = Math.min(art.width, x + w);
  const bottom = Math.min(art.height, y + h);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    art,
    left,
    top,
    right - left,
    bottom - top,
    ((left - x) / w) * width,
    ((top - y) / h) * height,
    ((right - left) / w) * width,
    ((bottom - top) / h) * height,
  );
}
