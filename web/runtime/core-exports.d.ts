// Made by `go generate ./polyfill/wasm` from internal/task and webstreams, where the comments stand.

/** What runtime.wasm exports: the operations of the task core and of the hub of the host's ends. All numbers are 32-bit integers. */
export interface CoreExports {
  mem: WebAssembly.Memory;
  /** Where the Mail lies. */
  mail_ptr(): number;
  /** Where the context slots of the running thread lie. */
  context_ptr(): number;
  /** Store.TrapText: address and length in Mail. */
  trap_text(): void;
  /** Store.TakeTrace: address and length in Mail. */
  take_trace(): void;
  /** Where address and length of the trace lie, in the first and third word. */
  trace_ptr(): number;
  /** Store.TraceTimes by the clock that is imported, if on is not 0. */
  trace_times(on: number): void;
  /** Store.Live: Mail[0] to Mail[5]. */
  live(): void;
  backpressure_dec(id: number): Status;
  backpressure_inc(id: number): Status;
  call(l: number, token: number): Status;
  call_guest(caller: number, l: number, token: number): Status;
  callback_next(packed: number): Status;
  callback_returned(packed: number): Status;
  cancel_task(id: number): Status;
  check_block(id: number): Status;
  copy(id: number, typ: number, options: number, async: number, write: number, i: number, ptr: number, n: number): Status;
  copy_cancel(id: number, typ: number, async: number, write: number, i: number): Status;
  depth(): number;
  dispose(root: number): void;
  drop_ends(id: number): void;
  end_drop(id: number, typ: number, i: number, writable: number): Status;
  end_new(id: number, typ: number): Status;
  end_type(sh: number): number;
  error_drop(id: number, i: number): Status;
  error_get(id: number, i: number, leaving: number): Status;
  error_make(token: number): number;
  error_new(id: number, token: number): Status;
  free_type(typ: number): void;
  handles(id: number): number;
  host_begin(id: number, token: number): Status;
  host_call(id: number, token: number): Status;
  host_copy(id: number, options: number, ptr: number, n: number): Status;
  host_copy_cancel(id: number): Status;
  host_drop(id: number): void;
  host_end(sh: number, token: number): Status;
  host_event(): Status;
  host_events(): number;
  host_fail(id: number, reason: number): void;
  host_may_pass(id: number, to: number): number;
  host_new(typ: number, token: number): Status;
  host_pass(id: number): Status;
  host_resolve(id: number): void;
  host_returned(id: number): void;
  host_short(id: number, n: number): void;
  host_subtask(id: number): Status;
  host_token(id: number): number;
  host_wait(id: number): Status;
  host_watch(id: number): void;
  host_work(): number;
  lift_borrow(id: number, rt: number, i: number, sub: number): Status;
  lift_end(id: number, typ: number, i: number): Status;
  lift_own(id: number, rt: number, i: number): Status;
  lower_borrow(id: number, rt: number, rep: number, scope: number): Status;
  lower_done(sub: number, async: number): Status;
  lower_end(id: number, sh: number): Status;
  lower_end_as(id: number, sh: number, typ: number): Status;
  lower_error(id: number, e: number): Status;
  lower_own(id: number, rt: number, rep: number): Status;
  may_enter(id: number): number;
  may_leave(id: number): number;
  new_instance(parent: number): number;
  new_lift(inst: number, flags: number, result: number, options: number): number;
  new_type(future: number, number: number, size: number): number;
  poison(id: number): void;
  queued_next(id: number, caller: number): Status;
  ready(): number;
  realloc_begin(id: number): void;
  realloc_end(id: number): void;
  resource_drop(id: number, rt: number, i: number): Status;
  resource_new(id: number, rt: number, rep: number): Status;
  resource_rep(id: number, rt: number, i: number): Status;
  return(id: number): void;
  return_begin(id: number, result: number, options: number): Status;
  return_check(id: number): Status;
  running_task(): number;
  seed(seed: number): void;
  set_limits(handles: number, tasks: number, threads: number): void;
  set_may_leave(id: number, may: number): void;
  subtask_cancel(id: number, async: number, i: number): Status;
  subtask_cancel_done(id: number, async: number, i: number): Status;
  subtask_drop(id: number, i: number): Status;
  switched(id: number): Status;
  sync_next(id: number): Status;
  task_abandon(id: number): void;
  task_cancel(id: number): Status;
  thread_exit(): Status;
  thread_index(id: number): Status;
  thread_new(id: number, token: number): Status;
  thread_resume_later(id: number, i: number): Status;
  thread_suspend(id: number, cancellable: number): Status;
  thread_suspend_then_promote(id: number, cancellable: number, i: number): Status;
  thread_suspend_then_resume(id: number, cancellable: number, i: number): Status;
  thread_yield(id: number, cancellable: number): Status;
  thread_yield_then_promote(id: number, cancellable: number, i: number): Status;
  thread_yield_then_resume(id: number, cancellable: number, i: number): Status;
  tick(): Status;
  trace(on: number): void;
  type_future(typ: number): number;
  unwind(depth: number): void;
  waitable_join(id: number, wi: number, si: number): Status;
  waitable_set_drop(id: number, si: number): Status;
  waitable_set_new(id: number): Status;
  waitable_set_poll(id: number, cancellable: number, si: number): Status;
  waitable_set_wait(id: number, cancellable: number, si: number): Status;
  waiting(id: number): number;
  stream_cancel(handle: number): Outcome;
  stream_close(handle: number): Outcome;
  stream_ends(): number;
  stream_fail(handle: number, reason: number): Outcome;
  stream_next(): Outcome;
  stream_pass(handle: number, to: number): Outcome;
  stream_pull(handle: number, n: number): Outcome;
  stream_push(handle: number, n: number): Outcome;
  stream_reader(shared: number): number;
  stream_resume(handle: number): Outcome;
  stream_short(handle: number, n: number): Outcome;
  stream_trapped(instance: number): void;
  stream_writer(typ: number, size: number): number;
}

/** What to do after an operation (internal/task/status.go). */
export type Status = number;

/** What to do after an operation of a host's end (webstreams/outcome.go). */
export type Outcome = number;
