// The instances of a service: as few as hold the requests, each until it has failed or served as many as it may.

/**
 * @typedef {object} Instance
 * @property {Promise<{ component: any, serve: Function }>} made
 * @property {any} [component] when it is made
 * @property {Function} serve likewise
 * @property {number} under requests that it has
 * @property {number} served requests that it has had
 * @property {boolean} failed it takes no calls any more
 */

export class Instances {
  /** Those that take further requests. @type {Instance[]} */
  #open = [];

  /**
   * @param {() => Promise<any>} instantiate
   * @param {(component: any) => Function} serverOf
   * @param {{ reuse?: number, concurrent?: number }} [limits] how many requests one serves, and how many at the same time
   */
  constructor(instantiate, serverOf, { reuse = Number.POSITIVE_INFINITY, concurrent = Number.POSITIVE_INFINITY } = {}) {
    this.make = async () => {
      const component = await instantiate();
      return { component, serve: serverOf(component) };
    };
    this.reuse = reuse;
    this.concurrent = concurrent;
  }

  /** Gives an instance for a request, which gives it back. @returns {Promise<Instance>} */
  async take() {
    let instance = this.#open.find(({ under }) => under < this.concurrent);
    if (!instance) {
      instance = { made: this.make(), serve: () => {}, under: 0, served: 0, failed: false };
      this.#open.push(instance);
    }
    instance.under++;
    instance.served++;
    if (instance.served >= this.reuse) this.#close(instance);
    try {
      Object.assign(instance, await instance.made);
    } catch (e) {
      instance.under--;
      this.#close(instance);
      throw e;
    }
    if (!instance.failed) return instance;
    instance.under--;
    return this.take();
  }

  /**
   * Gives an instance back.
   * @param {Instance} instance
   * @param {unknown} [failure] what the request ended with
   */
  give(instance, failure) {
    instance.under--;
    // An error of the component's own has a payload; after others it takes no more calls.
    if (failure !== undefined && !Object.hasOwn(Object(failure), 'payload')) {
      instance.failed = true;
      this.#close(instance);
    }
    if (instance.under > 0) return;
    // One that has nothing to do is enough.
    if (this.#open.some((other) => other !== instance && other.under === 0)) this.#close(instance);
    if (!this.#open.includes(instance)) instance.component[Symbol.dispose]?.();
  }

  /** It serves no more requests than those that it has. @param {Instance} instance */
  #close(instance) {
    this.#open = this.#open.filter((other) => other !== instance);
  }
}
