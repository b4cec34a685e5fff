// The webcam: what it sees, recorded for up to five seconds.
import {say} from '../page/dom.js';
import {fixed} from '../record/figures.js';

const SECONDS = 5;
const TICK = 100; // ms
const KINDS = ['video/webm;codecs=vp8', 'video/webm', 'video/mp4'];

const INSECURE =
  'The browser gives the webcam to secure pages alone: open this page by https, or on this machine ' +
  'as http://localhost.';
const REFUSED =
  'The webcam was not allowed: allow it for this page in the browser, then try again.';
const NONE = 'No webcam was found: connect one, or open a film.';
const BUSY = 'The webcam could not be started, perhaps because another program uses it.';
const OLD = 'This browser records no video: open a film from a file.';
const ENDED = 'The webcam stopped before the end: connect it again, or open a film.';
const WAITS = 'Waiting for the webcam: allow it in the browser';
const SENTENCES = {NotAllowedError: REFUSED, NotFoundError: NONE, OverconstrainedError: NONE};

/** Why this browser can record no webcam, in a sentence; null where it can. */
function missing() {
  if (!navigator.mediaDevices?.getUserMedia) return INSECURE;
  return window.MediaRecorder ? null : OLD;
}

export class Camera {
  /** @type {MediaStream | null} */ stream = null;
  /** @type {MediaRecorder | null} */ recorder = null;
  timer = 0;
  waiting = false; // for the browser's permission

  /**
   * @param {(name: string) => any} find
   * @param {{taken: (file: File) => void, failed: (sentence: string | null) => void}} callbacks
   */
  constructor(find, {taken, failed}) {
    this.find = find;
    this.taken = taken;
    this.failed = failed;
    find('clip-stop').addEventListener('click', () => this.stop());
    find('clip-camera-cancel').addEventListener('click', () => this.close());
  }

  async open() {
    if (this.stream || this.waiting) return;
    const lacking = missing();
    this.failed(lacking);
    if (lacking) return;
    this.ask();
    try {
      const video = {width: {ideal: 640}, height: {ideal: 480}};
      const stream = await navigator.mediaDevices.getUserMedia({video, audio: false});
      this.begin(stream);
    } catch (error) {
      const wasWanted = this.waiting || this.stream !== null;
      this.close();
      if (wasWanted) this.failed(SENTENCES[error.name] ?? BUSY);
    }
  }

  /** The browser asks for its permission; Cancel is there meanwhile. */
  ask() {
    this.waiting = true;
    this.show(true);
    say(this.find('clip-left'), WAITS);
  }

  /** Records what comes, unless it was cancelled while the browser asked. */
  begin(stream) {
    if (!this.waiting) {
      release(stream);
      return;
    }
    this.waiting = false;
    this.stream = stream;
    for (const track of stream.getTracks()) {
      track.addEventListener('ended', () => {
        this.close();
        this.failed(ENDED);
      });
    }
    this.record(stream);
  }

  record(stream) {
    const live = this.find('clip-live');
    live.srcObject = stream;
    live.play();
    const mimeType = KINDS.find(kind => MediaRecorder.isTypeSupported(kind));
    const recorder = (this.recorder = new MediaRecorder(stream, {mimeType}));
    const pieces = [];
    recorder.addEventListener('dataavailable', ({data}) => pieces.push(data));
    recorder.addEventListener('stop', () => {
      const file = new File(pieces, 'Webcam', {type: recorder.mimeType});
      const used = this.recorder === recorder;
      this.close();
      if (used) this.taken(file);
    });
    recorder.start();
    this.show(true);
    this.count(performance.now());
  }

  /** Says how much time is left, and stops at its end. */
  count(start) {
    const left = SECONDS - (performance.now() - start) / 1000;
    say(this.find('clip-left'), `Recording, ${fixed(Math.max(0, left), 1)} s left`);
    if (left <= 0) this.stop();
    else this.timer = window.setTimeout(() => this.count(start), TICK);
  }

  /** Ends the recording, which is then used. */
  stop() {
    clearTimeout(this.timer);
    if (this.recorder?.state === 'recording') this.recorder.stop();
  }

  /** Lets the webcam go; what was recorded is not used. */
  close() {
    const {recorder} = this;
    clearTimeout(this.timer);
    this.recorder = null;
    this.waiting = false;
    if (recorder?.state === 'recording') recorder.stop();
    release(this.stream);
    this.stream = null;
    this.find('clip-live').srcObject = null;
    this.show(false);
    say(this.find('clip-left'), '');
  }

  show(on) {
    const {find} = this;
    find('clip-camera').hidden = !on;
    find('clip-live').hidden = this.waiting;
    find('clip-stop').hidden = this.waiting;
  }
}

const release = stream => {
  for (const track of stream?.getTracks() ?? []) track.stop();
};
