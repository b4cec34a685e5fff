// Written by app.wire.write_contract from app/wire/forms_teach.py: change it there.

/** @typedef {{id: string, name: string, group: string, size: [number, number]}} TeachPicture */

export {};
