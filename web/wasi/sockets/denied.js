// wasi:sockets where there are no sockets: in pages and workers.

import { SocketError } from './code.js';

const none = () => {
  throw new SocketError('not-supported');
};

export class TcpSocket {
  /** @type {(family: string) => TcpSocket} */
  static create = none;

  constructor() {
    none();
  }
}

export class UdpSocket {
  /** @type {(family: string) => UdpSocket} */
  static create = none;

  constructor() {
    none();
  }
}
