// Written by app.wire.write_contract from app/wire/limits.py: change it there.

/** Limits that the server and the page both hold to. */
export const limits = {
  fusedTokens: 800,
  present: 0.5,
  segments: [2, 12],
  mostPins: 4,
  mass: [10, 95],
  cutPatches: 3000,
  mostRegions: 4,
  mostNeurons: 50,
  longPass: 2000,
  pairs: 200,
  filterPatch: [2, 64],
  filterComponents: 28,
  teachClasses: [2, 20],
  teachEach: 2,
  teachPictures: 400,
  teachName: 40,
  modelSizes: {
    image: [32, 512],
    patch: [2, 64],
    width: [16, 1536],
    heads: [1, 24],
    depth: [1, 32],
    mlp_ratio: [0.5, 8],
  },
};
