// The instances of a service: one for all requests, until it has failed or served as many as it may.

/** @typedef {{ component: any, serve: Function, under: number, served: number, over: boolean }} Instance */

export class Instances {
  /** @type {Promise<Instance> | undefined} */
  #current;

  /**
   * @param {() => Promise<any>} instantiate
   * @param {(component: any) => Function} serverOf
   * @param {number} [reuse] how many requests one serves
   */
  constructor(instantiate, serverOf, reuse = Number.POSITIVE_INFINITY) {
    this.make = async () => {
      const component = await instantiate();
      return { component, serve: serverOf(component), under: 0, served: 0, over: false };
    };
    this.reuse = reuse;
  }

  /** Gives an instance for a request, which gives it back. @returns {Promise<Instance>} */
  async take() {
    this.#current ??= this.make();
    const taken = this.#current;
    try {
      const instance = await taken;
      if (instance.over) {
        // Another request has had the last place meanwhile.
        if (this.#current === taken) this.#current = undefined;
        return this.take();
      }
      instance.under++;
      instance.served++;
      if (instance.served >= this.reuse) this.#end(instance);
      return instance;
    } catch (e) {
      if (this.#current === taken) this.#current = undefined;
      throw e;
    }
  }

  /**
   * Gives an instance back.
   * @param {Instance} instance
   * @param {unknown} [failure] what the request ended with
   */
  give(instance, failure) {
    instance.under--;
    // An error of the component's own has a payload; after others it takes no more calls.
    if (failure !== undefined && !Object.hasOwn(Object(failure), 'payload')) this.#end(instance);
    if (instance.over && instance.under === 0) instance.component[Symbol.dispose]?.();
  }

  /** It serves no more requests than those that it has. @param {Instance} instance */
  #end(instance) {
    instance.over = true;
  }
}
